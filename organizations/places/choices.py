"""The closed lists a place chooses from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AddressVisibility(models.TextChoices):
    """Who sees the address; honoured in pages, map, clusters, search, "near me" and every file."""

    PUBLIC = "public", _("Everyone sees the full address")
    TOWN = "town", _("Only the town is shown")
    NEVER = "never", _("Never shown; contact by telephone only")


class LocationSource(models.TextChoices):
    """Where the coordinates come from."""

    NONE = "none", _("No position")
    GIVEN = "given", _("From the source file")
    TOWN = "town", _("Approximate: the town's centre")
    STAFF = "staff", _("Set by staff")


class Fact(models.TextChoices):
    """Plain facts: answers to the worries people have before they come."""

    FREE = "free", _("Free of charge")
    NO_BOOKING = "no-booking", _("No booking needed")
    ANONYMOUS = "anonymous", _("No name needed")
    NO_CARD = "no-card", _("Residence card not asked for")
    CHILDREN = "children", _("Children welcome")
    WOMEN_ONLY = "women-only", _("Women only")
    INTERPRETER = "interpreter", _("Interpreter available")
    STEP_FREE = "step-free", _("No steps")
    ONLINE = "online", _("Also online")


class Hazard(models.TextChoices):
    """Kinds of disaster a shelter is designated for (災害種別)."""

    FLOOD = "flood", _("Flood")
    LANDSLIDE = "landslide", _("Landslide")
    STORM_SURGE = "storm-surge", _("Storm surge")
    EARTHQUAKE = "earthquake", _("Earthquake")
    TSUNAMI = "tsunami", _("Tsunami")
    FIRE = "fire", _("Large fire")
    INLAND_FLOOD = "inland-flood", _("Flooding from heavy rain")
    VOLCANO = "volcano", _("Volcano")


class HoursKnown(models.TextChoices):
    """What we know about the hours; unknown is never shown as closed."""

    UNKNOWN = "unknown", _("Not known yet")
    HOURS = "hours", _("Fixed hours")
    APPOINTMENT = "appointment", _("By appointment only")


class HolidayTreatment(models.TextChoices):
    """What a national holiday does to the week."""

    CLOSED = "closed", pgettext_lazy("on national holidays", "Closed")
    OPEN = "open", _("Open as on that weekday")
    OWN = "own", _("Own hours")
    SHIFT = "shift", _("Open; if it falls on a closing day, closed on the next weekday instead")


class ServiceMode(models.TextChoices):
    """Who or what speaks the language."""

    STAFF = "staff", _("Staff")
    VOLUNTEER = "volunteer", _("Volunteer")
    INTERPRETER = "interpreter", _("Booked interpreter")
    TELEPHONE = "telephone", _("By telephone")
    VIDEO = "video", _("By video")
    MACHINE = "machine", _("Translation device")


class Weekday(models.IntegerChoices):
    """Monday first, as in Japanese timetables; 7 stands for national holidays."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
    HOLIDAY = 7, _("National holidays")


class OpenDay(models.TextChoices):
    """Weekdays as a search names them, Monday first."""

    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")


class DayPart(models.TextChoices):
    """Times of day as a search names them."""

    MORNING = "morning", _("Morning (before 12:00)")
    AFTERNOON = "afternoon", _("Afternoon (12:00–17:00)")
    EVENING = "evening", _("Evening (from 17:00)")
