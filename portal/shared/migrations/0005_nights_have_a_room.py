from django.db import migrations


class Migration(migrations.Migration):
    """The nights' rows have gone to `portal.shared.nights`."""

    dependencies = [("shared", "0004_history"), ("nights", "0002_old_nights")]

    operations = [migrations.DeleteModel(name="NightRun")]
