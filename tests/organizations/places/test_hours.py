"""Small truths of the values a schedule is made of."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.closures import is_year_end, weeks_of
from organizations.places.hours import (
    DayException,
    WeeklyHours,
    common_slots,
    covers_every_week,
    day_exceptions,
)
from tests.organizations.places.schedules import NINE_TO_FIVE, week


@pytest.mark.parametrize(
    ("weeks", "all_of_them"),
    [
        ([], True),
        ([1, 2, 3, 4, 5], True),
        ([1, 2, 3, 4, -1], True),
        ([1, 2, 3, 4, 5, -1], True),
        ([1, 2, 3, 4], False),
        ([1, 2, 3, 5, -1], False),
        ([2, 4], False),
        ([-1], False),
    ],
)
def test_which_weeks_are_every_week(weeks: list[int], all_of_them: bool) -> None:
    assert covers_every_week(frozenset(weeks)) is all_of_them


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_the_number_of_a_day_in_its_month_is_counted_off(day: date) -> None:
    same = [day.replace(day=number) for number in range(1, 29) if day.replace(day=number).weekday() == day.weekday()]
    later = [same[-1] + timedelta(days=7)] if (same[-1] + timedelta(days=7)).month == day.month else []
    month = same + later
    expected = {month.index(day) + 1} | ({-1} if day == month[-1] else set())
    assert weeks_of(day) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_week_takes_every_day(day: date) -> None:
    for weeks in (frozenset({1, 2, 3, 4, 5}), frozenset({1, 2, 3, 4, -1})):
        assert weeks_of(day) & weeks


@pytest.mark.parametrize(
    ("day", "rests"),
    [
        ("2026-12-28", False),
        ("2026-12-29", True),
        ("2026-12-31", True),
        ("2027-01-01", True),
        ("2027-01-03", True),
        ("2027-01-04", False),
        ("2026-11-30", False),
        ("2026-02-01", False),
    ],
)
def test_the_year_ends_for_six_days(day: str, rests: bool) -> None:
    assert is_year_end(date.fromisoformat(day)) is rests


@pytest.mark.parametrize(
    ("weekly", "shared"),
    [
        (week(range(5), NINE_TO_FIVE), ((540, 1020, None),)),
        (week(range(5), (780, 1020), (540, 720)), ((540, 720, None), (780, 1020, None))),
        (week(range(5), NINE_TO_FIVE) + week([5], (540, 720)), None),
        (week([0], NINE_TO_FIVE, weeks=[1]) + week([1], NINE_TO_FIVE), ((540, 1020, None),)),
        (week([0], NINE_TO_FIVE) + week([0], (1080, 1200), weeks=[1]), None),
        ((WeeklyHours(0, 540, 1020, last_reception=990), WeeklyHours(1, 540, 1020)), None),
        ((), None),
    ],
)
def test_hours_that_all_open_days_share(weekly: tuple[WeeklyHours, ...], shared: object) -> None:
    assert common_slots(weekly) == shared


def row(first: str, last: str, opens: int | None = None, closes: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(first=date.fromisoformat(first), last=date.fromisoformat(last), opens=opens, closes=closes)


def test_rows_of_the_same_days_are_one_exception_in_order_of_time() -> None:
    rows = [row("2026-08-03", "2026-08-03", 780, 900), row("2026-08-03", "2026-08-03", 540, 720)]
    assert day_exceptions(rows) == (DayException(date(2026, 8, 3), date(2026, 8, 3), ((540, 720), (780, 900))),)


def test_rows_that_say_the_same_twice_say_it_once() -> None:
    rows = [row("2026-08-03", "2026-08-03", 540, 720)] * 2
    assert day_exceptions(rows)[0].hours == ((540, 720),)


def test_long_ranges_come_first_and_of_equal_ones_the_earlier() -> None:
    rows = [
        row("2026-08-05", "2026-08-05"),
        row("2026-08-03", "2026-08-04"),
        row("2026-08-02", "2026-08-03"),
        row("2026-08-01", "2026-08-31"),
    ]
    assert [one.first.day for one in day_exceptions(rows)] == [1, 2, 3, 5]


def test_no_rows_are_no_exceptions_and_wrong_days_are_refused() -> None:
    assert day_exceptions([]) == ()
    with pytest.raises(ValueError, match=r"^last:"):
        day_exceptions([row("2026-08-03", "2026-08-01")])
