"""Opening: what an organisation needs people for; its shifts hold the places."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.directory.models import Organization
from organizations.places.models import Place
from organizations.vocabulary import Field
from volunteers.bits import BitsField
from volunteers.spoken import SpokenLanguages

PENDING_PER_PLACE = 3
"""So many may wait for an answer for each place, so that nobody waits in vain."""


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Who may see which opening."""

    def published(self) -> OpeningQuerySet:
        """Open to everybody: published, of an organisation that is."""
        return self.filter(status=Opening.Status.PUBLISHED, organization__status=Organization.Status.PUBLISHED)

    def open_on(self, day: date) -> OpeningQuerySet:
        """Published, and one can still answer."""
        return self.published().filter(models.Q(deadline__isnull=True) | models.Q(deadline__gte=day), ends__gte=day)

    def of(self, organization_id: int) -> OpeningQuerySet:
        return self.filter(organization_id=organization_id)


class Opening(SpokenLanguages):
    """A one-off, a short term, something ongoing, or a pro-bono project."""

    class Kind(models.TextChoices):
        ONE_OFF = "one-off", _("Once")
        SHORT_TERM = "short-term", _("For some weeks")
        ONGOING = "ongoing", _("Regularly")
        PROJECT = "project", _("Pro-bono project")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of an opening", "Draft")
        CHECKING = "checking", pgettext_lazy("of an opening", "The ward office is looking at it")
        PUBLISHED = "published", pgettext_lazy("of an opening", "Published")
        FILLED = "filled", pgettext_lazy("of an opening", "All places taken")
        CLOSED = "closed", pgettext_lazy("of an opening", "Over")
        CANCELLED = "cancelled", pgettext_lazy("of an opening", "Cancelled")

    class Answer(models.TextChoices):
        """Who meets the conditions comes at once, or the organisation chooses."""

        AT_ONCE = "at-once", _("Whoever fits and comes first has the place")
        WE_CHOOSE = "we-choose", _("We answer everybody within 48 hours")

    class Money(models.TextChoices):
        """A visa may forbid payment, so it is said before anybody answers."""

        NONE = "none", _("No payment")
        TRAVEL = "travel", _("Travel cost is paid")
        FEE = "fee", _("There is a fee or thank-you money")

    # Added by modeltranslation
    title_ja: str

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="openings")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="openings")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ONE_OFF)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("what there is to do"), max_length=600, blank=True)
    meeting_point = models.CharField(_("where to come"), max_length=300, blank=True)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True)
    translation_state = models.JSONField(default=dict, editable=False)
    field = models.CharField(_("field of activity"), max_length=2, choices=Field)
    skills_required = BitsField(_("required skills"), vocabulary="skills")
    skills_welcome = BitsField(_("welcome skills"), vocabulary="skills")
    languages_welcome = BitsField(_("welcome languages"), vocabulary="languages")
    on_site = models.BooleanField(_("on site"), default=True)
    online = models.BooleanField(_("online"), default=False)
    town_code = models.CharField(_("town"), max_length=13, blank=True)
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    slots = BitsField(_("times of the week"), vocabulary="slots", help_text="One of them is enough")
    project_hours = models.PositiveSmallIntegerField(
        _("hours a week"), default=0, validators=[MaxValueValidator(40)], help_text="Of a pro-bono project"
    )
    scope = models.TextField(_("what will be there at the end"), max_length=2000, blank=True)
    confidential = models.BooleanField(_("a promise of confidentiality is asked for"), default=False)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    deadline = models.DateField(_("answer until"), null=True, blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), default=0, validators=[MaxValueValidator(99)])
    identity_required = models.BooleanField(_("identity is checked by the ward"), default=False)
    with_children = models.BooleanField(_("with children"), default=False)
    adults_present = models.PositiveSmallIntegerField(
        _("adults who are there"), default=0, validators=[MaxValueValidator(99)], help_text="With children, two"
    )
    money = models.CharField(_("money"), max_length=8, choices=Money, default=Money.NONE)
    insured = models.BooleanField(_("insured by the organisation"), default=False)
    answer = models.CharField(_("how places are given"), max_length=10, choices=Answer, default=Answer.AT_ONCE)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    checked = models.DateTimeField(null=True, blank=True, editable=False)
    published = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)

    objects = OpeningQuerySet.as_manager()

    class Meta(SpokenLanguages.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(title_ja__isnull=False) & ~models.Q(title_ja=""), name="opening_has_title_ja"
            ),
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="opening_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=True) | models.Q(deadline__lte=models.F("ends")),
                name="opening_deadline_before_end",
            ),
            models.CheckConstraint(
                condition=models.Q(on_site=True) | models.Q(online=True), name="opening_on_site_or_online"
            ),
            models.CheckConstraint(
                condition=models.Q(with_children=False) | models.Q(adults_present__gte=2) | models.Q(status="draft"),
                name="opening_with_children_has_two_adults",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="opening_has_whole_position",
            ),
            models.CheckConstraint(
                condition=models.Q(with_children=False) | models.Q(identity_required=True) | models.Q(status="draft"),
                name="opening_with_children_asks_identity",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age__lte=99, project_hours__lte=40), name="opening_asks_what_can_be"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-starts"], name="opening_of_organization"),
            models.Index(fields=["starts", "id"], condition=models.Q(status="published"), name="opening_published"),
            models.Index(fields=["updated"], condition=models.Q(status="checking"), name="opening_to_check"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_dated(self) -> bool:
        """Whether people come to shifts with day and hour."""
        return self.kind in (self.Kind.ONE_OFF, self.Kind.SHORT_TERM)


class Shift(models.Model):
    """Places at a time; an ongoing opening or a project has one without a time, for as long as it lasts.

    `taken` and `pending` count what applications hold; they are changed in the statement that gives the place.
    """

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="shifts")
    starts = models.DateTimeField(_("from"), null=True, blank=True)
    ends = models.DateTimeField(_("until"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    taken = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    pending = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    cancelled = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("places")), name="shift_never_overbooked"),
            models.CheckConstraint(
                condition=models.Q(pending__lte=models.F("places") * PENDING_PER_PLACE), name="shift_pending_capped"
            ),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True)
                | models.Q(starts__isnull=False, ends__gt=models.F("starts")),
                name="shift_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(places__gte=1, places__lte=500), name="shift_has_places"),
        ]
        indexes = [models.Index(fields=["starts"], name="shift_by_start")]

    def __str__(self) -> str:
        return f"{self.starts}"

    def is_over(self, now: datetime) -> bool:
        return self.ends is not None and self.ends <= now
