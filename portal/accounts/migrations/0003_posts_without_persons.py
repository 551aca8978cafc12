"""What the holdings have taken over leaves the posts; apart, because one transaction cannot both fill and alter."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_posts_are_seats")]

    operations = [
        migrations.AlterField("post", "uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.RemoveConstraint("post", "post_ends_after_start"),
        migrations.RemoveIndex("post", "post_of_person"),
        migrations.RemoveField("post", "person"),
        migrations.RemoveField("post", "starts"),
        migrations.RemoveField("post", "ends"),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=models.Q(("operated_by__isnull", True), ("kind", "contractor"), _connector="OR"),
                name="post_only_contractors_are_operated",
            ),
        ),
    ]
