"""From rows to the pure schedule, and what the schedule means for the next two weeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from organizations.places import schedule
from organizations.places.choices import DayPart, HoursKnown, OpenDay, ServiceMode, Weekday
from organizations.places.closures import weeks_of
from organizations.places.hours import day_exceptions
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place

DAYS_AHEAD = 14
FIVE_WEEKS = 35
BLOCK_MINUTES = 240
WEEKDAYS = "月火水木金土日"
PARTS = {DayPart.MORNING: (0, 720), DayPart.AFTERNOON: (720, 1020), DayPart.EVENING: (1020, 2880)}
LONG_ENOUGH = 30


def schedule_of(
    place: Place, hours: Iterable[OpeningHours], exceptions: Iterable[OpeningException]
) -> schedule.Schedule:
    """The place's schedule; rows that contradict each other leave the hours unknown rather than wrong."""
    rows = sorted(hours, key=lambda row: (row.weekday, row.opens))
    try:
        return schedule.Schedule(
            known=schedule.Known(place.hours_known),
            weekly=tuple(_weekly(row) for row in rows if row.weekday != Weekday.HOLIDAY),
            holidays=schedule.HolidayRule(place.holiday_treatment),
            holiday_hours=tuple((row.opens, row.closes) for row in rows if row.weekday == Weekday.HOLIDAY),
            closed_at_year_end=place.closed_at_year_end,
            exceptions=day_exceptions(exceptions),
        )
    except ValueError:
        return schedule.Schedule(known=schedule.Known.UNKNOWN)


def _weekly(row: OpeningHours) -> schedule.WeeklyHours:
    return schedule.WeeklyHours(
        weekday=row.weekday,
        opens=row.opens,
        closes=row.closes,
        weeks=frozenset(row.weeks),
        last_reception=row.last_reception,
    )


def open_ranges(one: schedule.Schedule, today: date) -> list[tuple[int, int]] | None:
    """Epoch-minute ranges of today and the next 14 days; None when the hours are not known."""
    if one.known != schedule.Known.HOURS:
        return None
    first = today - timedelta(days=1)
    return [(found.start, found.end) for found in schedule.intervals(one, first, DAYS_AHEAD + 2)]


def open_blocks(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Numbers of the blocks of BLOCK_MINUTES in which it is open at all: an index on them leaves few ranges to look at."""
    return sorted({block for start, end in ranges for block in range(start // BLOCK_MINUTES, -(-end // BLOCK_MINUTES))})


def plain_week(place: Place, hours: Sequence[OpeningHours]) -> tuple[str, int | None, int | None]:
    """Weekdays (月火…) and minutes, if a place opens at the same hours on the same days every week; files hold no more."""
    week = [row for row in hours if row.weekday < len(WEEKDAYS)]
    if place.hours_known != HoursKnown.HOURS or len({(row.opens, row.closes) for row in week}) != 1:
        return "", None, None
    if any(row.weeks for row in week):
        return "", None, None
    return "".join(WEEKDAYS[day] for day in sorted({row.weekday for row in week})), week[0].opens, week[0].closes


def open_days(one: schedule.Schedule, today: date) -> set[str]:
    """`sat` and `sat@evening` for each weekday and part of it that is open in the next five weeks; none unless hours are known.

    Five weeks, so that a class on every fourth Saturday is a class on Saturdays on every day of the month. Hours past
    midnight belong to the evening they begin on.
    """
    found: set[str] = set()
    if one.known != schedule.Known.HOURS:
        return found
    for day in (today + timedelta(days=offset) for offset in range(FIVE_WEEKS)):
        for opens, closes in schedule.day_hours(one, day):
            name = OpenDay.values[day.weekday()]
            found |= {name, *(f"{name}@{part.value}" for part in _parts(opens, closes))}
    return found


def _parts(opens: int, closes: int) -> list[DayPart]:
    """Half an hour counts, or half of what is shorter: an office that closes at 17:15 has no evening."""
    least = min(LONG_ENOUGH, (closes - opens) / 2)
    return [part for part, (first, last) in PARTS.items() if min(closes, last) - max(opens, first) >= least]


def spoken_days(row: LanguageService, one: schedule.Schedule, today: date) -> list[date]:
    """The days of the next 14 on which whoever comes without asking first is spoken to in this language."""
    days = (today + timedelta(days=offset) for offset in range(DAYS_AHEAD))
    return [day for day in days if speaks_on(row, one, day)]


def speaks_on(row: LanguageService, one: schedule.Schedule, day: date) -> bool:
    """Whether somebody speaks it that day to whoever comes: not by appointment, not a device, not on a closed day.

    Where the hours are unknown only a row that names its days promises anything.
    """
    if row.needs_booking or row.mode in (ServiceMode.INTERPRETER, ServiceMode.MACHINE):
        return False
    if one.known is schedule.Known.APPOINTMENT:
        return False
    if one.known is schedule.Known.UNKNOWN and not (row.weekdays or row.weeks):
        return False
    return falls_on(row, day) and not schedule.is_closed_all_day(one, day)


def falls_on(row: LanguageService, day: date) -> bool:
    """Whether the row speaks of this day; the place may be closed all the same."""
    if row.weekdays and day.weekday() not in row.weekdays:
        return False
    return not row.weeks or not weeks_of(day).isdisjoint(row.weeks)
