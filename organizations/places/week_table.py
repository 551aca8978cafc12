"""The week of a place for its page: seven lines, and the days on which they do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from organizations.places.choices import Weekday
from organizations.places.closures import exception_on, is_holiday, is_year_end, slots_on, weekly_slots
from organizations.places.hours import DayException, Slot
from organizations.places.schedule import HolidayRule, Known, Schedule, day_hours, is_closed_all_day
from organizations.places.wording import comma, days_words, span_words, spans_words, weekday_names, weeks_words

DAYS_AHEAD = 60
Notes = Mapping[tuple[date, date], str]
"""First and last day of an exception → what its editor remarked, in Japanese."""


class DayLine(NamedTuple):
    """One line of the week; `parts` are intervals in words, empty when closed."""

    weekday: str
    parts: list[str]
    today: bool


class Deviation(NamedTuple):
    """Neighbouring days on which the week does not hold; the note is the editor's own Japanese."""

    days: str
    hours: str
    reason: str
    note: str
    today: bool


def week_lines(schedule: Schedule, today: date) -> list[DayLine]:
    """Monday to Sunday; nothing when the hours are unknown."""
    if schedule.known is Known.UNKNOWN or not schedule.weekly:
        return []
    names = [str(Weekday(number).label) for number in range(7)]
    return [DayLine(names[number], _parts(schedule, number), number == today.weekday()) for number in range(7)]


def _parts(schedule: Schedule, weekday: int) -> list[str]:
    found = []
    for row in sorted(schedule.weekly, key=lambda row: (len(row.weeks), sorted(row.weeks), row.opens)):
        if row.weekday == weekday:
            span = span_words(row.opens, row.closes, row.last_reception)
            weeks = weeks_words(row.weeks)
            day = weekday_names()[weekday]
            found.append(
                _("%(weeks)s %(day)s: %(hours)s") % {"weeks": weeks, "day": day, "hours": span} if weeks else span
            )
    return found


def holiday_words(schedule: Schedule) -> str:
    """What national holidays do to the week."""
    hours = spans_words(schedule.holiday_hours)
    match schedule.holidays:
        case HolidayRule.CLOSED:
            return _("Closed")
        case HolidayRule.OPEN:
            return _("As on that weekday")
        case HolidayRule.OWN:
            return hours or _("By appointment")
        case HolidayRule.SHIFT if hours:
            words = _("Open %(hours)s; if it falls on a closing day, closed on the next weekday instead")
            return words % {"hours": hours}
        case HolidayRule.SHIFT:
            return _("Open; if it falls on a closing day, closed on the next weekday instead")


def exception_notes(rows: Iterable[Any]) -> Notes:
    """The remarks of exception rows; several rows of the same days have theirs joined."""
    found: dict[tuple[date, date], list[str]] = {}
    for row in rows:
        notes = found.setdefault((row.first, row.last), [])
        if row.note and row.note not in notes:
            notes.append(row.note)
    return {days: comma().join(notes) for days, notes in found.items()}


def deviations(schedule: Schedule, today: date, notes: Notes) -> list[Deviation]:
    """The days of the next 60 that differ from their weekday; by appointment, also all days that were excepted."""
    if schedule.known is Known.UNKNOWN:
        return []
    runs: list[tuple[date, date, tuple[Slot, ...], str, str]] = []
    for offset in range(DAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        slots, exception = slots_on(schedule, day), exception_on(schedule, day)
        if slots == weekly_slots(schedule, day) and (exception is None or schedule.known is Known.HOURS):
            continue
        why = _why(schedule, day, exception, notes)
        if runs and runs[-1][1] == day - timedelta(days=1) and runs[-1][2:] == (slots, *why):
            runs[-1] = (runs[-1][0], day, slots, *why)
        else:
            runs.append((day, day, slots, *why))
    return [
        Deviation(days_words(first, last), spans_words(slots) or _("Closed"), reason, note, first == today)
        for first, last, slots, reason, note in runs
    ]


def _why(schedule: Schedule, day: date, exception: DayException | None, notes: Notes) -> tuple[str, str]:
    """The calendar's reason and the editor's note; one of them is empty."""
    if exception is not None:
        return "", notes.get((exception.first, exception.last), "")
    return _calendar_reason(schedule, day), ""


def _calendar_reason(schedule: Schedule, day: date) -> str:
    if schedule.closed_at_year_end and is_year_end(day):
        return _("Year end and New Year")
    return _("National holiday") if is_holiday(day) else _("In place of the holiday before")


def today_words(schedule: Schedule, today: date) -> str:
    """What really holds today; nothing while yesterday's night reaches into a day that has no hours of its own."""
    if schedule.known is not Known.HOURS:
        return ""
    return spans_words(day_hours(schedule, today)) or (_("Closed") if is_closed_all_day(schedule, today) else "")
