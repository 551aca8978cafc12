"""A night's set of proposals, the weights behind their scores, and what the coordinator reads about it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Post
from volunteers.openings.models import Opening
from volunteers.profiles.models import VolunteerProfile


class WeightTable(models.Model):
    """How many points each reason is worth; a change is a new row, so that old scores stay explained."""

    values = models.JSONField(help_text="Name of the part → points at most")
    starts = models.DateTimeField()
    by_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-starts", "-id"], name="weights_latest")]

    def __str__(self) -> str:
        return f"{self.starts}"


class MatchingRun(models.Model):
    """One night's matching: it is there with all its proposals, or not at all."""

    night = models.DateField(unique=True)
    weights = models.ForeignKey(WeightTable, on_delete=models.PROTECT, related_name="runs")
    volunteers = models.PositiveIntegerField()
    openings = models.PositiveIntegerField()
    proposals = models.PositiveIntegerField()
    score = models.BigIntegerField()
    bound = models.BigIntegerField()
    reached = models.PositiveIntegerField()
    reachable = models.PositiveIntegerField()
    given_up = models.BigIntegerField(help_text="Points given up so that more openings are reached")
    most_per_volunteer = models.PositiveSmallIntegerField()
    phases = models.JSONField(help_text="Phase → seconds")
    finished = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(score__lte=models.F("bound")), name="matching_bound_is_a_bound"),
            models.CheckConstraint(
                condition=models.Q(reached__lte=models.F("reachable")), name="matching_reached_is_reachable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.night}"


class NotReached(models.Model):
    """An opening for which a night found nobody, and what stood in the way."""

    run = models.ForeignKey(MatchingRun, on_delete=models.CASCADE, related_name="not_reached")
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="+")
    blocking = models.JSONField(help_text="Conditions: how many are left with it alone, and without it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "opening"], name="not_reached_once_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.opening_id}"


class Proposal(models.Model):
    """An opening for a volunteer, with the reasons; nobody is asked twice for the same one.

    No triggers here: a night writes tens of thousands of rows at once.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("of a proposal", "Waiting for your answer")
        ACCEPTED = "accepted", pgettext_lazy("of a proposal", "Accepted")
        DECLINED = "declined", pgettext_lazy("of a proposal", "Declined")
        EXPIRED = "expired", pgettext_lazy("of a proposal", "Not answered in time")
        RELEASED = "released", pgettext_lazy("of a proposal", "No longer needed")

    class Origin(models.TextChoices):
        NIGHT = "night", _("The night")
        ORGANIZATION = "organization", _("The organisation")
        COORDINATOR = "coordinator", _("The coordinator")

    run = models.ForeignKey(MatchingRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="proposals")
    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="proposals")
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.NIGHT, db_default=Origin.NIGHT)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED, db_default=Status.PROPOSED)
    weights = models.ForeignKey(WeightTable, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField()
    parts = ArrayField(models.SmallIntegerField(), help_text="What the score is computed from, in the parts' order")
    proposed = models.DateTimeField()
    due = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "opening"], name="proposal_once"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=950), name="proposal_score_in_range"),
        ]
        indexes = [
            models.Index(fields=["opening", "status"], name="proposal_of_opening"),
            models.Index(fields=["due"], condition=models.Q(status="proposed"), name="proposal_due"),
            models.Index(fields=["profile", "-proposed"], name="proposal_of_profile"),
            BrinIndex(fields=["proposed"], name="proposal_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.opening_id} {self.score}"
