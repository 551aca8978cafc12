"""Records come in late, move to another month or are taken back: whoever keeps every page still works nobody out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

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


class Record(NamedTuple):
    """Of the month `of`, known from the end of month `since`, until the end of month `until`."""

    person: int
    number: int
    of: int
    since: int
    until: int = 99


def known(records: Sequence[Record], by: int, of: int | None) -> frozenset[Record]:
    """What a night after that month finds; of a month, or of the year so far."""
    return frozenset(one for one in records if one.since <= by < one.until and of in (None, one.of))


def value(days: Days, rows: frozenset[Record], revision: int, edition: date) -> PublicValue:
    number = Decimal(len(rows))
    return PublicValue(
        1, "t", 1, *days, number, None, None, len(rows), len({one.person for one in rows}), None, revision, "", "automatic",
        edition, f"{edition}T03:00:00+09:00", Shown.VALUE, edition,
    )  # fmt: skip


def pages(records: Sequence[Record]) -> Iterator[dict[Days, tuple[int, frozenset[Record]]]]:
    """Month after month: each value that can be read, with the records that were counted for it."""
    editions: dict[Days, list[tuple[PublicValue, frozenset[Record]]]] = {}
    for by in range(MONTHS + 2):
        edition = month(by)[1] + timedelta(days=1)
        for of, days in [(None, YEAR), *((one, month(one)) for one in range(min(by + 1, MONTHS)))]:
            rows, before = known(records, by, of), editions.setdefault(days, [])
            if not before or before[-1][1] != rows:
                before.append((value(days, rows, len(before) + 1, edition), rows))
        every = [one for days in sorted(editions) for one, _rows in editions[days]]
        told = list(told_editions(every, {1: RULE}, edition))
        rows_of = {(one.days, one.revision): rows for found in editions.values() for one, rows in found}
        shown = suppressed(told, {1: RULE}, Circles({1: [RULE.source]}))
        yield {one.days: (one.revision, rows_of[one.days, one.revision]) for one in shown if one.open}


def leaks(records: Sequence[Record]) -> Iterator[tuple[str, frozenset[Record]]]:
    """Groups of few people that a reader tells apart: in a month, or in a year less another edition and months."""
    years: dict[int, frozenset[Record]] = {0: frozenset()}
    months: dict[Days, frozenset[Record]] = {}
    for page in pages(records):
        for days, (revision, rows) in page.items():
            if days == YEAR:
                years[revision] = rows
            else:
                assert months.setdefault(days, rows) == rows, "a month is told once"
    for days, rows in months.items():
        yield str(days), rows
    for (_, older), (_, newer) in combinations(sorted(years.items()), 2):
        for size in range(len(months) + 1):
            for chosen in combinations(months.values(), size):
                taken = frozenset[Record]().union(older, *chosen)
                more, less = newer - taken, taken - newer
                if sum(map(len, (older, *chosen))) == len(taken) and not (more and less):
                    yield "less", more | less


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
@settings(max_examples=400, deadline=None)
def test_records_that_are_taken_back_tell_of_nobody(records: list[Record]) -> None:
    assert [one for one in leaks(records) if is_few(one[1])] == []
