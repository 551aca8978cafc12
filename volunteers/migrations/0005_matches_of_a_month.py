"""The night counts the matches of two years month by month: it reads those of a month, not all there ever were."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("volunteers", "0004_what_must_never_be")]

    operations = [
        AddIndexConcurrently(
            "application",
            models.Index(
                fields=["decided"],
                condition=models.Q(status__in=["accepted", "took-part", "no-show"]),
                name="application_matched",
            ),
        ),
    ]
