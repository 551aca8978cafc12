"""A seat of the ward can take an organisation in hand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_posts_without_persons"), ("organizations", "0016_names_that_look_alike")]

    operations = [
        migrations.AddField(
            "organization",
            "reviewing_post",
            models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The seat of the ward that has taken it on; whoever holds the seat inherits it",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.post",
            ),
        ),
    ]
