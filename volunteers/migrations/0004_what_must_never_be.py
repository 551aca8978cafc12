"""What forms and services hold, held by the tables too."""

from django.db import migrations, models

HOLDS_UP_BECAUSE = "the tables come with the same release and are empty"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_history"),
        ("organizations", "0018_a_number_is_held_by_whom_the_ward_has_seen"),
        ("volunteers", "0003_marks_of_change"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="shift",
            name="shift_has_places",
        ),
        migrations.AddConstraint(
            model_name="hours",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("status", "rejected"), _negated=True),
                name="hours_rejected_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("with_children", False), ("identity_required", True), ("status", "draft"), _connector="OR"
                ),
                name="opening_with_children_asks_identity",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_age__lte", 99), ("project_hours__lte", 40)),
                name="opening_asks_what_can_be",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1), ("places__lte", 500)), name="shift_has_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteerprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("project_hours__lte", 40),
                    models.Q(
                        ("hours_per_month__isnull", True),
                        models.Q(("hours_per_month__gte", 1), ("hours_per_month__lte", 200)),
                        _connector="OR",
                    ),
                ),
                name="profile_hours_that_can_be",
            ),
        ),
        migrations.AddConstraint(
            model_name="volunteerprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("born__isnull", True), ("born__day", 1), _connector="OR"),
                name="profile_born_in_a_month",
            ),
        ),
    ]
