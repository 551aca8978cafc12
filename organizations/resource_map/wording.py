"""What a card says in words: open until when, which language when, how fresh, how far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from organizations.places.schedule import State, StateKind, to_japan

LONG_AGO_DAYS = 365
ROUND_THE_CLOCK_MINUTES = 36 * 60
DAY_MINUTES = 1440


class Service(NamedTuple):
    """One language service row of a place; minutes after midnight, 0 is Monday."""

    language: str
    weekdays: tuple[int, ...]
    weeks: tuple[int, ...]
    starts: int | None
    ends: int | None
    mode: str
    needs_booking: bool


def _comma() -> str:
    return pgettext("between the items of a list", ", ")


def weekday_names() -> tuple[str, ...]:
    """Short names, Monday first."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def clock(minute: int) -> str:
    """Minutes after midnight as a resident writes them; past midnight begins again at 0:00."""
    return f"{minute // 60 % 24}:{minute % 60:02d}"


def state_words(state: State, minute: int, can_call: bool) -> str:
    """Open until when, or opens when; unknown hours ask to call, never say closed."""
    if state.kind is StateKind.OPEN:
        return _open_words(state.until, minute)
    if state.kind is StateKind.CLOSED:
        return _closed_words(state.opens_next, minute)
    if state.kind is StateKind.APPOINTMENT:
        return _("By appointment")
    return _("Hours not known: please call") if can_call else _("Hours not known")


def _open_words(until: int | None, minute: int) -> str:
    if until is None or until - minute > ROUND_THE_CLOCK_MINUTES:
        return _("Open now")
    end = to_japan(until)
    return _("Open until %(time)s") % {"time": f"{end.hour}:{end.minute:02d}"}


def _closed_words(opens: int | None, minute: int) -> str:
    if opens is None:
        return _("Closed for now")
    start, today = to_japan(opens), to_japan(minute).date()
    time, days = f"{start.hour}:{start.minute:02d}", (start.date() - today).days
    if days == 0:
        return _("Opens today %(time)s") % {"time": time}
    if days < 7:
        return _("Opens %(day)s %(time)s") % {"day": weekday_names()[start.weekday()], "time": time}
    return _("Opens %(day)s %(time)s") % {"day": date_format(start.date(), "MONTH_DAY_FORMAT"), "time": time}


@lru_cache(maxsize=4096)
def service_words(service: Service, language: str) -> str:
    """When and how somebody speaks it: "Thu 13–17, booking needed". language: the page's, already active."""
    days = weekday_words(service.weekdays, service.weeks)
    hours = _hours_words(service.starts, service.ends)
    parts = [" ".join(filter(None, (days, hours)))]
    parts += [_mode_words(service.mode), _("booking needed") if service.needs_booking else ""]
    return _comma().join(filter(None, parts))


def _hours_words(starts: int | None, ends: int | None) -> str:
    if starts is None or ends is None:
        return ""
    if starts % 60 == 0 and ends % 60 == 0:
        return f"{starts // 60}–{ends // 60 % 24 or 24}"
    return f"{clock(starts)}–{clock(ends)}"


def _mode_words(mode: str) -> str:
    return {
        "volunteer": _("volunteers"),
        "interpreter": _("booked interpreter"),
        "telephone": _("by telephone"),
        "video": _("by video"),
        "machine": _("translation device"),
    }.get(mode, "")


def weekday_words(weekdays: Sequence[int], weeks: Sequence[int] = ()) -> str:
    """ "Mon–Fri", "Tue, Thu", "2nd and 4th Wed"; empty for every day."""
    names = weekday_names()
    days = _comma().join(
        names[first]
        if first == last
        else _("%(first)s–%(last)s") % {"first": names[first], "last": names[last]}
        for first, last in _runs(sorted(set(weekdays)))
    )
    if not weeks or not days:
        return days
    ordinals = [_ordinal(week) for week in sorted(weeks, key=lambda week: week % 7)]
    return _("%(weeks)s %(days)s") % {"weeks": _comma().join(filter(None, ordinals)), "days": days}


def _ordinal(week: int) -> str:
    return {1: _("1st"), 2: _("2nd"), 3: _("3rd"), 4: _("4th"), 5: _("5th"), -1: _("last")}.get(week, "")


def _runs(days: list[int]) -> list[tuple[int, int]]:
    """Neighbouring days as one run where three or more follow each other."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and day == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return [
        part
        for first, last in runs
        for part in ([(first, last)] if last - first != 1 else [(first, first), (last, last)])
    ]


def freshness_words(confirmed: date | None, today: date) -> str:
    """How long ago somebody who knows said that the entry is right."""
    if confirmed is None:
        return _("Not confirmed yet")
    days = max(0, (today - confirmed).days)
    if days == 0:
        return _("Confirmed today")
    if days > LONG_AGO_DAYS:
        return _("Confirmed more than a year ago")
    return ngettext("Confirmed %(days)d day ago", "Confirmed %(days)d days ago", days) % {"days": days}


def distance_words(metres: int, exact: bool) -> str:
    """Metres to the next ten, kilometres with one digit; "about" where only the town is shown."""
    near = f"{max(10, round(metres, -1))} m" if metres < 995 else f"{metres / 1000:.1f} km"
    return near if exact else _("about %(distance)s") % {"distance": near}
