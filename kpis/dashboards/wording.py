"""Values and states in words, in the language that is active."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import ceil

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext, npgettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from kpis.catalogue.models import Target, Unit
from kpis.dashboards.standing import Standing, State
from kpis.dashboards.suppression import Cell
from kpis.measurements.models import Measurement
from kpis.sources.catalogue import SOURCES

_WHOLE, _TENTH = Decimal(1), Decimal("0.1")
_EXACT_BELOW = 10
"""A share of a target is told to one digit behind the point only where that digit matters."""
_SIGNIFICANT = 2
"""Below one this many digits say something: 0.0031 %, not 0.003 %."""
_MOST_DIGITS = 4
"""As many as are kept of a value."""
_STATES = {
    State.MET: pgettext_lazy("state of an indicator", "Reached"),
    State.ON_COURSE: pgettext_lazy("state of an indicator", "On course"),
    State.BEHIND: pgettext_lazy("state of an indicator", "Behind"),
    State.FAR_BEHIND: pgettext_lazy("state of an indicator", "Far behind"),
    State.NO_VALUE: pgettext_lazy("state of an indicator", "No value yet"),
    State.NO_TARGET: pgettext_lazy("state of an indicator", "No target"),
    State.IN_WORDS: pgettext_lazy("state of an indicator", "Judged in words"),
    State.NOT_DUE: pgettext_lazy("state of an indicator", "Not due yet"),
    State.NO_DEADLINE: pgettext_lazy("state of an indicator", "No deadline set, not judged"),
    State.PART: pgettext_lazy("state of an indicator", "Not the whole year, not judged"),
}

_ONE_OR_MORE = {
    Unit.PEOPLE: npgettext_lazy("unit of a number", "person", "people"),
    Unit.ORGANISATIONS: npgettext_lazy("unit of a number", "organisation", "organisations"),
    Unit.COMPANIES: npgettext_lazy("unit of a number", "company", "companies"),
    Unit.MATCHES: npgettext_lazy("unit of a number", "match", "matches"),
    Unit.PROJECTS: npgettext_lazy("unit of a number", "project", "projects"),
    Unit.MEETINGS: npgettext_lazy("unit of a number", "meeting", "meetings"),
    Unit.SESSIONS: npgettext_lazy("unit of a number", "session", "sessions"),
    Unit.EVENTS: npgettext_lazy("unit of a number", "event", "events"),
    Unit.DRILLS: npgettext_lazy("unit of a number", "drill", "drills"),
    Unit.ATTENDANCES: npgettext_lazy("unit of a number", "attendance", "attendances"),
    Unit.ORGANISATION_ATTENDANCES: npgettext_lazy(
        "unit of a number", "attendance of an organisation", "attendances of organisations"
    ),
    Unit.CASES: npgettext_lazy("unit of a number", "case", "cases"),
    Unit.CONSULTATIONS: npgettext_lazy("unit of a number", "consultation", "consultations"),
    Unit.GRANTS: npgettext_lazy("unit of a number", "grant", "grants"),
    Unit.AGREEMENTS: npgettext_lazy("unit of a number", "agreement", "agreements"),
    Unit.ITEMS: npgettext_lazy("unit of a number", "item", "items"),
    Unit.PAGE_VIEWS: npgettext_lazy("unit of a number", "page view", "page views"),
    Unit.ACTIVITIES: npgettext_lazy("unit of a number", "activity", "activities"),
    Unit.METHODS: npgettext_lazy("unit of a number", "method", "methods"),
    Unit.VISITS: npgettext_lazy("unit of a number", "visit", "visits"),
    Unit.REPORTS: npgettext_lazy("unit of a number", "report", "reports"),
    Unit.MONTHS: npgettext_lazy("unit of a number", "month", "months"),
    Unit.HOURS: npgettext_lazy("unit of a number", "hour", "hours"),
    Unit.WEEKDAYS: npgettext_lazy("unit of a number", "day of the week", "days of the week"),
    Unit.POINTS: npgettext_lazy("unit of a number", "percentage point", "percentage points"),
}
"""How a unit is named after a number; the others are named alike after one and after many."""


def number_words(value: Decimal | None) -> str:
    """Whole numbers without, others with one digit behind the point, below one with their first two; a dash for nothing."""
    return "–" if value is None else _number_in(value, get_language())


@lru_cache(maxsize=10_000)
def _number_in(value: Decimal, language: str | None) -> str:
    """Kept by language, for a page of tiles names the same numbers again and again."""
    told = as_told(value)  # number_format cuts off
    return number_format(told, decimal_pos=-int(told.as_tuple().exponent), force_grouping=True)


def as_told(value: Decimal) -> Decimal:
    """Rounded as everybody reads it, with as many digits behind the point as are read."""
    if value == value.to_integral_value():
        return value.quantize(_WHOLE)
    digits = min(max(1, _SIGNIFICANT - 1 - value.adjusted()), _MOST_DIGITS)
    told = value.quantize(_WHOLE.scaleb(-digits), ROUND_HALF_UP).normalize()
    return told if -int(told.as_tuple().exponent) > 1 and abs(told) < 1 else told.quantize(_TENTH)


def days_words(first: date, last: date) -> str:
    """A month by its name, a fiscal year by its number, else both days."""
    return _days_in(first, last, get_language())


@lru_cache(maxsize=10_000)
def _days_in(first: date, last: date, language: str | None) -> str:
    cell = Cell(first, last, ())
    if cell.is_month:
        return date_format(first, "YEAR_MONTH_FORMAT")
    if cell.is_year:
        return _("Fiscal year %(year)s") % {"year": first.year}
    words = [date_format(one, "DATE_FORMAT") for one in (first, last)]
    return words[0] if first == last else " – ".join(words)


def address_of(first: date, last: date) -> str:
    """The days as the address of the records behind a value names them."""
    return f"first={first}&last={last}"


def value_words(value: Decimal | None, unit: str) -> str:
    """ "23 matches", "4.5 %"."""
    return number_words(value) if value is None or unit == Unit.NONE else _value_in(value, unit, get_language())


@lru_cache(maxsize=10_000)
def _value_in(value: Decimal, unit: str, language: str | None) -> str:
    words = {"number": number_words(value), "unit": _unit_after(value, Unit(unit))}
    return pgettext("a value and its unit", "%(number)s %(unit)s") % words


def _unit_after(value: Decimal, unit: Unit) -> str:
    told = abs(as_told(value))
    number = int(told) if told == told.to_integral_value() else ceil(told) + 1
    return str(_ONE_OR_MORE[unit] % number) if unit in _ONE_OR_MORE else str(unit.label)


def records_words(number: int) -> str:
    """ "1 record", "23 records"."""
    return _records_in(number, get_language())


@lru_cache(maxsize=10_000)
def _records_in(number: int, language: str | None) -> str:
    return ngettext("%(number)s record", "%(number)s records", number) % {"number": number_words(Decimal(number))}


def origin_words(origin: str) -> str:
    """Who found a value out."""
    return _origin_in(origin, get_language())


@lru_cache(maxsize=100)
def _origin_in(origin: str, language: str | None) -> str:
    return str(Measurement.Origin(origin).label)


def reason_of_revision_words(reason: str) -> str:
    """Why there is this revision of a value."""
    return _reason_in(reason, get_language())


@lru_cache(maxsize=100)
def _reason_in(reason: str, language: str | None) -> str:
    return str(Measurement.Reason(reason).label)


def lacks_words(source: str, value: Decimal | None) -> str:
    """Why a source found no value, where its whole was missing; empty for a value."""
    return SOURCES[source].lacks if value is None and source in SOURCES else ""


def state_words(state: State) -> str:
    """The state in two or three words."""
    return str(_STATES[state])


def proposed_words(state: State) -> str:
    """The state that a target would give which nobody has adopted."""
    return _("As proposed: %(state)s") % {"state": state_words(state)}


def reason_words(standing: Standing, value: Decimal | None, unit: str) -> str:
    """Why the state is what it is, as a sentence."""
    if standing.state == State.NO_TARGET:
        return _("No target is set for this period.")
    if standing.state == State.IN_WORDS:
        return _("The target is a level in words: read the entries.")
    words = {
        "value": value_words(value, unit),
        "wanted": value_words(standing.wanted, unit),
        "expected": value_words(rounded(standing.expected) if standing.due is None else standing.expected, unit),
        "due": date_format(standing.due, "DATE_FORMAT") if standing.due else "",
    }
    if standing.state == State.NO_VALUE:
        return _("Nothing has been counted or entered; the target is %(wanted)s.") % words
    if standing.state == State.NO_DEADLINE:
        return _("%(value)s; %(wanted)s are wanted, but no day is set by which.") % words
    if standing.state == State.PART:
        return _("%(value)s in a part of the year; %(wanted)s are wanted in the whole. Enter the year’s value.") % words
    if standing.state == State.NOT_DUE:
        return _("%(value)s; %(wanted)s are due by %(due)s, and no baseline says how much by now.") % words
    if standing.expected != standing.wanted and standing.due:
        return _("%(value)s; on the way to %(wanted)s by %(due)s, %(expected)s are expected by now.") % words
    if standing.expected != standing.wanted:
        return _("%(value)s; by now %(expected)s of %(wanted)s are expected.") % words
    return _("%(value)s; the target is %(wanted)s.") % words


def rounded(expected: Decimal | None) -> Decimal | None:
    """A pace is no more exact than this."""
    return expected.quantize(_WHOLE) if expected is not None and expected >= _EXACT_BELOW else expected


def target_words(target: Target, unit: str) -> str:
    """The target as it was set: its number, its words, or both."""
    if target.value is None:
        return target.words
    number = limit_words(target, value_words(target.value, unit))
    return f"{number} ({target.words})" if target.words else number


def limit_words(target: Target, number: str) -> str:
    """The number of a target with its kind: "At least 500 matches"."""
    limits = {
        Target.Kind.AT_LEAST: pgettext("a target", "At least %(number)s"),
        Target.Kind.AT_MOST: pgettext("a target", "At most %(number)s"),
        Target.Kind.EQUAL: pgettext("a target", "Exactly %(number)s"),
    }
    pattern = limits.get(target.kind)  # type: ignore[call-overload]
    return pattern % {"number": number} if pattern else f"{target.get_kind_display()}: {number}"


def trend_words(way: str) -> str:
    """Where a number goes, held against the same months a year before."""
    return {
        "rising": pgettext("trend of a number", "Rising against last year"),
        "steady": pgettext("trend of a number", "As last year"),
        "falling": pgettext("trend of a number", "Falling against last year"),
    }[way]
