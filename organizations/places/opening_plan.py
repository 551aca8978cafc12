"""What an editor says of a place's hours, as plain values, checked as a whole before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from organizations.places.choices import HolidayTreatment, HoursKnown, Weekday
from organizations.places.hours import day_exceptions
from organizations.places.schedule import HolidayRule, Known, Schedule, WeeklyHours

MOST_INTERVALS = 80
MOST_EXCEPTIONS = 200
LONGEST_EXCEPTION_DAYS = 366
ALL_WEEKS = frozenset({1, 2, 3, 4, 5, -1})


@dataclass(frozen=True, slots=True)
class PlannedHours:
    """One interval in minutes after midnight; weekday 7 = national holidays; weeks empty = every week."""

    weekday: int
    opens: int
    closes: int
    weeks: frozenset[int] = frozenset()
    last_reception: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedException:
    """Days, both ends included; without hours the place is closed."""

    first: date
    last: date
    opens: int | None = None
    closes: int | None = None
    note: str = ""


@dataclass(frozen=True)
class OpeningPlan:
    """All that is to be known of when a place is open."""

    known: str
    hours: tuple[PlannedHours, ...] = ()
    holidays: str = HolidayTreatment.CLOSED
    closed_at_year_end: bool = True
    exceptions: tuple[PlannedException, ...] = ()

    def schedule(self) -> Schedule:
        """The pure schedule; ValueError, beginning with the field's name, where the parts contradict each other."""
        week = [row for row in self.hours if row.weekday != Weekday.HOLIDAY]
        return Schedule(
            known=Known(self.known),
            weekly=tuple(
                WeeklyHours(row.weekday, row.opens, row.closes, row.weeks, row.last_reception) for row in week
            ),
            holidays=HolidayRule(self.holidays),
            holiday_hours=tuple((row.opens, row.closes) for row in self.hours if row.weekday == Weekday.HOLIDAY),
            closed_at_year_end=self.closed_at_year_end,
            exceptions=day_exceptions(self.exceptions),
        )

    def faults(self) -> list[str]:
        """Codes of what cannot be stored, worst first; empty when all is well."""
        found = []
        if len(self.hours) > MOST_INTERVALS or len(self.exceptions) > MOST_EXCEPTIONS:
            return ["too-many"]
        if overlaps(self.hours):
            found.append("overlap")
        if self.known == HoursKnown.HOURS and not self._says_when():
            found.append("no-hours")
        if self.holidays == HolidayTreatment.OWN and not self._has_holiday_hours():
            found.append("no-holiday-hours")
        if self._leaves_holiday_hours_unused():
            found.append("unused-holiday-hours")
        if contradicting(self.exceptions):
            found.append("exceptions-contradict")
        if crossing(self.exceptions):
            found.append("exceptions-overlap")
        if any((one.last - one.first).days >= LONGEST_EXCEPTION_DAYS for one in self.exceptions):
            found.append("exception-long")
        return found or self._contradiction()

    def _says_when(self) -> bool:
        return any(row.weekday != Weekday.HOLIDAY for row in self.hours) or any(
            one.opens is not None for one in self.exceptions
        )

    def _has_holiday_hours(self) -> bool:
        return self.known != HoursKnown.HOURS or any(row.weekday == Weekday.HOLIDAY for row in self.hours)

    def _leaves_holiday_hours_unused(self) -> bool:
        """Hours typed for holidays that the rule for holidays never looks at: one of both was not meant."""
        said = self.known != HoursKnown.UNKNOWN and any(row.weekday == Weekday.HOLIDAY for row in self.hours)
        return said and self.holidays in (HolidayTreatment.CLOSED, HolidayTreatment.OPEN)

    def _contradiction(self) -> list[str]:
        if any((one.opens is None) != (one.closes is None) for one in self.exceptions):
            return ["hours"]
        try:
            self.schedule()
        except ValueError as error:
            return [str(error).partition(":")[0]]
        return []


def overlaps(hours: Sequence[PlannedHours]) -> list[tuple[PlannedHours, PlannedHours]]:
    """Pairs of intervals that hold on the same day at the same time."""
    return [
        (one, other)
        for one, other in combinations(hours, 2)
        if one.weekday == other.weekday
        and one.opens < other.closes
        and other.opens < one.closes
        and _share_a_week(one.weeks, other.weeks)
    ]


def _share_a_week(one: frozenset[int], other: frozenset[int]) -> bool:
    """The last week is the fourth or the fifth: it may be either."""
    first, second = (weeks | {4, 5} if -1 in weeks else weeks or ALL_WEEKS for weeks in (one, other))
    return bool(first & second)


def contradicting(exceptions: Sequence[PlannedException]) -> list[tuple[PlannedException, PlannedException]]:
    """Pairs of rows for the very same days of which one says closed and the other open, or whose hours overlap."""
    return [
        (one, other)
        for one, other in combinations(exceptions, 2)
        if (one.first, one.last) == (other.first, other.last) and _exclude_each_other(one, other)
    ]


def crossing(exceptions: Sequence[PlannedException]) -> list[tuple[PlannedException, PlannedException]]:
    """Pairs that share some days, neither lying within the other, and do not both say "closed".

    Days within longer ones are no fault: one open day in a long closure is how people say it.
    """
    return [
        (one, other)
        for one, other in combinations(sorted(exceptions, key=lambda row: (row.first, row.last)), 2)
        if one.first < other.first <= one.last < other.last and not (one.opens is None and other.opens is None)
    ]


def _exclude_each_other(one: PlannedException, other: PlannedException) -> bool:
    if one.opens is None or one.closes is None or other.opens is None or other.closes is None:
        return one.opens != other.opens
    return one.opens < other.closes and other.opens < one.closes
