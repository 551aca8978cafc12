"""Columns for the life of an organisation; old code does not see them, new code finds them filled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0010_hours_whole_in_files")]
    operations = [
        migrations.AddField(
            model_name="organization",
            name="revision",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, help_text="What an official has read when deciding"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="submitted_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="organization",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="title",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="代表, 事務局長 …",
                max_length=60,
                verbose_name="position in the organisation",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="suspended_with_organization",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="The state to come back to, of a place that is suspended only because its organisation is",
                max_length=12,
            ),
        ),
        migrations.RunSQL(
            "UPDATE organizations_organization SET submitted_at = updated WHERE status = 'submitted'",
            migrations.RunSQL.noop,
        ),
    ]
