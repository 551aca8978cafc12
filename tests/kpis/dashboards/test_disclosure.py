"""Values that somebody entered, judged one after another: nobody subtracts his way to a few people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.dashboards.disclosure import leaves_few, told_in_turn
from kpis.dashboards.suppression import LEAST, Cell, Shown
from tests.kpis.dashboards.test_suppression import YEAR, month

SPANS = [(first, last) for first in range(6) for last in range(first, 6)]
"""From one month of half a year to another."""


def cell(span: tuple[int, int], people: Sequence[int]) -> Cell:
    size = sum(people[span[0] : span[1] + 1])
    return Cell(month(span[0])[0], month(span[1])[1], (Decimal(size),))


def apart(cells: Sequence[Cell]) -> bool:
    return not any(one.meets(other) for one, other in combinations(cells, 2))


@given(st.lists(st.integers(0, 25), min_size=6, max_size=6), st.lists(st.sampled_from(SPANS), max_size=9, unique=True))
@settings(max_examples=500, deadline=None)
def test_nothing_left_of_a_longer_time_is_of_few(people: list[int], spans: list[tuple[int, int]]) -> None:
    every = [cell(one, people) for one in spans]
    found = told_in_turn(every)
    told = [one for one in every if found[one.days] is Shown.VALUE]
    for whole in told:
        within = [one for one in told if whole.holds(one)]
        for size in range(len(within) + 1):
            for parts in combinations(within, size):
                rest = whole.counts[0] - sum(one.counts[0] for one in parts)
                assert not apart(parts) or not 0 < rest < LEAST


@given(st.lists(st.integers(0, 25), min_size=6, max_size=6), st.lists(st.sampled_from(SPANS), max_size=9, unique=True))
def test_what_was_told_or_hidden_once_stays_so(people: list[int], spans: list[tuple[int, int]]) -> None:
    every = [cell(one, people) for one in spans]
    whole = told_in_turn(every)
    for number in range(len(every)):
        assert told_in_turn(every[:number]).items() <= whole.items()


def test_a_year_that_its_months_make_up_is_told_with_them() -> None:
    months = [Cell(*month(place), (Decimal(20),)) for place in range(12)]
    year = Cell(*YEAR, (Decimal(240),))
    assert set(told_in_turn([*months, year]).values()) == {Shown.VALUE} == set(told_in_turn([year, *months]).values())
    assert told_in_turn([*months[1:], year._replace(counts=(Decimal(223),))])[YEAR] is Shown.WITHHELD


def test_of_two_that_share_some_days_the_first_is_told() -> None:
    first, second = Cell(date(2025, 4, 1), date(2025, 6, 30), (Decimal(50),)), Cell(*YEAR, (Decimal(90),))
    second = second._replace(first=date(2025, 6, 1))
    assert list(told_in_turn([first, second]).values()) == [Shown.VALUE, Shown.WITHHELD]
    assert not leaves_few(first, [second])


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 1, 2)], ids=["quarter last", "quarter first"])
def test_nobody_who_knows_the_rule_finds_out_a_small_month(order: Sequence[int]) -> None:
    """Every three months that look the same on the page, with their quarter: a small one is never the same in all."""
    spans = [(0, 0), (1, 1), (2, 2), (0, 2)]
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for people in product(range(14), repeat=3):
        cells = [cell(spans[place], people) for place in order]
        found = told_in_turn(cells)
        page = tuple((found[one.days], one.counts if found[one.days] is Shown.VALUE else ()) for one in cells)
        alike.setdefault(page, []).append(people)
    known = [same for same in alike.values() if max(map(max, same)) < 9]
    assert known
    assert not [
        same for same in known for sizes in zip(*same, strict=True) if len({*sizes}) == 1 and 0 < sizes[0] < LEAST
    ]
