"""Times, days, states and freshness in words, in the language that is active."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from organizations.places.plain_times import DAY_MINUTES, PLAIN, plain_time
from organizations.places.schedule import State, StateKind, to_japan

LONG_AGO_DAYS = 365


class ServiceRow(Protocol):
    """What is said about one language: minutes after midnight, 0 is Monday."""

    weekdays: list[int]
    weeks: list[int]
    starts: int | None
    ends: int | None
    mode: str
    needs_booking: bool


def comma() -> str:
    """What stands between the items of a list."""
    return pgettext("between the items of a list", ", ")


def weekday_names() -> tuple[str, ...]:
    """Short names, Monday first."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def clock(minute: int) -> str:
    """Minutes after midnight as a resident writes them; past midnight begins again at 0:00, midnight itself is 24:00.

    Plain Japanese has one clock only, that of twelve hours.
    """
    if get_language() == PLAIN:
        return plain_time(minute)
    if minute == DAY_MINUTES:
        return "24:00"
    return f"{minute // 60 % 24}:{minute % 60:02d}"


def typed_clock(minute: int) -> str:
    """Minutes after midnight as an editor types them: 25:00 is one o'clock at night."""
    return f"{minute // 60}:{minute % 60:02d}"


def span_words(opens: int, closes: int, last_reception: int | None = None) -> str:
    """ "9:00–17:00 (last reception 16:30)"."""
    if (opens, closes) == (0, DAY_MINUTES):
        return _("24 hours")
    end = _("%(time)s the next day") % {"time": clock(closes)} if closes > DAY_MINUTES else clock(closes)
    span = pgettext("opening and closing time", "%(first)s–%(last)s") % {"first": clock(opens), "last": end}
    if last_reception is None or last_reception == closes:
        return span
    return _("%(hours)s (last reception %(time)s)") % {"hours": span, "time": clock(last_reception)}


def spans_words(slots: Iterable[Sequence[int | None]]) -> str:
    """Several intervals of one day."""
    return comma().join(span_words(*slot) for slot in slots)  # type: ignore[arg-type]


def day_words(day: date) -> str:
    """ "23 November (Mon)"."""
    return _("%(date)s (%(weekday)s)") % {
        "date": date_format(day, "MONTH_DAY_FORMAT"),
        "weekday": weekday_names()[day.weekday()],
    }


def days_words(first: date, last: date) -> str:
    """One day, or from the first to the last."""
    if first == last:
        return day_words(first)
    return pgettext("days", "%(first)s – %(last)s") % {"first": day_words(first), "last": day_words(last)}


def state_words(state: State, minute: int, can_call: bool, *, shelter: bool = False) -> str:
    """Open until when, or opens when; unknown hours ask to call, never say closed.

    shelter: serves in a disaster only, when nobody is to call first.
    """
    if state.kind is StateKind.OPEN:
        return _open_words(state.until, minute)
    if state.kind is StateKind.CLOSED:
        return _closed_words(state.opens_next, minute)
    if state.kind is StateKind.APPOINTMENT:
        return _("By appointment")
    if shelter:
        return _("Opens in a disaster. You need not call first.")
    return _("Hours not known: please call") if can_call else _("Hours not known")


def _open_words(until: int | None, minute: int) -> str:
    """A time of day says when only within the next 24 hours."""
    if until is None or until - minute > DAY_MINUTES:
        return _("Open now")
    end = to_japan(until)
    return _("Open until %(time)s") % {"time": clock(end.hour * 60 + end.minute or DAY_MINUTES)}


def _closed_words(opens: int | None, minute: int) -> str:
    if opens is None:
        return _("Closed for now")
    start, today = to_japan(opens), to_japan(minute).date()
    time, days = clock(start.hour * 60 + start.minute), (start.date() - today).days
    if days == 0:
        return _("Opens today %(time)s") % {"time": time}
    if days < 7:
        return _("Opens %(weekday)s %(time)s") % {"weekday": weekday_names()[start.weekday()], "time": time}
    return _("Opens %(day)s %(time)s") % {"day": date_format(start.date(), "MONTH_DAY_FORMAT"), "time": time}


def service_words(row: ServiceRow) -> tuple[str, str]:
    """When it is spoken, and how: ("Thu 13:00–17:00", "volunteers, booking needed")."""
    hours = "" if row.starts is None or row.ends is None else span_words(row.starts, row.ends)
    when = " ".join(filter(None, (weekday_words(row.weekdays, row.weeks), hours)))
    how = [mode_words(row.mode), _("booking needed") if row.needs_booking else ""]
    return when or _("whenever the place is open"), comma().join(filter(None, how))


def mode_words(mode: str) -> str:
    """Who or what speaks; staff goes without saying."""
    return {
        "volunteer": _("volunteers"),
        "interpreter": _("booked interpreter"),
        "telephone": _("by telephone"),
        "video": _("by video"),
        "machine": _("translation device"),
    }.get(mode, "")


def weekday_words(weekdays: Sequence[int], weeks: Iterable[int] = ()) -> str:
    """ "Mon–Fri", "Tue, Thu", "2nd and 4th Wed"; empty for every day of every week."""
    names, found = weekday_names(), weeks_words(weeks)
    days = comma().join(
        names[first] if first == last else _("%(first)s–%(last)s") % {"first": names[first], "last": names[last]}
        for first, last in _runs(sorted(set(weekdays)) or (list(range(7)) if found else []))
    )
    return _("%(weeks)s %(days)s") % {"weeks": found, "days": days} if found else days


def weeks_words(weeks: Iterable[int]) -> str:
    """ "2nd and 4th"; empty for every week."""
    order = tuple(sorted(set(weeks), key=lambda week: week % 7))
    if not order:
        return ""
    together = {(1, 3): _("1st and 3rd"), (2, 4): _("2nd and 4th"), (1, 3, 5): _("1st, 3rd and 5th")}
    ordinals = {1: _("1st"), 2: _("2nd"), 3: _("3rd"), 4: _("4th"), 5: _("5th"), -1: _("last")}
    return together.get(order) or comma().join(ordinals[week] for week in order if week in ordinals)


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
