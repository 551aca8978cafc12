"""How many different people stand behind a value, where one may have several records."""

from django.db import migrations, models

HOLDS_UP_BECAUSE = "there are some thousand values, and the column that is checked is still empty"


class Migration(migrations.Migration):
    dependencies = [
        ("kpis", "0009_closed_years_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="breakdown",
            name="people",
            field=models.PositiveIntegerField(
                help_text="How many different ones; empty where rows are nobody's", null=True
            ),
        ),
        migrations.AddField(
            model_name="measurement",
            name="others",
            field=models.PositiveIntegerField(help_text="Of a part: whose the rest of its wholes is", null=True),
        ),
        migrations.AddField(
            model_name="measurement",
            name="people",
            field=models.PositiveIntegerField(
                help_text="How many different ones; empty where rows are nobody's", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__lte", models.F("records"))), name="measurement_people_stand"
            ),
        ),
    ]
