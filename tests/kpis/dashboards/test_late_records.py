"""Records come in late, move to another month or are taken back: whoever keeps every page still works nobody out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
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
    """Of the month `of`, known from the end of month `since`, until the end of month `until`.

    Every fifth comes and goes on the last day of a month, so that nobody finds it where the night after it is missed.
    """

    person: int
    number: int
    of: int
    since: int
    until: int = STAYS


Rows = Counter[Record]
Page = dict[Days, Rows]


def known(records: Sequence[Record], by: int, of: int | None, missed: Collection[int] = ()) -> frozenset[Record]:
    """What a night after that month finds, or where it is missed the one before; of a month, or of the year so far."""

    def night(one: Record) -> int:
        return by - 1 if by in missed and one.number % 5 == 4 else by

    return frozenset(one for one in records if one.since <= night(one) < one.until and of in (None, one.of))


def value(days: Days, rows: frozenset[Record], revision: int, edition: date, reason: str) -> PublicValue:
    number = Decimal(len(rows))
    return PublicValue(
        1, "t", 1, *days, number, None, None, len(rows), len({one.person for one in rows}), None, revision, reason, "automatic",
        edition, f"{edition}T03:00:00+09:00", Shown.VALUE, edition,
    )  # fmt: skip


def pages(
    records: Sequence[Record], over: int = MONTHS, missed: Collection[int] = (), start: int = 0
) -> Iterator[Page]:
    """Month after month: each value that can be read, with the records that were counted for it.

    Where the first night after a month is `missed`, the next one finds it whole. `start`: the year's month in which
    counting began, as the first of these.
    """
    months: list[dict[Days, Rows]] = []
    editions: dict[Days, list[tuple[PublicValue, frozenset[Record]]]] = {}
    for by in range(over + 2):
        edition = month(start + by)[1] + timedelta(days=1)
        for of, days in [(None, YEAR), *((one, month(start + one)) for one in range(min(by + 1, over)))]:
            rows, before = known(records, by, of, missed), editions.setdefault(days, [])
            if not before or before[-1][1] != rows:
                is_whole = of == by - 1 and by - 1 in missed and rows == known(records, by - 1, of)
                before.append((value(days, rows, len(before) + 1, edition, "running" if is_whole else "late"), rows))
        every = [one for days in sorted(editions) for one, _rows in editions[days]]
        told = list(told_editions(every, {1: RULE}, edition))
        rows_of = {(one.days, one.revision): rows for found in editions.values() for one, rows in found}
        months.append({one.days: Counter(rows_of[one.days, one.revision]) for one in told if one.days != YEAR})
        shown = [one for one in suppressed(told, {1: RULE}, Circles({1: [RULE.source]})) if one.open]
        page = {one.days: Counter(rows_of[one.days, one.revision]) for one in shown if one.days != YEAR}
        for one in (one for one in shown if one.days == YEAR):
            page[YEAR] = year_of(one, records, months, missed, start)
            assert one.value == one.records == page[YEAR].total()
        yield page


def year_of(
    one: PublicValue,
    records: Sequence[Record],
    months: Sequence[dict[Days, Rows]],
    missed: Collection[int],
    start: int,
) -> Rows:
    """What is in it: all of a night, or the edition before and the months since as they were told by then."""
    by_last = {month(start + by)[1]: by for by in range(len(months))}
    rows, before = Rows(), -1
    for edition in one.told:
        by = by_last[edition.last]
        if edition.exact:
            rows = Counter(known(records, by, None, missed))
        else:
            for days, counted in months[by].items():
                rows += counted if month(start + before)[1] < days[0] else Rows()
        before = by
    return rows


def leaks(
    records: Sequence[Record], missed: Collection[int] = (), start: int = 0
) -> Iterator[tuple[str, frozenset[Record]]]:
    """Groups of few people that a reader tells apart: in a month, or in a year less another edition and months.

    Where records may go, all months since that other edition: who leaves one out would have to know what is left of it.
    """
    years: list[tuple[date, Rows]] = [(date.min, Rows())]
    months: dict[Days, list[Rows]] = {}
    for by, page in enumerate(pages(records, missed=missed, start=start)):
        for days, rows in page.items():
            if days != YEAR:
                known_of = months.setdefault(days, [rows])
                if known_of[-1] != rows:
                    assert missed, "a month is told once"
                    known_of.append(rows)
            elif rows != years[-1][1]:
                years.append((month(start + by)[1], rows))
    for days, every in months.items():
        for rows in every:
            yield str(days), frozenset(rows)
        for older, newer in combinations(every, 2):
            yield from left_of(newer, older)
    any_go = any(one.until != STAYS for one in records)
    for (since, older), (until, newer) in combinations(years, 2):
        between = [every for days, every in months.items() if since < days[1] <= until]
        for chosen in product(*between) if any_go else choices(months.values()):
            yield from left_of(newer, older, *chosen)


def left_of(whole: Rows, *parts: Rows) -> Iterator[tuple[str, frozenset[Record]]]:
    """Where nothing stands against what is left."""
    left = Counter(whole)
    for one in parts:
        left.subtract(one)
    if len({number > 0 for number in left.values() if number}) == 1:
        yield "less", frozenset(row for row, number in left.items() if number)


def choices(months: Collection[list[Rows]]) -> Iterator[tuple[Rows, ...]]:
    for size in range(len(months) + 1):
        for chosen in combinations(months, size):
            yield from product(*chosen)


def is_few(rows: frozenset[Record]) -> bool:
    return 0 < len({one.person for one in rows}) < LEAST


def group(of: int, since: int, number: int, first: int = 0, *, each: int = 1) -> list[Record]:
    """So many records of a month, of as many people, or of fewer with `each` so many."""
    return [Record(first + one // each, 1000 * since + one, of, since) for one in range(number)]


STARTS = st.sampled_from([0, 12 - MONTHS])
"""From the year's beginning, or so that its last month is one of them."""


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
        late = sorted({(one.of, one.since) for one in found if one.since > one.of})
        groups = draw(st.sets(st.sampled_from(late), max_size=2)) if late else set()
        found = [
            one._replace(until=one.since + 1) if (one.of, one.since) in groups and one.number % 6 else one
            for one in found
        ]
        gone = draw(st.sets(st.integers(0, len(found) - 1), max_size=12))
        after = draw(st.integers(1, 2))
        found = [one._replace(until=one.since + after) if place in gone else one for place, one in enumerate(found)]
    return found


