"""The key by which look-alikes are found, for the organisations that are here already; a chunk at a time."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from organizations.directory.naming import name_key

CHUNK = 500


def fill(apps, schema_editor):
    """Only empty keys are written, so that a second run goes on where the first was broken off."""
    organization = apps.get_model("organizations", "Organization")
    while rows := list(organization.objects.filter(name_key="").order_by("pk").only("pk", "name_ja")[:CHUNK]):
        for row in rows:
            row.name_key = name_key(row.name_ja) or "-"
        organization.objects.bulk_update(rows, ["name_key"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0015_people_around_an_organization")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            "organization",
            models.Index(fields=["name_key"], name="organization_by_name_key", condition=~models.Q(name_key="")),
        ),
    ]
