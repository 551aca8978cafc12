"""Which days a night counts: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kpis.sources.source import Span
from portal.shared.fiscal import Kind, fiscal_year, period_of, periods_between

DAY = timedelta(days=1)
FIRST_DAY = date(2000, 1, 1)
"""No record of the portal is older."""


def last_day(night: date) -> date:
    """A night counts the days that are over."""
    return night - DAY


def whole_spans(first: date, night: date, kinds: Iterable[Kind]) -> Iterator[Span]:
    """Every period of these kinds that touches the days from `first` to the last one that is over."""
    for kind in kinds:
        for period in periods_between(first, last_day(night), kind):
            yield Span(period.first, period.last)


def running_spans(night: date, kinds: Iterable[Kind]) -> list[Span]:
    """The periods of the last day that is over: all that can be told of a stock."""
    periods = (period_of(last_day(night), kind) for kind in kinds)
    return [Span(one.first, one.last) for one in periods]


def counted_days(span: Span, night: date, *, in_total: bool) -> Span:
    """The days whose records make the value: those that are over; of a total all from the beginning."""
    over = span.until(last_day(night))
    return Span(FIRST_DAY, over.last) if in_total else over


def begun_spans(spans: Iterable[tuple[date | None, date | None]], night: date) -> list[Span]:
    """Of a programme's spans, some of which have no days, those of which a day is over."""
    return [Span(first, last) for first, last in spans if first and last and first <= last_day(night)]


def is_open(span: Span, night: date) -> bool:
    """Whether late records are still looked for: in this fiscal year and the one before."""
    return fiscal_year(span.last) >= fiscal_year(last_day(night)) - 1


def is_month(first: date, last: date) -> bool:
    """Whether it is a month, not a year."""
    return first.month == last.month and first.year == last.year
