"""Place: the root of the resource map; hours, exceptions and language rows hang on it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from organizations.directory.models import Organization
from organizations.places.choices import (
    AddressVisibility,
    Fact,
    Hazard,
    HolidayTreatment,
    HoursKnown,
    LocationSource,
    ServiceMode,
    Weekday,
)
from organizations.vocabulary import Audience, Field
from portal.shared.fields import MinuteRangesField

if TYPE_CHECKING:
    from portal.accounts.models import User

LATITUDE = [MinValueValidator(20.0), MaxValueValidator(46.0)]
LONGITUDE = [MinValueValidator(122.0), MaxValueValidator(154.0)]
MINUTE_OF_DAY = [MaxValueValidator(1439)]
MINUTE_OF_TWO_DAYS = [MinValueValidator(1), MaxValueValidator(2880)]


class PlaceType(models.Model):
    """What a place is; a table that officials edit."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    icon = models.CharField(max_length=30, default="place")
    position = models.PositiveSmallIntegerField(default=100)
    in_disaster = models.BooleanField(default=False, help_text="Shown first in disaster mode")
    poi_code = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(name_ja__isnull=False) & ~Q(name_ja=""), name="place_type_has_name_ja")
        ]

    def __str__(self) -> str:
        return self.slug


class PlaceQuerySet(models.QuerySet["Place"]):
    """Who may see which place, and which are open."""

    def published(self) -> PlaceQuerySet:
        return self.filter(status=Place.Status.PUBLISHED)

    def editable_by(self, user: User) -> PlaceQuerySet:
        """Places of the organisations whose accepted member this account's person is."""
        return self.filter(organization__in=Organization.objects.managed_by(user))

    def open_at(self, minute: int) -> PlaceQuerySet:
        """Open in that epoch minute by the stored intervals."""
        return self.filter(open_ranges__minute=minute)


