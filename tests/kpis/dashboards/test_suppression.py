"""No small group can be worked out of what is shown, not even by a reader who knows the rule by heart."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.dashboards.suppression import LEAST, Cell, Days, Shown, Told, shown, steps_told

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


def edition(months: Sequence[int]) -> dict[Days, tuple[Shown, int]]:
    """The page after the last of these months, as the month after it begins: the year stands at its last edition."""
    sums = [(Decimal(one),) for one in accumulate(months)]
    editions = [Told(month(place)[1], one) for place, one in enumerate(sums)]
    kept = [place for place, told in enumerate(steps_told(editions)) if told]
    told = tuple(editions[place] for place in kept if sums[place][0] not in SMALL)
    cells = [Cell(*YEAR, sums[kept[-1]], told), *(cell(month(place), one) for place, one in enumerate(months))]
    return {one.days: (found, int(one.counts[0])) for one, found in zip(cells, shown_of(cells), strict=True)}


def shown_of(cells: Sequence[Cell]) -> list[Shown]:
    found = shown(cells, adds_up=True)
    return [found[one.days] for one in cells]


def kept_by_heart(months: Sequence[int]) -> tuple[object, ...]:
    """Everything that a reader saw who comes each month and keeps all pages."""
    pages = (edition(months[: number + 1]) for number in range(len(months)))
    return tuple(
        tuple((days, found, size if found is Shown.VALUE else None) for days, (found, size) in page.items())
        for page in pages
    )


def test_a_small_month_is_not_told_by_the_steps_of_its_year() -> None:
    """June 3 and July 12 are known together, August 4 is not told; with September 30 the year moves by 34."""
    months = [20, 20, 3, 12, 4, 30]
    pages = [edition(months[: number + 1]) for number in range(6)]
    assert [page[YEAR][1] for page in pages] == [20, 40, 40, 55, 55, 89]
    hidden = [[n for n in range(6) if month(n) in page and page[month(n)][0] is not Shown.VALUE] for page in pages]
    assert hidden[3] == [2, 3] and set(hidden[5]) == {2, 3, 4, 5}, "September goes with August"


@pytest.mark.parametrize(("length", "most"), [(3, 17), (4, 9)])
def test_who_keeps_every_page_can_work_out_no_small_month(length: int, most: int) -> None:
    """All years there are, put together by what can be read of them month after month."""
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for tried in product(range(most + 1), repeat=length):
        alike.setdefault(kept_by_heart(tried), []).append(tried)
    for worlds_alike in alike.values():
        for place in range(length):
            sizes = {one[place] for one in worlds_alike}
            highest = max(sum(one) for one in worlds_alike) >= most  # beyond, other worlds were not tried
            assert len(sizes) > 1 or not sizes & set(SMALL) or highest, worlds_alike
