"""Records come in late, move to another month or are taken back: whoever keeps every page still works nobody out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpis.catalogue.models import Definition
from kpis.dashboards.public_circles import Circles
from kpis.dashboards.public_counts import PublicValue
from kpis.dashboards.public_editions import told_editions
from kpis.dashboards.public_values import suppressed
from kpis.dashboards.suppression import LEAST, Shown
from kpis.measurements.selectors import Days
from tests.kpis.dashboards.test_suppression import YEAR, month

MONTHS = 5
RULE = Definition(pk=1, indicator_id=1, version=1, source="matches-by-portal", unit="matches", adds_up="sum")
STAYS = 99


class Record(NamedTuple):
    """Of the month `of`, known from the end of month `since`, until the end of month `until`."""

    person: int
    number: int
    of: int
    since: int
    until: int = STAYS


Rows = Counter[Record]
Page = dict[Days, Rows]


def known(records: Sequence[Record], by: int, of: int | None) -> frozenset[Record]:
    """What a night after that month finds; of a month, or of the year so far."""
    return frozenset(one for one in records if one.since <= by < one.until and of in (None, one.of))


def value(days: Days, rows: frozenset[Record], revision: int, edition: date) -> PublicValue:
    number = Decimal(len(rows))
    return PublicValue(
        1, "t", 1, *days, number, None, None, len(rows), len({one.person for one in rows}), None, revision, "", "automatic",
        edition, f"{edition}T03:00:00+09:00", Shown.VALUE, edition,
    )  # fmt: skip


def pages(records: Sequence[Record], over: int = MONTHS) -> Iterator[Page]:
    """Month after month: each value that can be read, with the records that were counted for it."""
    editions: dict[Days, list[tuple[PublicValue, frozenset[Record]]]] = {}
    for by in range(over + 2):
        edition = month(by)[1] + timedelta(days=1)
        for of, days in [(None, YEAR), *((one, month(one)) for one in range(min(by + 1, over)))]:
            rows, before = known(records, by, of), editions.setdefault(days, [])
            if not before or before[-1][1] != rows:
                before.append((value(days, rows, len(before) + 1, edition), rows))
        every = [one for days in sorted(editions) for one, _rows in editions[days]]
        told = list(told_editions(every, {1: RULE}, edition))
        rows_of = {(one.days, one.revision): rows for found in editions.values() for one, rows in found}
        shown = [one for one in suppressed(told, {1: RULE}, Circles({1: [RULE.source]})) if one.open]
        page = {one.days: Counter(rows_of[one.days, one.revision]) for one in shown if one.days != YEAR}
        for one in (one for one in shown if one.days == YEAR):
            page[YEAR] = year_of(one, records, over)
            assert one.value == one.records == page[YEAR].total()
        yield page


def year_of(one: PublicValue, records: Sequence[Record], over: int = MONTHS) -> Rows:
    """What is in it: all of a night, or the edition before and the months since as they were first told."""
    by_last = {month(by)[1]: by for by in range(over + 2)}
    rows, before = Rows(), -1
    for edition in one.told:
        by = by_last[edition.last]
        if edition.exact:
            rows = Counter(known(records, by, None))
        else:
            for of in range(before + 1, min(by + 1, over)):
                rows += Counter(known(records, of, of))
        before = by
    return rows


def leaks(records: Sequence[Record]) -> Iterator[tuple[str, frozenset[Record]]]:
    """Groups of few people that a reader tells apart: in a month, or in a year less another edition and months.

    Where records may go, all months since that other edition: who leaves one out would have to know what is left of it.
    """
    years: list[tuple[date, Rows]] = [(date.min, Rows())]
    months: dict[Days, Rows] = {}
    for by, page in enumerate(pages(records)):
        for days, rows in page.items():
            if days != YEAR:
                assert months.setdefault(days, rows) == rows, "a month is told once"
            elif rows != years[-1][1]:
                years.append((month(by)[1], rows))
    for days, rows in months.items():
        yield str(days), frozenset(rows)
    any_go = any(one.until != STAYS for one in records)
    for (since, older), (until, newer) in combinations(years, 2):
        between = [rows for days, rows in months.items() if since < days[1] <= until]
        for chosen in [between] if any_go else choices(months.values()):
            left = Counter(newer)
            for one in (older, *chosen):
                left.subtract(one)
            signs = {number > 0 for number in left.values() if number}
            if len(signs) == 1:
                yield "less", frozenset(row for row, number in left.items() if number)


def choices(rows: Collection[Rows]) -> Iterator[tuple[Rows, ...]]:
    for size in range(len(rows) + 1):
        yield from combinations(rows, size)


def is_few(rows: frozenset[Record]) -> bool:
    return 0 < len({one.person for one in rows}) < LEAST


def group(of: int, since: int, number: int, first: int = 0, *, each: int = 1) -> list[Record]:
    """So many records of a month, of as many people, or of fewer with `each` so many."""
    return [Record(first + one // each, 1000 * since + one, of, since) for one in range(number)]


@st.composite
def years(draw: st.DrawFn, *, go: bool) -> list[Record]:
    """Months of some size, a few records that came late, and where they may `go` some that were taken back."""
    found: list[Record] = []
    for of in range(MONTHS):
        for since in (of, *draw(st.lists(st.integers(of + 1, MONTHS + 1), max_size=2))):
            first, each = draw(st.integers(0, 30)), draw(st.sampled_from([1, 1, 1, 3, 8]))
            found += group(of, since, draw(st.integers(0, 20 if since == of else 9)), first, each=each)
    found = list(dict.fromkeys(found))
    if go and found:
        gone = draw(st.sets(st.integers(0, len(found) - 1), max_size=12))
        after = draw(st.integers(1, 2))
        found = [one._replace(until=one.since + after) if place in gone else one for place, one in enumerate(found)]
    return found


@given(years(go=False))
@example([*group(0, 0, 20), *group(1, 1, 3, 20), *group(2, 2, 12, 30), *group(1, 5, 6, 50)])
@example([*group(0, 0, 20), *group(1, 1, 8, 20), *group(0, 2, 3, 30), *group(2, 2, 20, 40)])
@settings(max_examples=400, deadline=None)
def test_records_that_come_in_late_tell_of_nobody(records: list[Record]) -> None:
    assert [one for one in leaks(records) if is_few(one[1])] == []


@given(years(go=True))
@example([*(one._replace(until=3) for one in group(2, 2, 6)), *group(3, 3, 5), *group(4, 4, 1)])
@example([*(one._replace(until=3) for one in group(2, 2, 6)), *group(3, 3, 5), *group(3, 4, 2), *group(4, 4, 1)])
@settings(max_examples=400, deadline=None)
def test_records_that_are_taken_back_tell_of_nobody(records: list[Record]) -> None:
    assert [one for one in leaks(records) if is_few(one[1])] == []


@pytest.mark.parametrize("go", [False, True])
def test_a_few_late_ones_hide_no_month_until_the_last_one_which_tells_the_year_exactly(go: bool) -> None:
    records = [one for of in range(12) for one in group(of, of, 40, 100 * of)]
    if go:
        records = [one._replace(until=one.of + 1) if one.number in (0, 5000) else one for one in records]
    else:
        records += [*group(0, 1, 1, 2000), *group(4, 6, 3, 2001)]
    every = list(pages(records, 12))
    for by, page in enumerate(every[:11]):
        assert list(page) == [*(month(one) for one in range(by + 1)), YEAR] and page[YEAR].total() == 40 * (by + 1)
    assert every[11][YEAR].keys() == known(records, 11, None) and len(every[11]) == 12 and month(11) not in every[11]


@pytest.mark.parametrize("each", [1, 8])
def test_more_late_ones_are_told_and_hide_a_month_where_they_may_be_one_person(each: int) -> None:
    records = [one for of in range(4) for one in group(of, of, 40, 100 * of)]
    late = [one._replace(since=1 + place // 4) for place, one in enumerate(group(0, 1, 8, 2000, each=each))]
    page = list(pages([*records, *late], 4))
    assert [one[YEAR].total() for one in page[:4]] == [40, 80, 128, 168]
    assert [month(one) in page[3] for one in range(4)] == [True, True, each == 1, True]
