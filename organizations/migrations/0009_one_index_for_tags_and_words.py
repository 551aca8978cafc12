"""Filters and words meet in one index; what a search reads of a row stays unpacked; confirmed places are in order."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

PUBLISHED = models.Q(("status", "published"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0008_columns_for_files_and_open_now")]
    operations = [
        # Half a page: with the usual quarter every look at a text or a tag unpacks it first.
        migrations.RunSQL(
            "ALTER TABLE organizations_place SET (toast_tuple_target = 4064)",
            "ALTER TABLE organizations_place RESET (toast_tuple_target)",
        ),
        AddIndexConcurrently(
            model_name="place",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["tags", "bigrams", "name_bigrams", "open_blocks"],
                name="place_by_tags_and_words",
                condition=PUBLISHED,
                fastupdate=False,
            ),
        ),
        AddIndexConcurrently(
            model_name="place",
            index=models.Index(
                models.OrderBy(models.F("confirmed"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id")),
                name="place_by_confirmation",
                condition=PUBLISHED,
            ),
        ),
        RemoveIndexConcurrently(model_name="place", name="place_by_tags"),
        RemoveIndexConcurrently(model_name="place", name="place_by_words"),
        RemoveIndexConcurrently(model_name="place", name="place_by_name_words"),
    ]
