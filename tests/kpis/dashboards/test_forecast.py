"""What is foretold, when nothing is, and what must hold for every row of months. How honest the range is: test_coverage."""

from __future__ import annotations

from math import pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.dashboards.forecast import CHANGES, COUNTS, LEAST, PERCENT, Aim, Method, Scale, forecast
from kpis.dashboards.once import Once, each_once

values = st.lists(st.floats(0, 10_000), min_size=LEAST, max_size=40)
shares = st.lists(st.floats(0, 100), min_size=LEAST, max_size=40)
aims = st.sampled_from(Aim)
ahead = st.integers(1, 12)


@pytest.mark.parametrize("aim", Aim)
@pytest.mark.parametrize("months", [0, LEAST - 1])
def test_below_six_months_nothing_is_foretold(aim: Aim, months: int):
    assert forecast([10.0] * months, 3, aim) is None
    assert forecast([10.0] * LEAST, 3, aim) is not None


def test_nothing_to_come_needs_no_forecast():
    assert forecast([10.0] * 12, 0) is None


def test_what_is_always_the_same_stays_so():
    found = forecast([10.0] * 30, 4)
    assert found is not None
    assert (found.value, found.error, found.covered) == pytest.approx((40, 0, 100))
    assert (found.low, found.high) == pytest.approx((40, 40))


def test_while_tries_are_few_the_range_is_no_narrower_than_chance():
    found = forecast([10.0] * LEAST, 4)
    assert found is not None and (found.low, found.high) == (0, 80)
    found = forecast([10.0] * (LEAST + 1), 4)
    assert found is not None and found.low == pytest.approx(40 - 1.28 * 40**0.5)


def test_the_season_comes_again_times_the_growth():
    year = [100 + 50 * sin(month * pi / 6) for month in range(12)]
    found = forecast([*year, *(2 * one for one in year)], 3)
    assert found is not None and found.method == Method.SEASON
    assert found.value == pytest.approx(4 * sum(year[:3]))


@pytest.mark.parametrize(("step", "method", "value"), [(2.0, Method.DRIFT, 74), (0.0, Method.LAST, 10)])
def test_a_stock_goes_on_growing_or_stays(step: float, method: Method, value: float):
    found = forecast([10 + step * month for month in range(30)], 3, Aim.STOCK)
    assert found is not None and (found.method, found.value) == (method, pytest.approx(value))


@given(months=values, to_come=ahead, aim=aims)
def test_the_range_holds_the_value_and_no_less_than_nothing(months: list[float], to_come: int, aim: Aim):
    found = forecast(months, to_come, aim)
    assert found is not None
    assert len(found.steps) == to_come and found.tried == len(months) - LEAST
    assert all(0 <= one.low <= one.value <= one.high for one in found.steps)
    assert found.covered is None or 0 <= found.covered <= 100
    if aim == Aim.SUM:
        assert [one.value for one in found.steps] == sorted(one.value for one in found.steps)


@given(months=shares, to_come=ahead, aim=st.sampled_from([Aim.LEVEL, Aim.STOCK]))
def test_a_share_stays_between_none_and_all(months: list[float], to_come: int, aim: Aim):
    found = forecast(months, to_come, aim, PERCENT)
    assert found is not None
    assert all(0 <= one.low <= one.value <= one.high <= 100 for one in found.steps)


@given(
    months=st.lists(st.integers(-500, 500), min_size=LEAST, max_size=40),
    shift=st.integers(-1000, 1000),
    to_come=ahead,
    aim=st.sampled_from([Aim.LEVEL, Aim.STOCK]),
)
def test_as_much_more_in_all_months_is_as_much_more_then(months: list[int], shift: int, to_come: int, aim: Aim):
    """Where something is foretold from one try or more: without any, the range is as wide as the value."""
    if len(months) == LEAST:
        months = [*months, months[-1]]
    one = forecast([float(month) for month in months], to_come, aim, CHANGES)
    other = forecast([float(month + shift) for month in months], to_come, aim, CHANGES)
    assert one is not None and other is not None
    if one.method == other.method:  # two ways may have been equally near
        assert [step.value + shift for step in one.steps] == pytest.approx([step.value for step in other.steps])


@given(months=values, later=values, to_come=ahead, aim=aims, scale=st.sampled_from([COUNTS, Scale(counts=False)]))
def test_what_was_said_earlier_never_knew_what_came_later(
    months: list[float], later: list[float], to_come: int, aim: Aim, scale: Scale
):
    """Other months after these change nothing of what the back-test says had been said by then."""
    one, other = (forecast([*months, *more], to_come, aim, scale) for more in (later, [7.0] * len(later)))
    assert one is not None and other is not None
    said = len(months) - LEAST + 1
    assert [old.said for old in one.tries[:said]] == [old.said for old in other.tries[:said]]


@given(people=st.integers(0, 500), again=st.integers(0, 2000), months=values, to_come=ahead)
def test_a_year_has_no_fewer_people_than_now_and_no_more_than_all_months_add(
    people: int, again: int, months: list[float], to_come: int
):
    coming = forecast(months, to_come)
    assert coming is not None
    found = each_once(Once(people, people + again), Once(people, people + again), 0, coming)
    for one, more in zip(found.steps, coming.steps, strict=True):
        assert people <= one.low <= one.value <= one.high
        assert one.value <= people + more.value + 1e-6


def test_whoever_comes_every_month_is_no_new_face():
    coming = forecast([50.0] * 12, 6)
    assert coming is not None
    assert each_once(Once(50, 300), Once(50, 300), 0, coming).value == pytest.approx(50, abs=1)
    assert each_once(Once(300, 300), Once(300, 300), 0, coming).value == pytest.approx(600)
