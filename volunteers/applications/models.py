"""Application: a volunteer and a shift, from the first word to having taken part."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.directory.models import Organization
from portal.accounts.models import Post
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import Consent, VolunteerProfile

REPLY_HOURS = 48
"""Within so many hours both sides answer, then the place is free for others."""


class Application(models.Model):
    """Who asks for a place, or has it. It begins by oneself, by accepting a proposal, or by a word at the desk."""

    class Status(models.TextChoices):
        TALKING = "talking", pgettext_lazy("of an application", "Talking about it")
        APPLIED = "applied", pgettext_lazy("of an application", "Waiting for the organisation's answer")
        WAITING = "waiting", pgettext_lazy("of an application", "On the waiting list")
        OFFERED = "offered", pgettext_lazy("of an application", "A place became free: please answer")
        ACCEPTED = "accepted", pgettext_lazy("of an application", "Has a place")
        DECLINED = "declined", pgettext_lazy("of an application", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("of an application", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("of an application", "Nobody answered in time")
        CANCELLED = "cancelled", pgettext_lazy("of an application", "Cancelled by the organisation")
        TOOK_PART = "took-part", pgettext_lazy("of an application", "Took part")
        NO_SHOW = "no-show", pgettext_lazy("of an application", "Did not come")

    class Channel(models.TextChoices):
        """How the two found each other, for the numbers."""

        SEARCH = "search", _("Found it on the portal")
        NIGHT = "night", _("Proposed by the night")
        CANDIDATE = "candidate", _("Asked by the organisation")
        COORDINATOR = "coordinator", _("Through the coordinator")
        CONTRACTOR = "contractor", _("Through the contracted operator")

    HOLDS_PENDING = (Status.TALKING, Status.APPLIED)
    HOLDS_PLACE = (Status.OFFERED, Status.ACCEPTED, Status.TOOK_PART, Status.NO_SHOW)
    HOLDS_TIME = (Status.APPLIED, Status.OFFERED, Status.ACCEPTED)
    LIVE = (Status.TALKING, Status.APPLIED, Status.WAITING, Status.OFFERED, Status.ACCEPTED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="applications")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="applications")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(VolunteerProfile, on_delete=models.PROTECT, related_name="applications")
    status = models.CharField(max_length=12, choices=Status)
    channel = models.CharField(max_length=12, choices=Channel)
    message = models.TextField(_("a word to the organisation"), max_length=1000, blank=True)
    contact_consent = models.ForeignKey(
        Consent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Given for this match; without it the organisation sees no name and no address",
    )
    during = DateTimeRangeField(null=True, blank=True, help_text="The shift's time, so that nobody is in two places")
    applied = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True, help_text="When the answer is due; the hourly tick releases it")
    decided = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    reminded = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it down for them"
    )
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "profile"],
                condition=models.Q(status__in=("talking", "applied", "waiting", "offered", "accepted")),
                name="application_once_a_shift",
            ),
            ExclusionConstraint(
                name="application_in_one_place_at_a_time",
                expressions=[
                    ("profile", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(status__in=("applied", "offered", "accepted"), during__isnull=False),
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=("talking", "applied", "offered")) | models.Q(due__isnull=False),
                name="application_pending_has_clock",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=models.Q(due__isnull=False), name="application_due"),
            models.Index(fields=["opening", "status", "applied"], name="application_of_opening"),
            models.Index(fields=["profile", "-applied"], name="application_of_profile"),
            models.Index(
                fields=["shift", "applied", "id"], condition=models.Q(status="waiting"), name="application_in_line"
            ),
            models.Index(
                fields=["decided"],
                condition=models.Q(status__in=["accepted", "took-part", "no-show"]),
                name="application_matched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.shift_id} {self.status}"
