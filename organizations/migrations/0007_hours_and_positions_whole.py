"""Half a position, half an interval: NULL made the old checks true, so they are written out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0006_search_columns_stay_in_the_row"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="languageservice",
            name="language_service_hours_in_order",
        ),
        migrations.RemoveConstraint(
            model_name="openingexception",
            name="opening_exception_hours_in_order",
        ),
        migrations.RemoveConstraint(
            model_name="place",
            name="place_in_japan",
        ),
        migrations.AddConstraint(
            model_name="languageservice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends__isnull", True), ("starts__isnull", True)),
                    models.Q(
                        ("ends__gt", models.F("starts")),
                        ("ends__isnull", False),
                        ("ends__lte", 2880),
                        ("starts__isnull", False),
                        ("starts__lt", 1440),
                    ),
                    _connector="OR",
                ),
                name="language_service_hours_whole_and_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="languageservice",
            constraint=models.CheckConstraint(
                condition=models.Q(("weeks__contained_by", [1, 2, 3, 4, 5, -1])), name="language_service_weeks_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="openingexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes__isnull", True), ("opens__isnull", True)),
                    models.Q(
                        ("closes__gt", models.F("opens")),
                        ("closes__isnull", False),
                        ("closes__lte", 2880),
                        ("opens__isnull", False),
                        ("opens__lt", 1440),
                    ),
                    _connector="OR",
                ),
                name="opening_exception_hours_whole_and_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (20, 46)),
                        ("longitude__isnull", False),
                        ("longitude__range", (122, 154)),
                    ),
                    _connector="OR",
                ),
                name="place_position_whole_and_in_japan",
            ),
        ),
    ]
