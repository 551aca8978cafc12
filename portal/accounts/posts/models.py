"""Post: a seat of the ward, to which work belongs; Holding: a person sits on it from a moment to a moment."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TsTzRange(models.Func):
    """Half-open range of two moments, as PostgreSQL compares them."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Post(models.Model):
    """A seat (職): queues and tasks belong to it, so that they pass on with it; it outlives whoever sits on it."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator")
        OFFICIAL = "official", _("official")
        COORDINATOR = "coordinator", _("coordinator")
        CONTRACTOR = "contractor", _("contracted operator")
        REVIEWER = "reviewer", _("reviewer")
        AUDITOR = "auditor", _("auditor")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title_ja = models.CharField(_("title in Japanese"), max_length=100, blank=True)
    title_en = models.CharField(_("title in English"), max_length=100, blank=True)
    operated_by = models.BigIntegerField(
        null=True, blank=True, help_text="Id of the organisation that works for the ward by contract (受託者)"
    )
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operated_by__isnull=True) | models.Q(kind="contractor"),
                name="post_only_contractors_are_operated",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language, else the kind."""
        own = self.title_ja if (get_language() or "ja").startswith("ja") else self.title_en
        return own or self.title_ja or str(self.get_kind_display())


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Which holdings count at a moment."""

    def held_at(self, moment: datetime) -> HoldingQuerySet:
        return self.filter(models.Q(ends__isnull=True) | models.Q(ends__gt=moment), starts__lte=moment)

    def not_over_at(self, moment: datetime) -> HoldingQuerySet:
        """Held now or later."""
        return self.filter(models.Q(ends__isnull=True) | models.Q(ends__gt=moment))


class Holding(models.Model):
    """A person holds a post, or stands in for its holder, from a moment to a moment (open end: until further notice)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="holdings")
    deputy = models.BooleanField(_("deputy"), default=False)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"), null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="holding_ends_after_start",
            ),
            ExclusionConstraint(
                name="post_has_one_holder_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (TsTzRange("starts", "ends"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(deputy=False),
            ),
            ExclusionConstraint(
                name="person_holds_a_post_once",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (TsTzRange("starts", "ends"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["person", "starts"], name="holding_of_person")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"

    def held_at(self, moment: datetime) -> bool:
        """The same as the query's `held_at`, for a row already read."""
        return self.starts <= moment and (self.ends is None or self.ends > moment)
