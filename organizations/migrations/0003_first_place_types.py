"""The first place types, with their names in ten languages."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from organizations.places.types import load_place_types


def add_types(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_place_types(apps.get_model("organizations", "PlaceType"))


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_name_key_as_text")]
    operations = [migrations.RunPython(add_types, migrations.RunPython.noop)]