@given(years(go=False), STARTS)
@example([*group(0, 0, 20), *group(1, 1, 3, 20), *group(2, 2, 12, 30), *group(1, 5, 6, 50)], 0)
@example([*group(0, 0, 20), *group(1, 1, 8, 20), *group(0, 2, 3, 30), *group(2, 2, 20, 40)], 0)
@settings(max_examples=400, deadline=None)
def test_records_that_come_in_late_tell_of_nobody(records: list[Record], start: int) -> None:
    assert [one for one in leaks(records, start=start) if is_few(one[1])] == []


def there_and_back(of: int, since: int, *, at: int) -> list[Record]:
    """Six late ones, of whom all but one are taken back."""
    late = group(of, since, 6, at)
    return [late[0], *(one._replace(until=since + 1) for one in late[1:])]


@given(years(go=True), STARTS)
@example([*group(0, 0, 20), *group(1, 1, 20, 30), *there_and_back(0, 2, at=60)], 0)
@example([*group(0, 0, 20), *group(1, 1, 20, 30), *there_and_back(0, 1, at=60)], 0)
@example([*(one._replace(until=3) for one in group(2, 2, 6)), *group(3, 3, 5), *group(4, 4, 1)], 0)
@example([*(one._replace(until=3) for one in group(2, 2, 6)), *group(3, 3, 5), *group(3, 4, 2), *group(4, 4, 1)], 0)
@settings(max_examples=400, deadline=None)
def test_records_that_are_taken_back_tell_of_nobody(records: list[Record], start: int) -> None:
    assert [one for one in leaks(records, start=start) if is_few(one[1])] == []


