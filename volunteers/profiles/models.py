"""VolunteerProfile: the root; exceptions to the week, identity checks and consents hang on it or on its person."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Person, Post
from volunteers.bits import BitsField
from volunteers.spoken import SpokenLanguages

CAPPED_DAYS = 7
"""Proposals are counted over this many days, whatever the weekday."""


class VolunteerProfileQuerySet(models.QuerySet["VolunteerProfile"]):
    """Who can be asked."""

    def open_on(self, day: date) -> VolunteerProfileQuerySet:
        """Neither paused nor ended: may be proposed to."""
        awake = models.Q(paused_until__isnull=True) | models.Q(paused_until__lt=day)
        return self.filter(awake, ended__isnull=True, proposals_per_week__gt=0)


class VolunteerProfile(SpokenLanguages):
    """What a person offers: languages, skills, interests, times, area, and how much is too much."""

    class Channel(models.TextChoices):
        """How the person wants to be reached; staff write down answers that come another way than by mail."""

        MAIL = "mail", _("E-mail")
        TELEPHONE = "telephone", _("Telephone")
        LETTER = "letter", _("Letter")
        DESK = "desk", _("At the desk")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="volunteer_profile")
    nickname = models.CharField(_("nickname"), max_length=60)
    about = models.CharField(_("about me"), max_length=300, blank=True)
    skills = BitsField(_("skills"), vocabulary="skills")
    interests = BitsField(_("interests"), vocabulary="fields")
    slots = BitsField(_("free times of the week"), vocabulary="slots")
    in_person = models.BooleanField(_("on site"), default=True)
    online = models.BooleanField(_("online"), default=False)
    town_code = models.CharField(_("town"), max_length=13, blank=True)
    latitude = models.FloatField(null=True, blank=True, editable=False, help_text="Of the town, never of a home")
    longitude = models.FloatField(null=True, blank=True, editable=False)
    radius = models.PositiveIntegerField(
        _("how far I go (metres)"),
        default=5000,
        validators=[MinValueValidator(500), MaxValueValidator(50_000)],
    )
    born = models.DateField(_("born"), null=True, blank=True, help_text="First of the month; asked for an age only")
    proposals_per_week = models.PositiveSmallIntegerField(
        _("proposals a week at most"), default=3, validators=[MaxValueValidator(7)]
    )
    hours_per_month = models.PositiveSmallIntegerField(
        _("hours a month at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    project_hours = models.PositiveSmallIntegerField(
        _("hours a week for a pro-bono project"), default=0, validators=[MaxValueValidator(40)]
    )
    paused_until = models.DateField(_("no proposals until"), null=True, blank=True)
    channel = models.CharField(_("how to reach me"), max_length=10, choices=Channel, default=Channel.MAIL)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    postal_address = models.CharField(_("address for letters"), max_length=300, blank=True)
    calendar_key = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="Part of the private address of one's calendar; renewed at will"
    )
    confirmed = models.DateField(_("confirmed on"), editable=False)
    ended = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)

    change = models.BigIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Transaction that last changed what matching reads: set by a trigger, read by `matching.board`",
    )

    objects = VolunteerProfileQuerySet.as_manager()

    class Meta(SpokenLanguages.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=~models.Q(nickname=""), name="profile_has_nickname"),
            models.CheckConstraint(
                condition=models.Q(in_person=True) | models.Q(online=True) | models.Q(ended__isnull=False),
                name="profile_comes_or_is_online",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="profile_has_whole_position",
            ),
            models.CheckConstraint(
                condition=models.Q(radius__gte=500, radius__lte=50_000), name="profile_radius_in_reach"
            ),
            models.CheckConstraint(condition=models.Q(proposals_per_week__lte=7), name="profile_weekly_cap"),
            models.CheckConstraint(
                condition=models.Q(project_hours__lte=40)
                & (models.Q(hours_per_month__isnull=True) | models.Q(hours_per_month__gte=1, hours_per_month__lte=200)),
                name="profile_hours_that_can_be",
            ),
            models.CheckConstraint(
                condition=models.Q(born__isnull=True) | models.Q(born__day=1), name="profile_born_in_a_month"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(ended__isnull=True), name="profile_not_ended"),
            models.Index(fields=["change"], name="profile_by_change"),
        ]

    def __str__(self) -> str:
        return self.nickname

    def paused_on(self, day: date) -> bool:
        """Whether the person wants no proposals that day."""
        return self.paused_until is not None and self.paused_until >= day


class AvailabilityException(models.Model):
    """On this day these parts are free, whatever the weekday says; none: not at all."""

    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    times = BitsField(_("free"), vocabulary="times")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "day"], name="availability_once_a_day")]
        indexes = [models.Index(fields=["day"], name="availability_by_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class IdentityCheck(models.Model):
    """Somebody of the ward has seen a document; what it said is not kept, only that, by whom and until when."""

    class Document(models.TextChoices):
        MY_NUMBER_CARD = "my-number-card", _("My Number card (front)")
        RESIDENCE_CARD = "residence-card", _("Residence card")
        DRIVING_LICENCE = "driving-licence", _("Driving licence")
        PASSPORT = "passport", _("Passport")
        OTHER = "other", pgettext_lazy("document", "Another document with a photo")

    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="identity_checks")
    document = models.CharField(_("document"), max_length=20, choices=Document)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    checked = models.DateTimeField()
    valid_until = models.DateField(_("valid until"))

    class Meta:
        indexes = [models.Index(fields=["profile", "valid_until"], name="identity_of_profile")]

    def __str__(self) -> str:
        return f"{self.document} {self.valid_until}"


class ConsentText(models.Model):
    """What people agree to, word by word; a change is a new version, and never rewrites what was agreed to."""

    class Purpose(models.TextChoices):
        MATCHING = "matching", _("Proposals that fit me")
        CONTACT = "contact", _("Passing on my contact details")
        GUARDIAN = "guardian", _("Consent of a parent or guardian")

    purpose = models.CharField(max_length=10, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    body = models.TextField(max_length=3000)
    starts = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Which consents stand."""

    def standing_at(self, moment: datetime) -> ConsentQuerySet:
        return self.filter(models.Q(withdrawn__isnull=True) | models.Q(withdrawn__gt=moment), given__lte=moment)

    def in_force_at(self, moment: datetime) -> ConsentQuerySet:
        """Those that stand, to the very words in force: nobody has agreed to newer words by agreeing to older ones.

        What begins needs this; what was begun under older words goes on while the consent stands.
        """
        return self.standing_at(moment).filter(text_id=_newest_text(moment))

    def agreed_by(self, person_id: int, moment: datetime) -> dict[str, bool]:
        """Purpose → whether what the person agreed to are the very words in force; one query."""
        rows = self.standing_at(moment).filter(person_id=person_id).annotate(newest=_newest_text(moment))
        found = rows.values_list("text__purpose", "text_id", "newest")
        return {purpose: text_id == newest for purpose, text_id, newest in found}


def _newest_text(moment: datetime) -> models.Subquery:
    texts = ConsentText.objects.filter(purpose=models.OuterRef("text__purpose"), starts__lte=moment)
    return models.Subquery(texts.order_by("-version").values("pk")[:1])


class Consent(models.Model):
    """A person agreed to a text, in a language, at a moment; for a minor, a guardian did."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    language = models.CharField(max_length=10)
    given = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)
    guardian = models.CharField(_("name of the parent or guardian"), max_length=200, blank=True)
    channel = models.CharField(max_length=10, choices=VolunteerProfile.Channel, default=VolunteerProfile.Channel.MAIL)
    recorded_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it down for them"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"], condition=models.Q(withdrawn__isnull=True), name="consent_stands_once"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn__isnull=True) | models.Q(withdrawn__gte=models.F("given")),
                name="consent_withdrawn_afterwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.text_id}"
