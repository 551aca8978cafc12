"""What people agree to, in its first words."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from volunteers.profiles.consent_texts import load_consent_texts


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load_consent_texts(apps.get_model("volunteers", "ConsentText"))


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
