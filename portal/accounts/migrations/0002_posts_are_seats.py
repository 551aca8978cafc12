"""A post becomes a seat; who sits on it from when to when becomes a row of its own, taken over from the old posts."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import portal.accounts.posts.models


def take_over(apps, schema_editor):
    """Each old post was one person's: it becomes a seat of its own with one holding."""
    post, holding = apps.get_model("accounts", "Post"), apps.get_model("accounts", "Holding")
    for row in post.objects.all():
        row.uid = uuid.uuid4()
        row.save(update_fields=["uid"])
        holding.objects.create(post=row, person_id=row.person_id, starts=row.starts, ends=row.ends)


def give_back(apps, schema_editor):
    """The latest holder stands in the post again; earlier holders and deputies have no place in the old table."""
    post, holding = apps.get_model("accounts", "Post"), apps.get_model("accounts", "Holding")
    for row in post.objects.all():
        latest = holding.objects.filter(post=row, deputy=False).order_by("-starts").first()
        if latest is None:
            holding.objects.filter(post=row).delete()
            row.delete()
        else:
            post.objects.filter(pk=row.pk).update(person=latest.person_id, starts=latest.starts, ends=latest.ends)


KINDS = [
    ("administrator", "administrator"),
    ("official", "official"),
    ("coordinator", "coordinator"),
    ("contractor", "contracted operator"),
    ("reviewer", "reviewer"),
    ("auditor", "auditor"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        migrations.AddField(
            "person",
            "mfa_required",
            models.BooleanField(
                db_default=False, default=False, editable=False, help_text="Somebody above asks for a second factor"
            ),
        ),
        migrations.AddField("post", "uid", models.UUIDField(null=True, editable=False)),
        migrations.AddField("post", "title_ja", models.CharField("title in Japanese", max_length=100, blank=True)),
        migrations.AddField("post", "title_en", models.CharField("title in English", max_length=100, blank=True)),
        migrations.AddField(
            "post",
            "operated_by",
            models.BigIntegerField(
                null=True, blank=True, help_text="Id of the organisation that works for the ward by contract (受託者)"
            ),
        ),
        migrations.AddField(
            "post",
            "created",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AlterField("post", "kind", models.CharField("kind", max_length=20, choices=KINDS)),
        migrations.AlterField(
            "post",
            "person",
            models.ForeignKey(
                "accounts.Person", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="posts"
            ),
        ),
        migrations.AlterField("post", "starts", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("deputy", models.BooleanField(default=False, verbose_name="deputy")),
                ("starts", models.DateTimeField(verbose_name="from")),
                ("ends", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="accounts.person"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="accounts.post"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "starts"], name="holding_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gt", models.F("starts")), _connector="OR"),
                        name="holding_ends_after_start",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("deputy", False)),
                        expressions=[
                            ("post", django.contrib.postgres.fields.ranges.RangeOperators.EQUAL),
                            (
                                portal.accounts.posts.models.TsTzRange("starts", "ends"),
                                django.contrib.postgres.fields.ranges.RangeOperators.OVERLAPS,
                            ),
                        ],
                        name="post_has_one_holder_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("post", django.contrib.postgres.fields.ranges.RangeOperators.EQUAL),
                            ("person", django.contrib.postgres.fields.ranges.RangeOperators.EQUAL),
                            (
                                portal.accounts.posts.models.TsTzRange("starts", "ends"),
                                django.contrib.postgres.fields.ranges.RangeOperators.OVERLAPS,
                            ),
                        ],
                        name="person_holds_a_post_once",
                    ),
                ],
            },
        ),
        migrations.RunPython(take_over, give_back),
    ]
