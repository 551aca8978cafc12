"""No small group can be worked out of what is shown, not even by a reader who knows the rule by heart."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.dashboards.suppression import LEAST, Cell, Days, Shown, shown

YEAR = (date(2025, 4, 1), date(2026, 3, 31))
SMALL = range(1, LEAST)


def month(number: int) -> Days:
    """The months of the fiscal year from 0."""
    year, place = 2025 + (number + 3) // 12, (number + 3) % 12 + 1
    return date(year, place, 1), date(year, place, monthrange(year, place)[1])


def cell(days: Days, *counts: int) -> Cell:
    return Cell(*days, tuple(map(Decimal, counts)))


def seen(months: Sequence[int], whole: int) -> tuple[object, ...]:
    """All that the public gets of some months and their year."""
    cells = [cell(YEAR, whole), *(cell(month(place), one) for place, one in enumerate(months))]
    found = shown(cells, adds_up=True)
    return tuple((found[one.days], one.counts if found[one.days] is Shown.VALUE else None) for one in cells)


def worlds(months: Sequence[int], whole: int) -> Iterator[tuple[int, ...]]:
    """Every set of months that looks the same from outside; what is shown is known, the rest adds up."""
    page = seen(months, whole)
    year_known = page[0][0] is Shown.VALUE  # type: ignore[index]
    hidden = [place for place in range(len(months)) if page[place + 1][0] is not Shown.VALUE]  # type: ignore[index]
    total = sum(months[place] for place in hidden)
    free = hidden[:-1] if year_known and hidden else hidden
    for tried in product(range(total + 1 if year_known else 10), repeat=len(free)):
        other = list(months)
        for place, one in zip(free, tried, strict=True):
            other[place] = one
        if year_known and hidden:
            other[hidden[-1]] = total - sum(tried)
        if min(other) >= 0 and seen(other, sum(other)) == page:
            yield tuple(other)


@given(st.lists(st.one_of(st.integers(0, 6), st.integers(0, 18)), min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_every_small_month_may_be_anything_small_in_a_world_that_looks_the_same(months: list[int]) -> None:
    small = [place for place, one in enumerate(months) if one in SMALL]
    if not small:
        return
    found = list(worlds(months, sum(months)))
    for place in small:
        possible = {one[place] for one in found}
        assert possible >= set(SMALL), (months, place, possible)


@given(st.lists(st.integers(0, 40), min_size=12, max_size=12), st.lists(st.integers(0, 40), min_size=12, max_size=12))
@settings(max_examples=200, deadline=None)
def test_what_is_hidden_together_is_open_in_both_parts_of_a_ratio(within: list[int], without: list[int]) -> None:
    cells = [cell(month(place), *pair) for place, pair in enumerate(zip(within, without, strict=True))]
    year = cell(YEAR, sum(within), sum(without))
    found = shown([year, *cells], adds_up=True)
    hidden = [one for one in cells if found[one.days] is not Shown.VALUE]
    assert all(found[one.days] is not Shown.VALUE for one in cells if one.small)
    small = sum(one.small for one in cells)
    if small and found[YEAR] is Shown.VALUE:
        for part in (0, 1):
            assert sum(one.counts[part] for one in hidden) >= LEAST + (LEAST - 1) * small
        assert {found[one.days] for one in hidden} == {Shown.WITHHELD}, "nobody sees which of them is small"
    elif not small:
        assert found[YEAR] is Shown.VALUE


def test_the_neighbouring_month_goes_with_a_small_one_and_no_more() -> None:
    months = [20, 3, 30, 25] + [10] * 8
    found = shown([cell(YEAR, sum(months)), *(cell(month(n), one) for n, one in enumerate(months))], adds_up=True)
    assert [n for n in range(12) if found[month(n)] is not Shown.VALUE] == [1, 2]
    assert found[YEAR] is Shown.VALUE


def test_a_month_that_nobody_counted_is_not_told_by_the_year() -> None:
    found = shown([cell(YEAR, 63), cell(month(0), 30), cell(month(1), 30)], adds_up=True)
    assert [found[month(n)] for n in (0, 1)] == [Shown.VALUE, Shown.WITHHELD]


@pytest.mark.parametrize(("few", "many"), [((date(2025, 4, 1), date(2025, 6, 30)), YEAR), (YEAR, None)])
def test_other_spans_are_not_subtracted_either(few: Days, many: Days | None) -> None:
    """A quarter in its year; a year in a programme of two."""
    whole = many or (date(2024, 4, 1), date(2026, 3, 31))
    found = shown([cell(few, 3), cell(whole, 90)], adds_up=True)
    assert (found[few], found[whole]) == (Shown.FEW, Shown.WITHHELD)


def test_nobody_and_what_is_no_group_of_people_are_told() -> None:
    cells = [cell(YEAR, 0), cell(month(0), 0), cell(month(1))]
    assert set(shown(cells, adds_up=True).values()) == {Shown.VALUE}
    assert shown([cell(month(0), 3)], adds_up=False) == {month(0): Shown.FEW}


def test_within_a_small_year_no_month_is_told_apart() -> None:
    found = shown([cell(YEAR, 4), *(cell(month(n), n < 4) for n in range(12))], adds_up=True)
    assert found[YEAR] is Shown.FEW
    assert {found[month(n)] for n in range(12)} == {Shown.WITHHELD}
