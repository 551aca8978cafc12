"""The ledger of the nights and hours, and the sign of life of the clock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.shared.nights.periods import Period


class StepRun(models.Model):
    """One step of one night (or hour): how far it is, what it did, how often it was tried, what went wrong."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a step of the night", "Waiting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Done")
        FAILED = "failed", _("Failed")

    day = models.DateField(help_text="The date on which the night (or the hour) begins in Japan")
    hour = models.PositiveSmallIntegerField(null=True, help_text="Empty: a night")
    step = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    started = models.DateTimeField(help_text="When the first attempt began")
    finished = models.DateTimeField(null=True, help_text="When the last attempt ended, well or not")
    attempt = models.PositiveIntegerField(
        default=0, help_text="Only the attempt of this number may write: a runner left behind cannot"
    )
    attempt_started = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Attempts in a row that brought nothing forward")
    tried_for = models.DateField(null=True, help_text="The latest night when it was last tried; a new one tries anew")
    cursor = models.JSONField(null=True)
    counts = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    milliseconds = models.PositiveBigIntegerField(default=0, help_text="Worked in chunks that were kept")
    error = models.TextField(blank=True)
    history = models.JSONField(default=list, help_text="The last attempts: number, started, ended, done, error")

    class Meta:
        ordering = ["-day", "-hour", "id"]
        constraints = [
            models.UniqueConstraint(fields=["day", "hour", "step"], name="one_run_of_a_step", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.step}"

    @property
    def period(self) -> Period:
        """The night or the hour it belongs to."""
        return Period(self.day, self.hour)


class Heartbeat(models.Model):
    """When a part of the portal that nobody sees was last alive."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
