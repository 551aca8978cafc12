"""A corporate number is one organisation's from handing in to closing; a draft, or what was closed, holds nobody out.

The new rule is weaker, so every row keeps it already: it is built beside the old one without a lock, and only then the
old one goes. The name keeps the column's, by which code of the version before knows the refusal.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

NAME = "organization_corporate_number_once"
HELD = ["submitted", "returned", "published", "suspended"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0017_reviewing_post")]
    operations = [
        AddIndexConcurrently("organization", models.Index(fields=["corporate_number"], name="organization_by_number")),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    "organization",
                    models.UniqueConstraint(
                        fields=["corporate_number"], name=NAME, condition=models.Q(status__in=HELD)
                    ),
                )
            ],
            database_operations=[
                # A broken-off build leaves an index that is not valid: it goes first.
                migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}", migrations.RunSQL.noop),
                migrations.RunSQL(
                    f"CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON organizations_organization (corporate_number) "
                    "WHERE status IN ('submitted', 'returned', 'published', 'suspended')",
                    f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}",
                ),
            ],
        ),
        migrations.AlterField(
            "organization",
            "corporate_number",
            models.CharField(blank=True, max_length=13, null=True, verbose_name="corporate number"),
        ),
    ]