@given(years(go=False), st.sets(st.integers(0, MONTHS - 1), min_size=1, max_size=2), STARTS)
@example(
    [*group(0, 0, 15), *(Record(50 + one // 2, 5 * one, 1, 1) for one in range(3))]
    + [Record(50 + one, 5 * one, 2, 2) for one in range(4)]
    + [Record(60 + one, 5 * one + 4, 2, 2) for one in range(2)],
    {2},
    0,
)
@settings(max_examples=200, deadline=None)
def test_nights_that_are_missed_tell_of_nobody(records: list[Record], missed: set[int], start: int) -> None:
    assert [one for one in leaks(records, missed, start) if is_few(one[1])] == []


@given(years(go=True), st.sets(st.integers(0, MONTHS - 1), min_size=1, max_size=2), STARTS)
@settings(max_examples=200, deadline=None)
def test_nights_that_are_missed_while_records_are_taken_back_tell_of_nobody(
    records: list[Record], missed: set[int], start: int
) -> None:
    assert [one for one in leaks(records, missed, start) if is_few(one[1])] == []


SMALL = (20, 12, 4, 3, 4, 4, 3, 4, 4, 3, 4, 3)


@given(
    st.lists(st.integers(0, 20), min_size=MONTHS, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 13), st.integers(1, 9)), max_size=6),
)
@example([8, 7, 6, 7, 8, 6, 9, 7, 6, 8, 7, 0], [(10, 11, 1), (10, 12, 20), (10, 13, 20)])
@example([*SMALL], [(0, 1, 1)])
@settings(max_examples=200, deadline=None)
def test_a_year_of_as_many_people_as_records_is_never_five_behind(sizes: list[int], late: list[tuple[int, int, int]]):
    more = [(of, max(since, of + 1), number) for of, since, number in late if of < len(sizes)]
    records = [
        Record(1000 * place + one, 1000 * place + one, of, since)
        for place, (of, since, number) in enumerate([*((of, of, size) for of, size in enumerate(sizes)), *more])
        for one in range(number)
    ]
    for by, page in enumerate(pages(records, len(sizes))):
        if YEAR in page:
            assert len(known(records, by, None)) - page[YEAR].total() < LEAST


@pytest.mark.parametrize("how", ["nothing", "entered", "another source"])
def test_what_a_year_that_went_along_told_hangs_on_nothing_that_comes_later(how: str) -> None:
    records = [one for of in range(3) for one in group(of, of, 40, 100 * of)]
    records += [*group(0, 1, 1, 500), *group(0, 2, 1, 501)]
    editions = [month(by)[1] + timedelta(days=1) for by in range(4)]
    every = [value(month(of), known(records, of, of), 1, editions[of], "first") for of in range(3)]
    every += [value(YEAR, known(records, by, None), by + 1, editions[by], "late") for by in range(3)]
    if how == "entered":
        moment = f"{editions[2] + timedelta(days=9)}T10:00:00+09:00"
        every += [
            one._replace(
                definition_id=2, value=Decimal(45), records=0, people=None, revision=2, origin="manual", night=None,
                edition=date.min, computed=moment,
            )
            for one in every[1:2]
        ]  # fmt: skip
    elif how == "another source":
        every += [value(month(of), frozenset(group(of, of, 30)), 2, editions[3], "definition") for of in (1, 2)]
        every[-2:] = [one._replace(definition_id=2) for one in every[-2:]]
    other = "" if how == "entered" else "matches-by-intermediary"
    again = Definition(pk=2, indicator_id=1, version=2, source=other, unit="matches", adds_up="sum")
    told = told_editions(sorted(every, key=lambda one: (one.days, one.revision)), {1: RULE, 2: again}, editions[3])
    assert [one.value for one in told if one.days == YEAR] == [120]


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
