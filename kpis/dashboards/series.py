"""What a chart shows: the months of a fiscal year beside the year before, or longer periods in a row. Pure.

A sum is shown as it grows from April on, so that it can be held against its target and its forecast; everything else month
by month. What is hidden from the reader, or was not counted, is a gap; behind a gap no sum goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.shared.fiscal import FIRST_MONTH, FiscalPeriod, Kind, fiscal_year, period_of

Days = tuple[date, date]
Known = Mapping[Days, Decimal | None]
Wanted = Callable[[Days], Decimal | None]
Ahead = tuple[Decimal, Decimal, Decimal]
"""What is foretold: most likely, from, to."""
PERIODS_SHOWN = 6


class Way(StrEnum):
    """How the values stand beside each other."""

    MONTHS = "months"
    TOTALS = "totals"
    PERIODS = "periods"


@dataclass(frozen=True)
class Point:
    """One place on the axis: the value, that of a year before, what is wanted, and what is foretold with its range."""

    days: Days
    value: Decimal | None = None
    before: Decimal | None = None
    wanted: Decimal | None = None
    foretold: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def numbers(self) -> list[Decimal]:
        every = (self.value, self.before, self.wanted, self.foretold, self.low, self.high)
        return [one for one in every if one is not None]


@dataclass(frozen=True)
class Series:
    """The points of one chart from left to right; `fiscal_year` of the last of them."""

    way: Way
    fiscal_year: int
    points: tuple[Point, ...]

    @property
    def tells(self) -> bool:
        """Whether there is more to see than a page says in a line."""
        every = [one for point in self.points for one in (point.value, point.before) if one is not None]
        return len(every) > 1

    @property
    def latest(self) -> Point | None:
        """The last point with a value."""
        return next((one for one in reversed(self.points) if one.value is not None), None)


def months_of(year: int) -> list[Days]:
    """The twelve months of a fiscal year."""
    whole = FiscalPeriod(date(year, FIRST_MONTH, 1), Kind.YEAR)
    return [(one.first, one.last) for one in whole.parts(Kind.MONTH)]


def month_series(known: Known, year: int, *, wanted: Wanted) -> Series:
    """Each month, and the same month of the year before."""
    both = zip(months_of(year), months_of(year - 1), strict=True)
    points = (Point(days, known.get(days), known.get(before), wanted(days)) for days, before in both)
    return Series(Way.MONTHS, year, tuple(points))


def total_series(known: Known, year: int, *, hidden: Collection[Days], wanted: Wanted) -> Series:
    """The sum since April at the end of each month, and that of the year before. `wanted` by the end of a month."""
    this, before = (totals(months_of(one), known, hidden) for one in (year, year - 1))
    both = zip(months_of(year), this, before, strict=True)
    return Series(Way.TOTALS, year, tuple(Point(days, now, then, wanted(days)) for days, now, then in both))


def totals(months: Iterable[Days], known: Known, hidden: Collection[Days]) -> list[Decimal | None]:
    """Added up from the first month that was counted on; none from the first month on that is hidden or missing."""
    found: list[Decimal | None] = []
    total: Decimal | None = None
    ended = False
    for days in months:
        value = known.get(days)
        ended = ended or days in hidden or (value is None and total is not None)
        total = None if value is None or ended else (total or Decimal(0)) + value
        found.append(total)
    return found


def period_series(known: Known, *, wanted: Wanted) -> Series:
    """The last fiscal years; where none was measured as a whole, the last periods of any length."""
    years = [one for one in known if is_year(one)]
    days = sorted(years or known, key=lambda one: (one[1], one[0]))[-PERIODS_SHOWN:]
    points = tuple(Point(one, known[one], None, wanted(one)) for one in days)
    return Series(Way.PERIODS, fiscal_year(days[-1][1]) if days else 0, points)


def is_year(days: Days) -> bool:
    """Whether these days are a fiscal year."""
    whole = period_of(days[0], Kind.YEAR)
    return days == (whole.first, whole.last)


def with_forecast(series: Series, base: Decimal, coming: Sequence[Ahead]) -> Series:
    """The last months as they are foretold; unchanged where a forecast on top of `base` does not begin at such a sum."""
    first = len(series.points) - len(coming)
    if not coming or first < 0:
        return series
    so_far = series.points[first - 1].value if first else Decimal(0)
    if series.way is Way.TOTALS and so_far != base:
        return series
    told = (
        replace(point, foretold=value, low=low, high=high)
        for point, (value, low, high) in zip(series.points[first:], coming, strict=True)
    )
    return replace(series, points=(*series.points[:first], *told))
