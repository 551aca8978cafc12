"""The catalogue: what the policies measure, in which words and by which rule, and how much of it they want."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Post
from portal.shared.texts import Text, text

FIRST_DAY = date(2000, 1, 1)
"""A definition that starts here has always held."""


class Policy(models.TextChoices):
    """The policy papers whose numbers these are."""

    MULTICULTURAL = "multicultural", _("Multicultural community (000)")
    NPO_COLLABORATION = "npo-collaboration", _("Collaboration with NPOs (001)")
    MULTI_ACTOR = "multi-actor", _("Collaboration of many (002)")
    FUNDED_PROGRAMME = "funded-programme", _("Funded programme (003)")
    NEIGHBOUR_SUPPORT = "neighbour-support", _("Support among neighbours (004)")


class Unit(models.TextChoices):
    """What a value counts; percentages are stored as 0 to 100."""

    PERCENT = "percent", pgettext_lazy("unit", "%")
    POINTS = "points", pgettext_lazy("unit", "percentage points")
    TIMES = "times", pgettext_lazy("unit", "times")
    PEOPLE = "people", pgettext_lazy("unit", "people")
    ORGANISATIONS = "organisations", pgettext_lazy("unit", "organisations")
    COMPANIES = "companies", pgettext_lazy("unit", "companies")
    MATCHES = "matches", pgettext_lazy("unit", "matches")
    PROJECTS = "projects", pgettext_lazy("unit", "projects")
    MEETINGS = "meetings", pgettext_lazy("unit", "meetings")
    SESSIONS = "sessions", pgettext_lazy("unit", "sessions")
    EVENTS = "events", pgettext_lazy("unit", "events")
    DRILLS = "drills", pgettext_lazy("unit", "drills")
    ATTENDANCES = "attendances", pgettext_lazy("unit", "attendances")
    ORGANISATION_ATTENDANCES = "organisation-attendances", pgettext_lazy("unit", "attendances of organisations")
    CASES = "cases", pgettext_lazy("unit", "cases")
    CONSULTATIONS = "consultations", pgettext_lazy("unit", "consultations")
    GRANTS = "grants", pgettext_lazy("unit", "grants")
    AGREEMENTS = "agreements", pgettext_lazy("unit", "agreements")
    ITEMS = "items", pgettext_lazy("unit", "items")
    PAGE_VIEWS = "page-views", pgettext_lazy("unit", "page views")
    ACTIVITIES = "activities", pgettext_lazy("unit", "activities")
    METHODS = "methods", pgettext_lazy("unit", "methods")
    VISITS = "visits", pgettext_lazy("unit", "visits")
    REPORTS = "reports", pgettext_lazy("unit", "reports")
    MONTHS = "months", pgettext_lazy("unit", "months")
    HOURS = "hours", pgettext_lazy("unit", "hours")
    YEN = "yen", pgettext_lazy("unit", "yen")
    TIME_OF_DAY = "time-of-day", pgettext_lazy("unit", "time of day")
    WEEKDAYS = "weekdays", pgettext_lazy("unit", "days of the week")
    LEVEL = "level", pgettext_lazy("unit", "level")
    NONE = "none", pgettext_lazy("unit", "no unit")


class PolicyArea(models.Model):
    """A part of a policy, with a goal of its own: 000-1 of the paper 000."""

    # Added by modeltranslation
    name_ja: str

    code = models.CharField(max_length=10, unique=True, validators=[RegexValidator(r"^\d{3}-\d$")])
    policy = models.CharField(max_length=20, choices=Policy)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """One number of a policy, whatever its definition is at the moment; `code` is its name for all time."""

    class Level(models.TextChoices):
        """From the goal (KGI) over its conditions (KSI) to results and deeds (KPI)."""

        KGI = "kgi", pgettext_lazy("level of an indicator", "Goal (KGI)")
        KSI = "ksi", pgettext_lazy("level of an indicator", "Condition of success (KSI)")
        KPI_OUTCOME = "kpi-outcome", pgettext_lazy("level of an indicator", "Result (KPI)")
        KPI_OUTPUT = "kpi-output", pgettext_lazy("level of an indicator", "Activity (KPI)")
        OUTCOME = "outcome", pgettext_lazy("level of an indicator", "Result (outcome)")
        OUTPUT = "output", pgettext_lazy("level of an indicator", "Activity (output)")

    class Role(models.TextChoices):
        """Not every line of a paper is a tile of the dashboard."""

        TILE = "tile", pgettext_lazy("role of an indicator", "Indicator")
        RULE = "rule", pgettext_lazy("role of an indicator", "Rule of a service")
        STATEMENT = "statement", pgettext_lazy("role of an indicator", "Aim without a number")
        REPEAT = "repeat", pgettext_lazy("role of an indicator", "Listed again")
        BENCHMARK = "benchmark", pgettext_lazy("role of an indicator", "Figure to compare with")

    class Computable(models.TextChoices):
        """Whether records of the portal can tell it."""

        YES = "yes", pgettext_lazy("of an indicator", "From records")
        PARTLY = "partly", pgettext_lazy("of an indicator", "Partly from records")
        NO = "no", pgettext_lazy("of an indicator", "By survey or by hand")

    code = models.CharField(max_length=60, unique=True, validators=[RegexValidator(r"^[0-9a-z-]+$")])
    area = models.ForeignKey(PolicyArea, on_delete=models.PROTECT, related_name="indicators")
    level = models.CharField(max_length=12, choices=Level)
    role = models.CharField(max_length=10, choices=Role, default=Role.TILE)
    computable = models.CharField(max_length=6, choices=Computable)
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_as")
    owner = models.CharField(_("responsible section"), max_length=80, blank=True)
    place = models.PositiveSmallIntegerField(help_text="Its line in the papers")

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role="repeat", repeats__isnull=False)
                | (~models.Q(role="repeat") & models.Q(repeats__isnull=True)),
                name="indicator_repeat_names_another",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Definition(models.Model):
    """How an indicator is measured from a day on; a change is a new version with a reason, and old values keep theirs.

    Of two versions that start on the same day the later one corrects the earlier.
    """

    class Direction(models.TextChoices):
        UP = "up", pgettext_lazy("direction of an indicator", "More is better")
        DOWN = "down", pgettext_lazy("direction of an indicator", "Less is better")
        WITHIN = "within", pgettext_lazy("direction of an indicator", "Within limits")

    class AddsUp(models.TextChoices):
        """How months make a year."""

        SUM = "sum", pgettext_lazy("how an indicator adds up", "Sum of the months")
        LATEST = "latest", pgettext_lazy("how an indicator adds up", "As it stands on the last day")
        DISTINCT = "distinct", pgettext_lazy("how an indicator adds up", "Each counted once")
        MEAN = "mean", pgettext_lazy("how an indicator adds up", "Mean")
        RATIO = "ratio", pgettext_lazy("how an indicator adds up", "Part of a whole")

    class Period(models.TextChoices):
        """What one value stands for."""

        MONTH = "month", pgettext_lazy("period of an indicator", "Each month")
        YEAR = "year", pgettext_lazy("period of an indicator", "Each fiscal year")
        PROGRAMME = "programme", pgettext_lazy("period of an indicator", "The whole programme")
        TOTAL = "total", pgettext_lazy("period of an indicator", "As it stands")
        SURVEY = "survey", pgettext_lazy("period of an indicator", "Each survey")

    # Added by modeltranslation
    name_ja: str

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="definitions")
    version = models.PositiveSmallIntegerField()
    starts = models.DateField(_("in force from"), default=FIRST_DAY, help_text="The first day of a period")
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(_("unit"), max_length=24, choices=Unit)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction, default=Direction.UP)
    adds_up = models.CharField(_("how months add up"), max_length=8, choices=AddsUp)
    period = models.CharField(_("period"), max_length=10, choices=Period)
    source = models.CharField(max_length=60, blank=True, help_text="Key of a source; empty: entered by hand")
    origin = models.CharField(_("where the number comes from"), max_length=300, blank=True)
    method = models.TextField(_("how it is computed"), max_length=2000, blank=True)
    numerator = models.CharField(_("counted"), max_length=300, blank=True)
    denominator = models.CharField(_("out of"), max_length=300, blank=True)
    limits = models.TextField(_("what it does not say"), max_length=2000, blank=True)
    reason = models.CharField(_("reason of the change"), max_length=1000, blank=True)
    by_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["indicator_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="definition_version_once"),
            models.CheckConstraint(condition=models.Q(version=1) | ~models.Q(reason=""), name="definition_has_reason"),
            models.CheckConstraint(
                condition=models.Q(name_ja__isnull=False) & ~models.Q(name_ja=""), name="definition_has_name_ja"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> Text:
        """Its name for a reader of a language."""
        return text(self, "name", language)

    @property
    def counts_in_total(self) -> bool:
        """Whether a value tells of everything since the beginning, whatever days it stands for."""
        return self.period == self.Period.TOTAL


class Target(models.Model):
    """How much of it is wanted, by when; the public sees adopted ones only. Percentages are 0 to 100.

    A relative kind without a baseline belongs to an indicator that measures the change itself.
    """

    class Kind(models.TextChoices):
        AT_LEAST = "at-least", pgettext_lazy("kind of target", "At least")
        AT_MOST = "at-most", pgettext_lazy("kind of target", "At most")
        EQUAL = "equal", pgettext_lazy("kind of target", "Exactly")
        WITHIN = "within", pgettext_lazy("kind of target", "Within")
        PLUS_POINTS = "plus-points", pgettext_lazy("kind of target", "So many percentage points above the baseline")
        PLUS_PERCENT = "plus-percent", pgettext_lazy("kind of target", "So many percent above the baseline")
        PLUS_COUNT = "plus-count", pgettext_lazy("kind of target", "So many more than the baseline")
        DOUBLE = "double", pgettext_lazy("kind of target", "So many times the baseline")
        OWN = "own-target", pgettext_lazy("kind of target", "Everyone reaches this share of their own target")
        LEVEL = "level", pgettext_lazy("kind of target", "A level in words")

    class Stage(models.TextChoices):
        MIDTERM = "midterm", pgettext_lazy("stage of a target", "At mid-term")
        FINAL = "final", pgettext_lazy("stage of a target", "At the end")

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("of a target", "Proposed")
        ADOPTED = "adopted", pgettext_lazy("of a target", "Adopted")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a target", "Withdrawn")

    WORDS = (Kind.WITHIN, Kind.LEVEL)
    """Kinds that no single number tells."""
    RELATIVE = (Kind.PLUS_POINTS, Kind.PLUS_PERCENT, Kind.PLUS_COUNT, Kind.DOUBLE)
    """Kinds that need a baseline."""

    # Added by modeltranslation
    words_ja: str | None

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.FINAL)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    words = models.CharField(_("in words"), max_length=200, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_note = models.CharField(_("about the baseline"), max_length=300, blank=True)
    first = models.DateField(_("from"), null=True, blank=True, help_text="Empty: for every period")
    last = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    adopted = models.DateTimeField(null=True, blank=True, editable=False)
    adopted_post = models.ForeignKey(
        Post, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["indicator_id", "first", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=False)
                | (models.Q(kind__in=("within", "level"), words_ja__isnull=False) & ~models.Q(words_ja="")),
                name="target_has_number_or_words",
            ),
            models.CheckConstraint(
                condition=models.Q(first__isnull=True, last__isnull=True) | models.Q(last__gte=models.F("first")),
                name="target_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(status="proposed", adopted__isnull=True)
                | models.Q(status="adopted", adopted__isnull=False)
                | models.Q(status="withdrawn"),
                name="target_adopted_has_moment",
            ),
            models.UniqueConstraint(
                fields=["indicator", "stage", "first"],
                condition=models.Q(status="adopted"),
                nulls_distinct=False,
                name="target_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.kind} {self.value}"
