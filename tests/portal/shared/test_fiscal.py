"""年度: where each period begins and ends, and that days fall into exactly one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.fiscal import FiscalPeriod, Kind, fiscal_year, period_of, periods_between
from portal.shared.japan import JAPAN

DAY = timedelta(days=1)
days = st.dates(date(1901, 1, 1), date(2199, 12, 31))
kinds = st.sampled_from(Kind)


@pytest.mark.parametrize(
    ("day", "kind", "first", "last", "year", "number"),
    [
        (date(2026, 3, 31), Kind.YEAR, date(2025, 4, 1), date(2026, 3, 31), 2025, 1),
        (date(2026, 4, 1), Kind.YEAR, date(2026, 4, 1), date(2027, 3, 31), 2026, 1),
        (date(2026, 3, 31), Kind.QUARTER, date(2026, 1, 1), date(2026, 3, 31), 2025, 4),
        (date(2026, 11, 18), Kind.QUARTER, date(2026, 10, 1), date(2026, 12, 31), 2026, 3),
        (date(2026, 4, 30), Kind.MONTH, date(2026, 4, 1), date(2026, 4, 30), 2026, 1),
        (date(2028, 2, 29), Kind.MONTH, date(2028, 2, 1), date(2028, 2, 29), 2027, 11),
    ],
)
def test_borders(day: date, kind: Kind, first: date, last: date, year: int, number: int) -> None:
    period = period_of(day, kind)
    assert (period.first, period.last, period.fiscal_year, period.number) == (first, last, year, number)


def test_a_moment_lies_on_japans_day() -> None:
    assert fiscal_year(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == 2025
    assert fiscal_year(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == 2026
    year = FiscalPeriod(date(2026, 4, 1), Kind.YEAR)
    assert (year.begins.astimezone(UTC), year.ends) == (
        datetime(2026, 3, 31, 15, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=JAPAN),
    )  # fmt: skip
    assert year.begins in year and year.ends not in year
    with pytest.raises(ValueError, match="time zone"):
        fiscal_year(datetime(2026, 4, 1))


@pytest.mark.parametrize(
    ("first", "kind"), [(date(2026, 4, 2), Kind.MONTH), (date(2026, 5, 1), Kind.QUARTER), (date(2026, 1, 1), Kind.YEAR)]
)
def test_no_period_begins_in_between(first: date, kind: Kind) -> None:
    with pytest.raises(ValueError, match="begins"):
        FiscalPeriod(first, kind)


@given(days, kinds)
def test_each_day_lies_in_its_period_and_in_no_neighbour(day: date, kind: Kind) -> None:
    period = period_of(day, kind)
    assert day in period and day not in period.next() and day not in period.previous()
    assert period.next().previous() == period == period_of(period.first, kind) == period_of(period.last, kind)
    assert period.next().first == period.last + DAY and period < period.next()


@given(days, kinds, kinds)
def test_parts_fill_a_period_without_gap_or_overlap(day: date, whole: Kind, part: Kind) -> None:
    period = period_of(day, whole)
    if part.value > whole.value:
        with pytest.raises(ValueError, match="has no"):
            list(period.parts(part))
        return
    parts = list(period.parts(part))
    assert len(parts) == whole.value // part.value
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(one.last + DAY == following.first for one, following in pairwise(parts))
    if whole is Kind.YEAR:
        assert [one.number for one in parts] == list(range(1, len(parts) + 1))
        assert {one.fiscal_year for one in parts} == {period.fiscal_year}


@given(days, st.integers(-40, 800), kinds)
def test_periods_between_are_those_that_are_touched(first: date, length: int, kind: Kind) -> None:
    last = first + length * DAY
    found = list(periods_between(first, last, kind))
    touched = {period_of(first + n * DAY, kind) for n in range(length + 1)}
    assert set(found) == touched and found == sorted(touched)
