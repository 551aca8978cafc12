"""The content's version and the table behind the default cache."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE content_version", "DROP SEQUENCE content_version"),
        migrations.RunSQL(
            "CREATE TABLE cache_entries ("
            "cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
            "DROP TABLE cache_entries",
        ),
        migrations.RunSQL(
            "CREATE INDEX cache_entries_expires ON cache_entries (expires)", "DROP INDEX cache_entries_expires"
        ),
    ]
