"""The values an opening schedule is made of; they refuse what cannot be meant.

Free of Django. Minutes count from the midnight of the day on which an interval begins,
so hours past midnight exceed 1440. Every refusal is a ValueError that begins with the
name of the field.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

DAY = 1440
LAST_WEEK = -1
EVERY_WEEK: frozenset[int] = frozenset()

Slot = tuple[int, int, int | None]
"""Opens, closes, last reception (None = until closing)."""


def _require(true: bool, message: str) -> None:
    if not true:
        raise ValueError(message)


def _check_pair(field: str, opens: int, closes: int) -> None:
    _require(0 <= opens < DAY, f"{field}: opens must be from 0 to 1439, not {opens}")
    _require(
        opens < closes <= 2 * DAY,
        f"{field}: closes must be after opens and at most 2880, not {closes}",
    )


def _check_pairs(field: str, pairs: Iterable[tuple[int, int]]) -> None:
    for opens, closes in pairs:
        _check_pair(field, opens, closes)


def covers_every_week(weeks: frozenset[int]) -> bool:
    """Whether no occurrence of the weekday in any month is left out."""
    return not weeks or (weeks >= {1, 2, 3, 4} and bool(weeks & {5, LAST_WEEK}))


class Known(StrEnum):
    """What is known of the hours; only HOURS may ever lead to "closed"."""

    HOURS = "hours"
    APPOINTMENT = "appointment"
    UNKNOWN = "unknown"


class HolidayRule(StrEnum):
    """What a national holiday does to the week.

    SHIFT is 振替休館: a regular closing day that is a holiday is open, and the next
    weekday (Monday to Friday) that is no holiday is closed instead.
    """

    CLOSED = "closed"
    OPEN = "open"
    OWN = "own"
    SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One interval of the week; a day has as many as it needs.

    weekday: 0 = Monday. weeks: empty = every week, 1..5 = nth such weekday of the month,
    -1 = the last one.
    """

    weekday: int
    opens: int
    closes: int
    weeks: frozenset[int] = EVERY_WEEK
    last_reception: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no week has."""
        _require(0 <= self.weekday <= 6, f"weekday: must be from 0 to 6, not {self.weekday}")
        _require(0 <= self.opens < DAY, f"opens: must be from 0 to 1439, not {self.opens}")
        _require(
            self.opens < self.closes <= 2 * DAY,
            f"closes: must be after opens and at most 2880, not {self.closes}",
        )
        _require(
            self.weeks <= {LAST_WEEK, 1, 2, 3, 4, 5},
            f"weeks: must be 1 to 5, or -1 for the last, not {sorted(self.weeks)}",
        )
        _require(
            self.last_reception is None or self.opens <= self.last_reception <= self.closes,
            f"last_reception: must lie within the hours, not {self.last_reception}",
        )


@dataclass(frozen=True, slots=True)
class DayException:
    """Days (both ends included) on which the week does not hold; no hours = closed."""

    first: date
    last: date
    hours: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse dates with a time of day, and a range that ends before it begins."""
        for field, day in (("first", self.first), ("last", self.last)):
            _require(not isinstance(day, datetime), f"{field}: must be a date without time")
        _require(self.first <= self.last, f"last: must not be before first, not {self.last}")
        _check_pairs("hours", self.hours)


class ExceptionRow(Protocol):
    """One row as editors write it: days, and hours unless the place is closed."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def opens(self) -> int | None: ...
    @property
    def closes(self) -> int | None: ...


def day_exceptions(rows: Iterable[ExceptionRow]) -> tuple[DayException, ...]:
    """Rows of the same days are one exception with all their intervals; in which order they were written says nothing.

    Long ranges come first, so that one open day within a long closure has the last word; of two ranges of the
    same length the later one has it.
    """
    found: dict[tuple[date, date], set[tuple[int, int]]] = {}
    for row in rows:
        hours = found.setdefault((row.first, row.last), set())
        if row.opens is not None and row.closes is not None:
            hours.add((row.opens, row.closes))
    order = sorted(found, key=lambda days: (days[0] - days[1], days[0]))
    return tuple(DayException(first, last, tuple(sorted(found[first, last]))) for first, last in order)


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that is known of when a place is open.

    holiday_hours serve OWN, and SHIFT if given (else a holiday has the usual hours).
    Exceptions win over the year end (29 Dec to 3 Jan), that over holidays, these over the
    week; of two exceptions for one day the later in the list wins.
    """

    known: Known
    weekly: tuple[WeeklyHours, ...] = ()
    holidays: HolidayRule = HolidayRule.CLOSED
    holiday_hours: tuple[tuple[int, int], ...] = ()
    closed_at_year_end: bool = True
    exceptions: tuple[DayException, ...] = ()

    def __post_init__(self) -> None:
        """Refuse known hours without hours, and holidays whose hours nobody said."""
        _check_pairs("holiday_hours", self.holiday_hours)
        if self.known is not Known.HOURS:
            return
        _require(
            bool(self.weekly) or any(exception.hours for exception in self.exceptions),
            "weekly: needed when the hours are known",
        )
        if self.holidays is HolidayRule.OWN:
            _require(bool(self.holiday_hours), "holiday_hours: needed for own hours on holidays")
        if self.holidays is HolidayRule.SHIFT and not self.holiday_hours:
            _require(
                not _has_closing_day(self.weekly) or common_slots(self.weekly) is not None,
                "holiday_hours: needed for the shift rule when the days differ in hours",
            )


def _has_closing_day(weekly: tuple[WeeklyHours, ...]) -> bool:
    open_weeks: dict[int, list[frozenset[int]]] = {}
    for hours in weekly:
        open_weeks.setdefault(hours.weekday, []).append(hours.weeks)
    full = [
        any(not weeks for weeks in every) or covers_every_week(frozenset().union(*every))
        for every in open_weeks.values()
    ]
    return sum(full) < 7


def common_slots(weekly: tuple[WeeklyHours, ...]) -> tuple[Slot, ...] | None:
    """The hours that all open days share, or None where days differ."""
    days: dict[tuple[int, frozenset[int]], set[Slot]] = {}
    for hours in weekly:
        slot = (hours.opens, hours.closes, hours.last_reception)
        days.setdefault((hours.weekday, hours.weeks), set()).add(slot)
    kinds = {tuple(sorted(slots, key=lambda slot: slot[:2])) for slots in days.values()}
    return kinds.pop() if len(kinds) == 1 else None
