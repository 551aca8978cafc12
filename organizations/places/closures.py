"""What the Japanese calendar does to a week: holidays, year end, nth weekdays, shifts."""

from datetime import date, timedelta
from functools import lru_cache

import jpholiday

from organizations.places.hours import (
    LAST_WEEK,
    DayException,
    HolidayRule,
    Schedule,
    Slot,
    common_slots,
)

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=8192)
def is_holiday(day: date) -> bool:
    """Whether the day is a 国民の祝日, 振替休日 or 国民の休日 (source: jpholiday)."""
    return jpholiday.is_holiday(day)


def is_year_end(day: date) -> bool:
    """Whether public offices rest on this day: 29 December to 3 January."""
    return (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)


@lru_cache(maxsize=8192)
def weeks_of(day: date) -> frozenset[int]:
    """Which occurrence of its weekday in the month the day is: 1..5, and -1 if the last."""
    nth = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(days=7)).month != day.month
    return frozenset((nth, LAST_WEEK)) if is_last else frozenset((nth,))


def exception_on(schedule: Schedule, day: date) -> DayException | None:
    """The exception that holds on the day: of several, the last in the list."""
    for exception in reversed(schedule.exceptions):
        if exception.first <= day <= exception.last:
            return exception
    return None


def weekly_slots(schedule: Schedule, day: date) -> tuple[Slot, ...]:
    """What the week alone says of the day; nothing = a regular closing day."""
    weekday = day.weekday()
    return tuple(
        (hours.opens, hours.closes, hours.last_reception)
        for hours in schedule.weekly
        if hours.weekday == weekday and (not hours.weeks or hours.weeks & weeks_of(day))
    )


def slots_on(schedule: Schedule, day: date) -> tuple[Slot, ...]:
    """All intervals that begin on the day, unmerged, whatever the calendar does to it."""
    exception = exception_on(schedule, day)
    if exception is not None:
        return _plain(exception.hours)
    if schedule.closed_at_year_end and is_year_end(day):
        return ()
    if is_holiday(day):
        return _holiday_slots(schedule, day)
    if schedule.holidays is HolidayRule.SHIFT and _takes_a_shifted_closure(schedule, day):
        return ()
    return weekly_slots(schedule, day)


def _plain(pairs: tuple[tuple[int, int], ...]) -> tuple[Slot, ...]:
    return tuple((opens, closes, None) for opens, closes in pairs)


def _holiday_slots(schedule: Schedule, day: date) -> tuple[Slot, ...]:
    match schedule.holidays:
        case HolidayRule.CLOSED:
            return ()
        case HolidayRule.OPEN:
            return weekly_slots(schedule, day)
        case HolidayRule.OWN:
            return _plain(schedule.holiday_hours)
        case HolidayRule.SHIFT if schedule.holiday_hours:
            return _plain(schedule.holiday_hours)
        case HolidayRule.SHIFT:
            return weekly_slots(schedule, day) or common_slots(schedule.weekly) or ()


def _takes_a_shifted_closure(schedule: Schedule, day: date) -> bool:
    """Look back over the weekend and holidays whose next plain weekday this day is."""
    if day.weekday() >= _SATURDAY:
        return False
    before = day - _ONE_DAY
    while before.weekday() >= _SATURDAY or is_holiday(before):
        if is_holiday(before) and _gives_its_closure_away(schedule, before):
            return True
        before -= _ONE_DAY
    return False


def _gives_its_closure_away(schedule: Schedule, holiday: date) -> bool:
    """Only a closing day that really opens is made up for later."""
    exception = exception_on(schedule, holiday)
    if exception is not None:
        return bool(exception.hours) and not weekly_slots(schedule, holiday)
    if schedule.closed_at_year_end and is_year_end(holiday):
        return False
    return not weekly_slots(schedule, holiday)
