"""Values: what was measured for which days, by which definition, and who stands for what was typed in."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpis.catalogue.models import Definition, Indicator
from portal.accounts.models import Person, Post


class Entry(models.Model):
    """A value from a survey or a report, with where it comes from; nothing counts before somebody else approved it."""

    class Origin(models.TextChoices):
        MANUAL = "manual", pgettext_lazy("origin of a value", "Entered by hand")
        SURVEY = "survey", pgettext_lazy("origin of a value", "Survey")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a value", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("of a value", "Waiting for approval")
        RETURNED = "returned", pgettext_lazy("of a value", "Returned")
        APPROVED = "approved", pgettext_lazy("of a value", "Approved")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a value", "Withdrawn")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="entries")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    origin = models.CharField(_("kind"), max_length=8, choices=Origin, default=Origin.MANUAL)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    numerator = models.DecimalField(_("counted"), null=True, blank=True, max_digits=20, decimal_places=4)
    denominator = models.DecimalField(_("out of"), null=True, blank=True, max_digits=20, decimal_places=4)
    document = models.CharField(_("file or document"), max_length=300, help_text="Title, number, where it is kept")
    method = models.CharField(_("how it was found out"), max_length=500)
    sample = models.PositiveIntegerField(_("number of answers"), null=True, blank=True)
    reason = models.CharField(_("reason of the correction"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="entry_days_in_order"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("entered_by")),
                name="entry_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | models.Q(approved_by__isnull=False, approved_post__isnull=False, decided__isnull=False),
                name="entry_approved_has_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(origin="survey") | models.Q(sample__gte=1), name="entry_survey_has_answers"
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__isnull=True) | models.Q(denominator__gt=0),
                name="entry_divides_by_something",
            ),
        ]
        indexes = [models.Index(fields=["status", "id"], name="entry_in_line")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.first}–{self.last}: {self.value}"


class Measurement(models.Model):
    """The value of an indicator for some days as it was known at a moment; a later one is a new revision.

    `records`: how many rows stood behind it; `people`: whose they are. The greatest revision counts.
    """

    class Origin(models.TextChoices):
        AUTOMATIC = "automatic", pgettext_lazy("origin of a value", "Counted by the portal")
        MANUAL = "manual", pgettext_lazy("origin of a value", "Entered by hand")
        SURVEY = "survey", pgettext_lazy("origin of a value", "Survey")

    class Reason(models.TextChoices):
        """Why there is another revision; an entry's own words stand beside it."""

        FIRST = "first", pgettext_lazy("reason of a revision", "First value")
        RUNNING = "running", pgettext_lazy("reason of a revision", "The period was still running")
        LATE = "late", pgettext_lazy("reason of a revision", "Records came in or were corrected later")
        DEFINITION = "definition", pgettext_lazy("reason of a revision", "The definition was changed")
        CORRECTION = "correction", pgettext_lazy("reason of a revision", "The value was corrected")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    revision = models.PositiveIntegerField()
    value = models.DecimalField(null=True, help_text="Empty: nothing to divide by", max_digits=20, decimal_places=4)
    numerator = models.DecimalField(null=True, max_digits=20, decimal_places=4)
    denominator = models.DecimalField(null=True, max_digits=20, decimal_places=4)
    records = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(null=True, help_text="How many different ones; empty where rows are nobody's")
    others = models.PositiveIntegerField(null=True, help_text="Of a part: whose the rest of its wholes is")
    origin = models.CharField(max_length=10, choices=Origin)
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.CharField(max_length=1000, blank=True)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    night = models.DateField(null=True, help_text="The night that counted it; empty for an entry")
    computed = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "first", "last", "revision"], name="measurement_revision_once"
            ),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="measurement_days_in_order"),
            models.CheckConstraint(
                condition=models.Q(origin="automatic", night__isnull=False, entry__isnull=True)
                | (~models.Q(origin="automatic") & models.Q(entry__isnull=False)),
                name="measurement_says_whence",
            ),
            models.CheckConstraint(
                condition=models.Q(people__lte=models.F("records")), name="measurement_people_stand"
            ),
            models.CheckConstraint(
                condition=models.Q(revision=1, reason="first") | models.Q(revision__gt=1),
                name="measurement_first_is_first",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "first", "last", "-revision"], name="measurement_latest")]
        triggers = [pgtrigger.Protect(name="only_added", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.first}–{self.last} r{self.revision}: {self.value}"


class Closing(models.Model):
    """A fiscal year made final: its report as it stood, and what was decided on it."""

    fiscal_year = models.PositiveSmallIntegerField(unique=True, help_text="The calendar year of its April")
    number = models.CharField(max_length=20, unique=True)
    report = models.JSONField(help_text="Every value with its revision, target and definition, frozen")
    decisions = models.TextField(_("what was decided on it"), max_length=5000, blank=True)
    closed = models.DateTimeField()
    closed_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-fiscal_year"]
        triggers = [pgtrigger.Protect(name="stays_closed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number
