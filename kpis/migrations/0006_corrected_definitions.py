"""Of two versions that start on the same day the later one corrects the earlier."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "0003_breakdowns")]
    operations = [migrations.RemoveConstraint(model_name="definition", name="definition_one_a_day")]