class Place(models.Model):
    """A spot where someone helps, teaches, shelters or welcomes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed for good")

    Visibility = AddressVisibility
    # Added by modeltranslation
    name_ja: str
    name_en: str | None
    summary_ja: str | None
    description_ja: str | None
    hours_note_ja: str | None

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    type = models.ForeignKey(PlaceType, on_delete=models.PROTECT, related_name="places", verbose_name=_("type"))
    status = models.CharField(max_length=12, choices=Status, default=Status.PUBLISHED)
    suspended_with_organization = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The state to come back to, of a place that is suspended only because its organisation is",
    )

    name = models.CharField(_("name"), max_length=200)
    kana = models.CharField(_("reading in katakana"), max_length=200, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    access = models.CharField(_("how to get there"), max_length=500, blank=True)
    hours_note = models.CharField(_("note on hours"), max_length=500, blank=True)
    translation_state = models.JSONField(default=dict, editable=False)

    # Address in the government's parts (住所)
    address_visibility = models.CharField(
        _("who sees the address"), max_length=8, choices=AddressVisibility, default=AddressVisibility.PUBLIC
    )
    postal_code = models.CharField(_("postal code"), max_length=7, blank=True, validators=[RegexValidator(r"^\d{7}$")])
    municipality_code = models.CharField(max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$")])
    town_code = models.CharField(
        max_length=7, blank=True, validators=[RegexValidator(r"^\d{7}$")], help_text="町字ID, seven digits"
    )
    prefecture = models.CharField(_("prefecture"), max_length=10, blank=True)
    municipality = models.CharField(_("city or ward"), max_length=40, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True, help_text="町字")
    block = models.CharField(_("block and number"), max_length=100, blank=True, help_text="番地以下")
    building = models.CharField(_("building and room"), max_length=120, blank=True, help_text="方書")
    floor = models.CharField(_("floor"), max_length=40, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(null=True, blank=True, validators=LONGITUDE)
    location_source = models.CharField(max_length=12, choices=LocationSource, default=LocationSource.NONE)

    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    form_url = models.URLField(_("contact form"), max_length=500, blank=True)
    url = models.URLField(_("website"), max_length=500, blank=True)
    contact_note = models.CharField(_("other ways to reach us"), max_length=300, blank=True)

    facts = ArrayField(
        models.CharField(max_length=20, choices=Fact), verbose_name=_("plain facts"), default=list, blank=True
    )
    audiences = ArrayField(
        models.CharField(max_length=30, choices=Audience), verbose_name=_("for whom"), default=list, blank=True
    )
    fields_of_activity = ArrayField(
        models.CharField(max_length=2, choices=Field), verbose_name=_("fields of activity"), default=list, blank=True
    )
    hazards = ArrayField(
        models.CharField(max_length=12, choices=Hazard), verbose_name=_("safe in case of"), default=list, blank=True
    )
    capacity = models.PositiveIntegerField(_("people it can take"), null=True, blank=True)

    hours_known = models.CharField(_("opening hours"), max_length=12, choices=HoursKnown, default=HoursKnown.UNKNOWN)
    holiday_treatment = models.CharField(
        _("on national holidays"), max_length=8, choices=HolidayTreatment, default=HolidayTreatment.CLOSED
    )
    closed_at_year_end = models.BooleanField(_("closed 29 December to 3 January"), default=True)

    # Freshness and origin
    confirmed = models.DateField(_("confirmed on"), null=True, blank=True)
    import_layout = models.CharField(max_length=40, blank=True, editable=False)
    import_key = models.CharField(max_length=300, null=True, blank=True, unique=True, editable=False)
    imported = models.JSONField(default=dict, editable=False, help_text="Values as the last file had them")
    edited_by_hand = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False, help_text="Compare-and-set of two editors")
    created = models.DateTimeField(db_default=Now(), editable=False)
    updated = models.DateTimeField(db_default=Now(), editable=False)

    # Written by index_place alone
    public_latitude = models.FloatField(null=True, editable=False)
    public_longitude = models.FloatField(null=True, editable=False)
    map_cell = models.BigIntegerField(null=True, editable=False, help_text="Morton code of the public position")
    open_ranges = MinuteRangesField(null=True, editable=False)
    tags = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    search_text = models.TextField(default="", editable=False)
    bigrams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    name_bigrams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    name_key = models.TextField(
        default="", editable=False, help_text="Normalised names, a line each, line breaks around"
    )
    sort_key = models.CharField(max_length=200, default="", editable=False, help_text="Kana key for gojūon order")
    rank = models.IntegerField(default=0, editable=False, help_text="Freshness and completeness, 0 to 1000")
    open_blocks = ArrayField(
        models.IntegerField(),
        default=list,
        editable=False,
        help_text="Epoch minutes / 240 of open_ranges, for the index",
    )
    spoken = ArrayField(models.CharField(max_length=10), default=list, editable=False, help_text="Languages, for files")
    plain_days = models.CharField(
        max_length=7, default="", editable=False, help_text="Weekdays with the same hours every week, for files"
    )
    plain_opens = models.PositiveSmallIntegerField(null=True, editable=False)
    plain_closes = models.PositiveSmallIntegerField(null=True, editable=False)
    week_words = models.CharField(
        max_length=1000,
        default="",
        editable=False,
        help_text="The week in one line where the plain columns lack some of it",
    )
    file_rows = models.JSONField(default=dict, editable=False, help_text="Hours and languages, for JSON files")
    search_hash = models.CharField(max_length=40, default="", editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(name_ja__isnull=False) & ~Q(name_ja=""), name="place_has_name_ja"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(20, 46),
                    longitude__range=(122, 154),
                ),
                name="place_position_whole_and_in_japan",
            ),
            models.CheckConstraint(
                condition=~Q(address_visibility="never") | Q(public_latitude__isnull=True, map_cell__isnull=True),
                name="place_hidden_address_not_on_map",
            ),
            models.CheckConstraint(
                condition=Q(public_latitude__isnull=True, public_longitude__isnull=True)
                | Q(public_latitude__isnull=False, public_longitude__isnull=False),
                name="place_public_position_whole",
            ),
            models.CheckConstraint(
                condition=Q(suspended_with_organization="")
                | Q(status="suspended", suspended_with_organization__in=["published", "draft"]),
                name="place_comes_back_from_suspension",
            ),
        ]
        indexes = [
            GinIndex(
                fields=["tags", "bigrams", "name_bigrams", "open_blocks"],
                name="place_by_tags_and_words",
                condition=Q(status="published"),
                fastupdate=False,
            ),
            models.Index(
                F("confirmed").desc(nulls_last=True),
                F("id").asc(),
                name="place_by_confirmation",
                condition=Q(status="published"),
            ),
            models.Index(F("rank").desc(), F("id").asc(), name="place_by_rank", condition=Q(status="published")),
            models.Index(fields=["sort_key", "id"], name="place_in_kana_order", condition=Q(status="published")),
            models.Index(
                fields=["sort_key"],
                name="place_by_kana_prefix",
                condition=Q(status="published"),
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(
                fields=["map_cell"],
                name="place_on_map",
                condition=Q(status="published", map_cell__isnull=False),
                include=["public_latitude", "public_longitude", "type_id"],
            ),
            models.Index(fields=["organization", "status"], name="place_of_organization"),
            models.Index(fields=["municipality_code", "town_code"], name="place_by_town"),
        ]

    def __str__(self) -> str:
        return str(self.__dict__.get("name_ja") or self.pk)


class OpeningHours(models.Model):
    """One interval of a weekday (or of national holidays), every week or in the nth weeks of the month."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    weeks = ArrayField(models.SmallIntegerField(), verbose_name=_("weeks of the month"), default=list, blank=True)
    opens = models.PositiveSmallIntegerField(_("from"), validators=MINUTE_OF_DAY)
    closes = models.PositiveSmallIntegerField(_("to"), validators=MINUTE_OF_TWO_DAYS)
    last_reception = models.PositiveSmallIntegerField(_("last reception"), null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=7, opens__lt=1440, closes__lte=2880, closes__gt=F("opens")),
                name="opening_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(last_reception__isnull=True)
                | Q(last_reception__gte=F("opens"), last_reception__lte=F("closes")),
                name="opening_hours_last_reception_inside",
            ),
            models.CheckConstraint(
                condition=Q(weeks__contained_by=[1, 2, 3, 4, 5, -1]), name="opening_hours_weeks_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class OpeningException(models.Model):
    """Days on which the week does not hold: closed, or open at other hours."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="opening_exceptions")
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    opens = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE_OF_DAY)
    closes = models.PositiveSmallIntegerField(null=True, blank=True, validators=MINUTE_OF_TWO_DAYS)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="opening_exception_days_in_order"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=1440, closes__lte=2880, closes__gt=F("opens")),
                name="opening_exception_hours_whole_and_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


class LanguageService(models.Model):
    """Which language is spoken when, and by whom: the heart of the map."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="language_services")
    language = models.CharField(_("language"), max_length=10)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("days"),
        default=list,
        blank=True,
        help_text="0 is Monday; empty: whenever the place is open",
    )
    weeks = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    starts = models.PositiveSmallIntegerField(_("from"), null=True, blank=True, validators=MINUTE_OF_DAY)
    ends = models.PositiveSmallIntegerField(_("to"), null=True, blank=True, validators=MINUTE_OF_TWO_DAYS)
    mode = models.CharField(_("how"), max_length=16, choices=ServiceMode, default=ServiceMode.STAFF)
    needs_booking = models.BooleanField(_("booking needed"), default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(starts__isnull=False, ends__isnull=False, starts__lt=1440, ends__lte=2880, ends__gt=F("starts")),
                name="language_service_hours_whole_and_in_order",
            ),
            models.CheckConstraint(
                condition=Q(weeks__contained_by=[1, 2, 3, 4, 5, -1]), name="language_service_weeks_known"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]), name="language_service_weekdays_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.mode}"
