"""What an editor says of hours, judged as a whole before anything is stored."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.places.opening_plan import (
    MOST_EXCEPTIONS,
    MOST_INTERVALS,
    OpeningPlan,
    PlannedException,
    PlannedHours,
    contradicting,
    overlaps,
)
from organizations.places.schedule import DayException, HolidayRule, Known, WeeklyHours, day_hours

MONDAY_MORNING = PlannedHours(0, 540, 720)
HOLIDAY_HOURS = PlannedHours(7, 600, 900)
AUGUST = date(2026, 8, 1)


def plan(*hours: PlannedHours, known: str = "hours", **more: object) -> OpeningPlan:
    return OpeningPlan(known, hours, **more)  # type: ignore[arg-type]


def day(number: int) -> date:
    return AUGUST + timedelta(days=number - 1)


def closed(first: int, last: int | None = None, note: str = "") -> PlannedException:
    return PlannedException(day(first), day(last or first), note=note)


def opened(first: int, opens: int, closes: int, last: int | None = None) -> PlannedException:
    return PlannedException(day(first), day(last or first), opens, closes)


@pytest.mark.parametrize(
    ("judged", "faults"),
    [
        (plan(MONDAY_MORNING), []),
        (plan(known="hours"), ["no-hours"]),
        (plan(HOLIDAY_HOURS, holidays="own"), ["no-hours"]),
        (plan(exceptions=(opened(3, 540, 720),)), []),
        (plan(exceptions=(closed(3),)), ["no-hours"]),
        (plan(known="unknown"), []),
        (plan(known="appointment"), []),
        (plan(known="appointment", holidays="own"), []),
        (plan(MONDAY_MORNING, holidays="own"), ["no-holiday-hours"]),
        (plan(MONDAY_MORNING, HOLIDAY_HOURS, holidays="own"), []),
        (plan(MONDAY_MORNING, HOLIDAY_HOURS, holidays="shift"), []),
        (plan(MONDAY_MORNING, HOLIDAY_HOURS, holidays="closed"), ["unused-holiday-hours"]),
        (plan(MONDAY_MORNING, HOLIDAY_HOURS, holidays="open"), ["unused-holiday-hours"]),
        (plan(MONDAY_MORNING, HOLIDAY_HOURS, known="appointment"), ["unused-holiday-hours"]),
        (plan(MONDAY_MORNING, HOLIDAY_HOURS, known="unknown"), []),
        (plan(MONDAY_MORNING, PlannedHours(0, 700, 800)), ["overlap"]),
        (plan(MONDAY_MORNING, PlannedHours(0, 720, 800)), []),
        (plan(MONDAY_MORNING, PlannedHours(1, 700, 800)), []),
        (plan(MONDAY_MORNING, PlannedHours(0, 700, 800), holidays="own"), ["overlap", "no-holiday-hours"]),
        (plan(MONDAY_MORNING, exceptions=(closed(3), opened(3, 540, 720))), ["exceptions-contradict"]),
        (plan(PlannedHours(0, 540, 720), PlannedHours(1, 600, 660), holidays="shift"), ["holiday_hours"]),
        (plan(PlannedHours(0, 540, 500)), ["closes"]),
        (plan(PlannedHours(0, 1440, 1500)), ["opens"]),
        (plan(PlannedHours(8, 540, 600)), ["weekday"]),
        (plan(PlannedHours(0, 540, 600, frozenset({6}))), ["weeks"]),
        (plan(PlannedHours(0, 540, 600, last_reception=601)), ["last_reception"]),
        (plan(MONDAY_MORNING, exceptions=(PlannedException(day(3), day(3), 540),)), ["hours"]),
        (plan(MONDAY_MORNING, exceptions=(PlannedException(day(3), day(3), None, 540),)), ["hours"]),
        (plan(MONDAY_MORNING, exceptions=(opened(3, 1440, 1500),)), ["hours"]),
        (plan(MONDAY_MORNING, exceptions=(PlannedException(day(4), day(3)),)), ["last"]),
    ],
)
def test_what_cannot_be_meant_has_a_code(judged: OpeningPlan, faults: list[str]) -> None:
    assert judged.faults() == faults


@pytest.mark.parametrize(
    ("hours", "exceptions", "faults"),
    [
        (MOST_INTERVALS, 0, ["overlap"]),
        (MOST_INTERVALS + 1, 0, ["too-many"]),
        (1, MOST_EXCEPTIONS, []),
        (1, MOST_EXCEPTIONS + 1, ["too-many"]),
    ],
)
def test_there_is_an_end_to_rows(hours: int, exceptions: int, faults: list[str]) -> None:
    days = tuple(closed(number + 1) for number in range(exceptions))
    assert plan(*[MONDAY_MORNING] * hours, exceptions=days).faults() == faults


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((540, 720), (720, 900), False),
        ((540, 720), (719, 900), True),
        ((540, 720), (600, 660), True),
        ((540, 720), (540, 720), True),
        ((1200, 1560), (1500, 1600), True),
        ((1200, 1560), (0, 120), False),
    ],
)
@pytest.mark.parametrize(
    ("weeks", "other_weeks", "meet"),
    [
        ((), (), True),
        ((), (5,), True),
        ((1, 3), (2, 4), False),
        ((1, 3), (3,), True),
        ((-1,), (4,), True),
        ((-1,), (5,), True),
        ((-1,), (1, 2, 3), False),
        ((-1,), (-1,), True),
    ],
)
def test_intervals_overlap_when_day_week_and_time_do(
    one: tuple[int, int],
    other: tuple[int, int],
    overlap: bool,
    weeks: tuple[int, ...],
    other_weeks: tuple[int, ...],
    meet: bool,
) -> None:
    first = PlannedHours(2, *one, frozenset(weeks))
    second = PlannedHours(2, *other, frozenset(other_weeks))
    expected = [(first, second)] if overlap and meet else []
    assert overlaps([first, second]) == expected
    assert bool(overlaps([second, first])) == bool(expected)
    assert overlaps([first, PlannedHours(3, *other, frozenset(other_weeks))]) == []


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (closed(3), closed(3, note="again"), False),
        (closed(3), opened(3, 540, 720), True),
        (opened(3, 540, 720), opened(3, 720, 900), False),
        (opened(3, 540, 720), opened(3, 660, 900), True),
        (closed(3), opened(4, 540, 720), False),
        (closed(1, 10), opened(3, 540, 720), False),
        (opened(3, 540, 720), opened(3, 660, 900, last=4), False),
    ],
)
def test_rows_of_the_same_days_may_not_contradict_each_other(
    one: PlannedException, other: PlannedException, contradict: bool
) -> None:
    assert bool(contradicting([one, other])) is contradict
    assert bool(contradicting([other, one])) is contradict


def test_the_schedule_of_a_plan() -> None:
    schedule = plan(
        PlannedHours(2, 780, 960, frozenset({2, 4}), 930),
        HOLIDAY_HOURS,
        holidays="own",
        closed_at_year_end=False,
        exceptions=(closed(10, 14), opened(12, 540, 720), opened(12, 780, 900)),
    ).schedule()
    assert (schedule.known, schedule.holidays, schedule.closed_at_year_end) == (Known.HOURS, HolidayRule.OWN, False)
    assert schedule.weekly == (WeeklyHours(2, 780, 960, frozenset({2, 4}), 930),)
    assert schedule.holiday_hours == ((600, 900),)
    assert schedule.exceptions == (
        DayException(day(10), day(14)),
        DayException(day(12), day(12), ((540, 720), (780, 900))),
    )


def test_the_order_of_the_rows_says_nothing() -> None:
    rows = (opened(12, 540, 720), closed(10, 14), opened(12, 780, 900), opened(13, 600, 660))
    for order in permutations(rows):
        schedule = plan(MONDAY_MORNING, exceptions=order).schedule()
        told = [day_hours(schedule, day(number)) for number in range(10, 15)]
        assert told == [(), (), ((540, 720), (780, 900)), ((600, 660),), ()], order


ranges = st.tuples(st.integers(1, 20), st.integers(0, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
times = st.none() | st.tuples(st.integers(0, 20), st.integers(21, 40))


@st.composite
def exception_rows(draw: st.DrawFn) -> PlannedException:
    first, last = draw(ranges)
    hours = draw(times)
    return PlannedException(day(first), day(last), *([one * 30 for one in hours] if hours else []))


@settings(deadline=None)
@given(st.lists(exception_rows(), max_size=6), st.randoms(use_true_random=False))
def test_the_shorter_of_two_ranges_has_the_last_word(rows: list[PlannedException], shuffle: object) -> None:
    mixed = list(rows)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    schedule, other = plan(exceptions=tuple(rows), known="unknown"), plan(exceptions=tuple(mixed), known="unknown")
    assert schedule.schedule().exceptions == other.schedule().exceptions
    lengths = [one.last - one.first for one in schedule.schedule().exceptions]
    assert lengths == sorted(lengths, reverse=True)
    said = {(one.first, one.last, one.opens) for one in rows if one.opens is not None}
    kept = {(one.first, one.last, begin) for one in schedule.schedule().exceptions for begin, _end in one.hours}
    assert kept == said
