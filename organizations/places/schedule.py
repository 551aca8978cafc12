"""Opening hours of a place: what a day, a fortnight and a moment look like, in Japan time.

Free of Django; the ORM rows are turned into a Schedule elsewhere. Unknown hours and hours
by appointment have no intervals and are never called closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from organizations.places.closures import slots_on
from organizations.places.hours import (
    EVERY_WEEK,
    DayException,
    HolidayRule,
    Known,
    Schedule,
    Slot,
    WeeklyHours,
    covers_every_week,
)
from organizations.places.opening_state import (
    State,
    StateKind,
    epoch_minute,
    midnight,
    next_boundary,
    state_from_ranges,
    to_japan,
)
from portal.shared.japan import JAPAN

__all__ = [
    "DayException",
    "DayGroup",
    "HolidayRule",
    "Interval",
    "Known",
    "Schedule",
    "State",
    "StateKind",
    "WeeklyHours",
    "closed_weekdays",
    "day_hours",
    "epoch_minute",
    "intervals",
    "is_closed_all_day",
    "midnight",
    "next_boundary",
    "state_at",
    "state_from_ranges",
    "to_japan",
    "weekly_summary",
]

_FIRST_YEAR, _LAST_YEAR = 1970, 2099
_LOOKAHEADS = (8, 40, 367)


@dataclass(frozen=True, slots=True)
class Interval:
    """Open from start until just before end, in epoch minutes."""

    start: int
    end: int
    last_reception: int | None


@dataclass(frozen=True, slots=True)
class DayGroup:
    """Neighbouring weekdays with equal hours, for display.

    weeks: empty = every week. hours and last_receptions (None = until closing) go in
    parallel, in minutes after midnight.
    """

    weekdays: tuple[int, ...]
    weeks: frozenset[int]
    hours: tuple[tuple[int, int], ...]
    last_receptions: tuple[int | None, ...] = ()


def intervals(schedule: Schedule, first: date, days: int) -> list[Interval]:
    """All intervals that begin on the days, and what reaches into them from the day before.

    Sorted and disjoint; touching ones are one. An interval from the day before keeps its
    true start. ValueError outside the years 1970 to 2099.
    """
    if days < 0:
        raise ValueError(f"days: must not be negative, not {days}")
    if not (first.year >= _FIRST_YEAR and first.year + days // 365 < _LAST_YEAR):
        raise ValueError(f"first: must lie between {_FIRST_YEAR} and {_LAST_YEAR}, not {first}")
    if schedule.known is not Known.HOURS or not days:
        return []
    begin = midnight(first)
    slots: list[Slot] = []
    for offset in range(-1, days):
        base = begin + offset * 1440
        for opens, closes, last in slots_on(schedule, first + timedelta(days=offset)):
            end = base + closes
            if end > begin:
                slots.append((base + opens, end, None if last is None else base + last))
    return [Interval(*slot) for slot in _merged(slots)]


def _merged(slots: Iterable[Slot]) -> list[Slot]:
    """Join what touches or overlaps; reception ends where the last of its parts ends it."""
    merged: list[Slot] = []
    for start, end, last in sorted(slots, key=lambda slot: slot[:2]):
        received = end if last is None else last
        if merged and start <= merged[-1][1]:
            start, before, last = merged.pop()
            received = max(received, before if last is None else last)
            end = max(end, before)
        merged.append((start, end, None if received == end else received))
    return merged


def day_hours(schedule: Schedule, day: date) -> tuple[tuple[int, int], ...]:
    """The hours that begin on the day (past midnight > 1440); empty also when unknown."""
    if schedule.known is Known.UNKNOWN:
        return ()
    return tuple((opens, closes) for opens, closes, _ in _merged(slots_on(schedule, day)))


def is_closed_all_day(schedule: Schedule, day: date) -> bool:
    """Whether hours are known and no minute of the calendar day lies in them."""
    return schedule.known is Known.HOURS and not intervals(schedule, day, 1)


def state_at(schedule: Schedule, moment: datetime) -> State:
    """Open or closed, until when, and when next, looking ahead 366 days."""
    minute = epoch_minute(moment)
    today = moment.astimezone(JAPAN).date()
    state = state_from_ranges(schedule.known, (), minute)
    if schedule.known is not Known.HOURS:
        return state
    for days in _LOOKAHEADS:
        spans = intervals(schedule, today, days)
        ranges = [(span.start, span.end) for span in spans]
        horizon = midnight(today) + days * 1440
        state = state_from_ranges(schedule.known, ranges, minute, horizon)
        if state.until is not None or state.opens_next is not None:
            break
    return _with_last_reception(state, spans, minute)


def _with_last_reception(state: State, spans: list[Interval], minute: int) -> State:
    if state.kind is not StateKind.OPEN or state.until is None:
        return state
    span = next(span for span in spans if span.start <= minute < span.end)
    return State(state.kind, until=state.until, last_reception=span.last_reception)


def weekly_summary(schedule: Schedule) -> list[DayGroup]:
    """The week for display, Monday first; neighbouring days with equal hours are one group.

    A weekday with further hours in some weeks stands in one group for each set of weeks.
    """
    groups: list[tuple[tuple[int, ...], dict[frozenset[int], list[Slot]]]] = []
    for weekday in range(7):
        hours = _by_weeks(schedule, weekday)
        if groups and groups[-1][1] == hours:
            groups[-1] = (groups[-1][0] + (weekday,), hours)
        else:
            groups.append(((weekday,), hours))
    return [
        DayGroup(
            weekdays,
            weeks,
            tuple((opens, closes) for opens, closes, _ in slots),
            tuple(last for _, _, last in slots),
        )
        for weekdays, hours in groups
        for weeks, slots in hours.items()
    ]


def _by_weeks(schedule: Schedule, weekday: int) -> dict[frozenset[int], list[Slot]]:
    found: dict[frozenset[int], list[Slot]] = {}
    for hours in schedule.weekly if schedule.known is not Known.UNKNOWN else ():
        if hours.weekday == weekday:
            weeks = EVERY_WEEK if covers_every_week(hours.weeks) else hours.weeks
            slot = (hours.opens, hours.closes, hours.last_reception)
            found.setdefault(weeks, []).append(slot)
    return {weeks: _merged(found[weeks]) for weeks in sorted(found, key=sorted)}


def closed_weekdays(schedule: Schedule) -> tuple[int, ...]:
    """Weekdays without any hours, for "closed on Mondays"; none unless hours are known."""
    if schedule.known is not Known.HOURS:
        return ()
    used = {hours.weekday for hours in schedule.weekly}
    return tuple(weekday for weekday in range(7) if weekday not in used)
