"""The constraints of 0012 hold for old rows too, and the queue has its index; readers and writers go on meanwhile.

Who was published without any way to be reached goes back to its draft, because nobody can have found it.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0012_what_must_never_be")]
    operations = [
        migrations.RunSQL(
            "UPDATE organizations_organization SET status = 'draft' WHERE status = 'published' AND import_key IS NULL "
            "AND phone = '' AND email = '' AND form_url = '' AND url = '' AND address = ''",
            migrations.RunSQL.noop,
        ),
        ValidateConstraint("organization", "organization_published_can_be_reached"),
        ValidateConstraint("organization", "organization_submitted_has_moment"),
        ValidateConstraint("organization", "organization_merged_is_closed"),
        ValidateConstraint("place", "place_comes_back_from_suspension"),
        AddIndexConcurrently(
            "organization",
            models.Index(
                fields=["submitted_at", "id"], name="organization_waiting", condition=models.Q(status="submitted")
            ),
        ),
    ]
