"""An opening in words: when, in which languages, what about money, how many places; in the language that is active."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.places.models import Place
from organizations.places.wording import comma, day_words, span_words, weekday_words
from organizations.resource_map.filters import area_label
from portal.shared.japan import JAPAN
from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import BY_CODE
from portal.shared.texts import Text, text
from volunteers.openings.models import Opening
from volunteers.vocabulary import SLOTS, TIMES, Level, TimeOfDay

DAY = 24 * 60


class Where(NamedTuple):
    """The place that everybody may see, or None, with its name; the town in words and their language."""

    place: Place | None
    place_name: Text | None
    town: str
    town_lang: str


def where_of(opening: Opening, language: str) -> Where:
    """Where the work is done, as far as everybody may know. Asks nothing where the place was fetched before."""
    place = opening.place if opening.on_site and opening.place and opening.place.status == "published" else None
    town, code = area_label(opening.town_code, language) if opening.on_site and opening.town_code else ("", "")
    town_lang = BY_CODE[code].html_lang if code in BY_CODE else code
    return Where(place, text(place, "name", language) if place else None, town, town_lang)


class SpokenNeed(NamedTuple):
    """A language in the page's words and in its own, with how well it is needed (empty: it is only welcome)."""

    name: str
    autonym: str
    html_lang: str
    level: str


def shift_words(starts: datetime, ends: datetime) -> str:
    """ "23 November (Mon) 10:00–12:00"."""
    begin, end = starts.astimezone(JAPAN), ends.astimezone(JAPAN)
    first = begin.hour * 60 + begin.minute
    last = end.hour * 60 + end.minute + DAY * (end.date() - begin.date()).days
    return f"{day_words(begin.date())} {span_words(first, last)}"


def slots_words(slots: Iterable[str]) -> str:
    """ "Mon–Fri Morning (6–12), Sat Evening (17–21)"."""
    numbers = [SLOTS.index(code) for code in slots]
    parts = []
    for part, code in enumerate(TIMES):
        days = [number // len(TIMES) for number in numbers if number % len(TIMES) == part]
        if days:
            parts.append(f"{weekday_words(days)} {TimeOfDay(code).label}")
    return comma().join(parts)


def when_words(kind: str, shifts: Sequence[tuple[datetime, datetime]], slots: Iterable[str], hours: int) -> str:
    """The next shift and how many more; or the times of the week; or the hours a week of a project."""
    if kind == Opening.Kind.PROJECT:
        return ngettext("%(hours)d hour a week, when you like", "%(hours)d hours a week, when you like", hours) % {
            "hours": hours
        }
    if kind == Opening.Kind.ONGOING:
        return slots_words(slots)
    if not shifts:
        return ""
    words, more = shift_words(*shifts[0]), len(shifts) - 1
    if not more:
        return words
    return ngettext("%(first)s and %(more)d more day", "%(first)s and %(more)d more days", more) % {
        "first": words,
        "more": more,
    }


def span_of_days(starts: date, ends: date) -> str:
    """From the first day to the last, with the year: an ongoing opening lasts long."""
    dates = {"first": date_format(starts, "DATE_FORMAT"), "last": date_format(ends, "DATE_FORMAT")}
    return _("%(first)s – %(last)s") % dates if starts != ends else dates["first"]


def needed(languages: dict[str, Level]) -> list[SpokenNeed]:
    """The languages one must speak, and how well."""
    return [_spoken(code, str(level.label)) for code, level in languages.items()]


def welcome(codes: Iterable[str]) -> list[SpokenNeed]:
    """The languages that help, and that nobody must speak."""
    return [_spoken(code, "") for code in codes]


def _spoken(code: str, level: str) -> SpokenNeed:
    return SpokenNeed(str(LANGUAGE_NAMES[code]), BY_CODE[code].autonym, BY_CODE[code].html_lang, level)


def money_words(money: str) -> str:
    """What the page says about money, with what it may mean for somebody's visa."""
    if money == Opening.Money.FEE:
        return _("You get some money. Your visa may not allow this. Please ask first, or choose another opening.")
    if money == Opening.Money.TRAVEL:
        return _("There is no payment. The cost of your train or bus is paid.")
    return _("There is no payment.")


def places_words(free: int) -> str:
    """How many can still come."""
    if free <= 0:
        return _("All places are taken")
    return ngettext("%(free)d place free", "%(free)d places free", free) % {"free": free}


def joined(words: Iterable[Any]) -> str:
    """A list in words."""
    return comma().join(str(one) for one in words)
