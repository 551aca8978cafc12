"""Files hold the whole week and every language's hours; empty until the next index run has written them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0009_one_index_for_tags_and_words")]
    operations = [
        migrations.AddField(
            model_name="place",
            name="week_words",
            field=models.CharField(
                default="",
                editable=False,
                help_text="The week in one line where the plain columns lack some of it",
                max_length=1000,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="file_rows",
            field=models.JSONField(default=dict, editable=False, help_text="Hours and languages, for JSON files"),
        ),
    ]
