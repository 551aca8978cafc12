"""The rule behind red and green, by examples and by what must hold for every number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.dashboards.standing import Goal, State, elapsed, stand, wanted_of

HALF, WHOLE = Decimal("0.5"), Decimal(1)
numbers = st.decimals(min_value=0, max_value=100_000, places=2)
shares = st.decimals(min_value=0, max_value=1, places=3)


@pytest.mark.parametrize(
    ("goal", "wanted"),
    [
        (Goal("at-least", Decimal(30)), 30),
        (Goal("plus-points", Decimal(5), Decimal(12)), 17),
        (Goal("plus-points", Decimal(5)), 5),
        (Goal("plus-percent", Decimal(5), Decimal(200)), 210),
        (Goal("plus-count", Decimal(2), Decimal(3)), 5),
        (Goal("double", Decimal(2), Decimal(5)), 10),
        (Goal("own-target", Decimal(80), Decimal(0)), 80),
        (Goal("level", None), None),
        (Goal("within", None), None),
    ],
)
def test_every_kind_of_target_asks_for_a_number_or_for_words(goal: Goal, wanted: int | None):
    assert wanted_of(goal) == wanted


@pytest.mark.parametrize(
    ("value", "state"),
    [(30, "met"), (15, "on-course"), (14, "behind"), (12, "behind"), (11, "far-behind"), (None, "no-value")],
)
def test_half_a_year_asks_for_half(value: int | None, state: str):
    found = stand(None if value is None else Decimal(value), Goal("at-least", Decimal(30)), adds_up=True, share=HALF)
    assert (found.state, found.expected) == (state, 15)


@pytest.mark.parametrize(("value", "state"), [(80, "met"), (79, "behind"), (64, "behind"), (63, "far-behind")])
def test_a_share_is_asked_for_whole_at_any_time(value: int, state: str):
    assert stand(Decimal(value), Goal("own-target", Decimal(80)), adds_up=False, share=HALF).state == state


@pytest.mark.parametrize(
    ("value", "share", "state"), [(3, HALF, "on-course"), (3, WHOLE, "met"), (4, HALF, "far-behind")]
)
def test_at_most_is_lost_once_it_is_passed(value: int, share: Decimal, state: str):
    assert stand(Decimal(value), Goal("at-most", Decimal(3)), adds_up=True, share=share).state == state


def test_without_a_target_or_in_words_nothing_is_judged():
    assert stand(Decimal(5), None, adds_up=True, share=HALF).state == State.NO_TARGET
    assert stand(Decimal(5), Goal("level", None), adds_up=True, share=HALF).state == State.IN_WORDS


@given(value=numbers, more=numbers, wanted=numbers.filter(bool), share=shares)
def test_more_is_never_worse(value: Decimal, more: Decimal, wanted: Decimal, share: Decimal):
    order = [State.FAR_BEHIND, State.BEHIND, State.ON_COURSE, State.MET]
    goal = Goal("at-least", wanted)
    less, better = (stand(one, goal, adds_up=True, share=share).state for one in (value, value + more))
    assert order.index(less) <= order.index(better)


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_share_of_a_year_grows_from_nothing_to_all(day: date):
    share = elapsed(date(2026, 4, 1), date(2027, 3, 31), day)
    assert 0 <= share <= 1
    assert (share == 1) == (day >= date(2027, 3, 31)) and (share == 0) == (day < date(2026, 4, 1))
