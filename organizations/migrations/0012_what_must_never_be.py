"""What must never be in the life of an organisation; for new rows at once, the old ones are looked at in 0013."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0011_life_of_an_organization")]
    operations = [
        AddConstraintNotValid(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(import_key__isnull=False)
                | ~models.Q(phone="", email="", form_url="", url="", address=""),
                name="organization_published_can_be_reached",
            ),
        ),
        AddConstraintNotValid(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=~models.Q(status="submitted") | models.Q(submitted_at__isnull=False),
                name="organization_submitted_has_moment",
            ),
        ),
        AddConstraintNotValid(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(status="closed"),
                name="organization_merged_is_closed",
            ),
        ),
        AddConstraintNotValid(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(suspended_with_organization="")
                | models.Q(status="suspended", suspended_with_organization__in=["published", "draft"]),
                name="place_comes_back_from_suspension",
            ),
        ),
    ]
