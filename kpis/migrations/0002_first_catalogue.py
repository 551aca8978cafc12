"""The 103 rows of the policy papers, with proposed targets."""

from types import SimpleNamespace

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kpis.catalogue.loading import load_catalogue

MODELS = ("PolicyArea", "Indicator", "Definition", "Target")


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_catalogue(SimpleNamespace(**{name: apps.get_model("kpis", name) for name in MODELS}))


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
