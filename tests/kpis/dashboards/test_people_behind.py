"""Where one person has several records, what is told or worked out is never of fewer than five people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.dashboards.disclosure import totals_in_turn
from kpis.dashboards.group_suppression import groups_told
from kpis.dashboards.suppression import LEAST, Cell, Shown, Told, shown, steps_told
from tests.kpis.dashboards.test_suppression import YEAR, month

Months = Sequence[Sequence[int]]
"""Of each month whose records they are."""


def counted(people: Iterable[int], *, heads: bool) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    rows = list(people)
    return (Decimal(len(rows)),), ((Decimal(len(set(rows))),) if heads else ())


def pages(months: Months, *, heads: bool) -> Iterator[tuple[tuple[Told, ...], frozenset[int]]]:
    """Month after month: the editions of the year that were told, and the months that can be read."""
    cells = []
    for place, people in enumerate(months):
        counts, behind = counted(people, heads=heads)
        cells.append(Cell(*month(place), counts, (), behind))
        editions = [
            Told(month(end)[1], *counted((one for part in months[: end + 1] for one in part), heads=heads))
            for end in range(place + 1)
        ]
        kept = [one for one, told in zip(editions, steps_told(editions, cells), strict=True) if told]
        exact = tuple(one for one in kept if not 0 < one.heads[0] < LEAST)
        found = shown([Cell(*YEAR, kept[-1].counts, exact, kept[-1].people), *cells], adds_up=True)
        yield (
            exact if found[YEAR] is Shown.VALUE else (),
            frozenset(end for end in range(place + 1) if found[month(end)] is Shown.VALUE),
        )


def worked_out(months: Months, *, heads: bool) -> Iterator[list[int]]:
    """All that somebody who keeps every page can work out, as whose records it is: months that were read, and what the
    others are together between two editions."""
    editions: dict[object, Told] = {}
    read: set[int] = set()
    for told, open_months in pages(months, heads=heads):
        editions |= {one.last: one for one in told}
        read |= open_months
    for place in read:
        yield list(months[place])
    known = [-1, *(place for place in range(len(months)) if month(place)[1] in editions)]
    for since, until in pairwise(known):
        yield [one for place in range(since + 1, until + 1) if place not in read for one in months[place]]


def few(people: Sequence[int]) -> bool:
    return 0 < len(set(people)) < LEAST


several = st.lists(st.lists(st.one_of(st.integers(1, 6), st.integers(1, 30)), max_size=24), min_size=2, max_size=8)


@given(several)
@settings(max_examples=400, deadline=None)
def test_nothing_that_can_be_worked_out_is_of_few_people(months: list[list[int]]) -> None:
    assert [one for one in worked_out(months, heads=True) if few(one)] == []


@pytest.mark.parametrize(
    "months",
    [
        [[1] * 20, list(range(2, 40))],
        [list(range(20)), list(range(20, 40)), [1, 2] * 5],
        [list(range(20)), [1] * 9, list(range(30))],
    ],
)
def test_the_attacker_finds_them_where_records_are_taken_for_people(months: list[list[int]]) -> None:
    assert [one for one in worked_out(months, heads=False) if few(one)]
    assert not [one for one in worked_out(months, heads=True) if few(one)]


def test_the_same_people_again_are_told_where_a_month_has_enough_of_them() -> None:
    """Who came in April comes in May: the year moves on, though nobody is new."""
    months = [list(range(8)) * 2, list(range(8)) * 3, list(range(8))]
    *_before, (editions, open_months) = pages(months, heads=True)
    assert [int(one.counts[0]) for one in editions] == [16, 40, 48]
    assert open_months == {0, 1, 2}


def test_records_that_went_away_again_are_not_told_either() -> None:
    """One of June's was taken back: the year has one less than its months together."""
    parts = [Cell(*month(place), (Decimal(20),)) for place in range(3)]
    found = shown([Cell(*YEAR, (Decimal(59),)), *parts], adds_up=True)
    assert [found[one.days] for one in parts] == [Shown.VALUE, Shown.VALUE, Shown.WITHHELD]


def test_what_counts_from_the_beginning_moves_by_five_people() -> None:
    values = [(30, 20), (50, 22), (60, 25)]
    cells = [
        Cell(YEAR[0], month(place)[1], (Decimal(size),), (), (Decimal(people),))
        for place, (size, people) in enumerate(values)
    ]
    assert [totals_in_turn(cells)[one.days] for one in cells] == [Shown.VALUE, Shown.WITHHELD, Shown.VALUE]


def edition(last: date, records: int, people: int, amount: int = 0) -> Told:
    return Told(last, (Decimal(records),), (Decimal(people),), Decimal(amount))


def part(place: int, records: int, people: int, amount: int = 0) -> Cell:
    return Cell(*month(place), (Decimal(records),), (), (Decimal(people),), Decimal(amount))


def test_a_month_that_was_counted_half_before_vouches_for_nobody() -> None:
    """In the middle of June the year had 100; at its end 106, six of late June. They may be one person's."""
    halfway = edition(date(2025, 6, 14), 100, 40), edition(date(2025, 6, 30), 106, 40)
    assert steps_told(halfway, [part(2, 26, 20)]) == [True, False]
    assert steps_told(halfway, [part(1, 26, 20)]) == [True, False]
    assert steps_told([edition(month(1)[1], 100, 40), edition(month(2)[1], 106, 40)], [part(2, 6, 6)]) == [True, True]


def test_what_was_taken_back_may_be_one_persons() -> None:
    """In April 34 were told; 14 of one person went away again, and May brought 20 more."""
    told = edition(month(0)[1], 34, 20), edition(month(1)[1], 40, 20)
    found = shown([Cell(*YEAR, *told[1][1:2], told, told[1].people), part(0, 34, 20), part(1, 20, 14)], adds_up=True)
    assert found[month(1)] is Shown.WITHHELD and found[YEAR] is Shown.VALUE
    assert steps_told([edition(month(0)[1], 34, 20), edition(month(1)[1], 20, 20)]) == [True, False]


def test_hours_that_moved_while_their_records_did_not_are_one_persons() -> None:
    before, after = edition(month(0)[1], 34, 20, 100), edition(month(1)[1], 34, 20, 107)
    assert steps_told([before, after]) == [True, False]
    whole = Cell(*YEAR, after.counts, (), after.people, after.amount)
    found = shown([whole, part(0, 14, 10, 40), part(1, 20, 14, 60)], adds_up=True)
    assert [found[month(place)] for place in range(2)] == [Shown.VALUE, Shown.WITHHELD]
    rounded = whole._replace(amount=Decimal("100.0003"))
    assert set(shown([rounded, part(0, 14, 10, 40), part(1, 20, 14, 60)], adds_up=True).values()) == {Shown.VALUE}


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from("abcdef")), max_size=60))
@settings(max_examples=300, deadline=None)
def test_the_other_groups_together_are_no_few_people_either(records: list[tuple[int, str]]) -> None:
    behind: dict[str, set[int]] = {}
    for person, group in records:
        behind.setdefault(group, set()).add(person)
    told = groups_told({group: len(people) for group, people in behind.items()}, once=False)
    rest = set[int]().union(*(people for group, people in behind.items() if group not in told))
    assert all(len(behind[one]) >= LEAST for one in told)
    assert not told or not 0 < len(rest) < LEAST, Counter(records)
