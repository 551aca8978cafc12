"""年度: periods of the Japanese fiscal year, 1 April to 31 March; pure.

A fiscal year is named by the calendar year in which it begins: 2026 (令和8年度) ends on 31 March 2027. Its quarters
begin in April, July, October and January. Moments are seen in Japan's time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from portal.shared.japan import JAPAN

FIRST_MONTH = 4
DAY = timedelta(days=1)


class Kind(IntEnum):
    """How long a period is, in months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, order=True, slots=True)
class FiscalPeriod:
    """A month, quarter or year: `first` is its first day. ValueError when no such period begins on that day."""

    first: date
    kind: Kind

    def __post_init__(self) -> None:
        if self.first.day != 1 or (self.first.month - FIRST_MONTH) % self.kind.value:
            raise ValueError(f"no fiscal {self.kind.name.lower()} begins on {self.first}")

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next().first - DAY

    @property
    def begins(self) -> datetime:
        """The moment at which it begins in Japan."""
        return datetime.combine(self.first, time(), JAPAN)

    @property
    def ends(self) -> datetime:
        """The moment at which the next one begins; itself no longer within."""
        return self.next().begins

    @property
    def fiscal_year(self) -> int:
        """The 年度 it lies in, by the calendar year of its April."""
        return fiscal_year(self.first)

    @property
    def number(self) -> int:
        """Its place in the fiscal year, from 1: April is month 1, January to March is quarter 4."""
        return (self.first.month - FIRST_MONTH) % 12 // self.kind.value + 1

    def next(self) -> FiscalPeriod:
        """The one after it."""
        return FiscalPeriod(_months_on(self.first, self.kind.value), self.kind)

    def previous(self) -> FiscalPeriod:
        """The one before it."""
        return FiscalPeriod(_months_on(self.first, -self.kind.value), self.kind)

    def parts(self, kind: Kind) -> Iterator[FiscalPeriod]:
        """The shorter (or equal) periods it consists of, in order. ValueError when `kind` is longer."""
        if kind.value > self.kind.value:
            raise ValueError(f"a {self.kind.name.lower()} has no {kind.name.lower()}s")
        return periods_between(self.first, self.last, kind)

    def __contains__(self, day: date) -> bool:
        return self.first <= (_day(day) if isinstance(day, datetime) else day) <= self.last


def period_of(day: date, kind: Kind) -> FiscalPeriod:
    """The period a date, or a moment as the calendar of Japan shows it, lies in."""
    seen = _day(day) if isinstance(day, datetime) else day
    back = (seen.month - FIRST_MONTH) % kind.value
    return FiscalPeriod(_months_on(seen.replace(day=1), -back), kind)


def fiscal_year(day: date) -> int:
    """The 年度 of a date or moment: 31 March 2027 still lies in 2026."""
    return period_of(day, Kind.YEAR).first.year


def periods_between(first: date, last: date, kind: Kind) -> Iterator[FiscalPeriod]:
    """Every period that touches the days from `first` to `last`, in order; none when `last` is earlier."""
    if last < first:
        return
    period = period_of(first, kind)
    while period.first <= last:
        yield period
        period = period.next()


def _day(moment: datetime) -> date:
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone lies on no day")
    return moment.astimezone(JAPAN).date()


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
