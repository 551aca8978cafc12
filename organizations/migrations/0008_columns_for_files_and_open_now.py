"""What files and "open now" read of a place is stored with it, filled for the places that are there already."""

import django.contrib.postgres.fields
from django.db import migrations, models

FILL_ALL = """
UPDATE organizations_place p SET
  open_blocks = ARRAY(
    SELECT DISTINCT block FROM unnest(p.open_ranges) r, generate_series(lower(r) / 240, (upper(r) - 1) / 240) block
    ORDER BY block),
  spoken = ARRAY(SELECT DISTINCT language FROM organizations_languageservice WHERE place_id = p.id ORDER BY language)
"""
FILL_WEEK = """
UPDATE organizations_place p SET plain_days = week.days, plain_opens = week.opens, plain_closes = week.closes
FROM (
  SELECT place_id, string_agg(substr('月火水木金土日', weekday + 1, 1), '' ORDER BY weekday) AS days,
         min(opens) AS opens, min(closes) AS closes
  FROM organizations_openinghours WHERE weekday < 7 GROUP BY place_id
  HAVING min(opens) = max(opens) AND min(closes) = max(closes) AND bool_and(weeks = '{}')
) week WHERE week.place_id = p.id AND p.hours_known = 'hours'
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0007_hours_and_positions_whole")]
    operations = [
        migrations.AddField(
            model_name="place",
            name="open_blocks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                default=list,
                editable=False,
                help_text="Epoch minutes / 240 of open_ranges, for the index",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="spoken",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                default=list,
                editable=False,
                help_text="Languages, for files",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="plain_days",
            field=models.CharField(
                default="",
                editable=False,
                help_text="Weekdays with the same hours every week, for files",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="plain_opens",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="plain_closes",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL_ALL, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_WEEK, migrations.RunSQL.noop),
    ]
