"""A part of other numbers, with records that come late or go: whoever keeps every page works out none whom it leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpis.catalogue.models import Definition
from kpis.dashboards.public_circles import Circles
from kpis.dashboards.public_counts import PublicValue
from kpis.dashboards.public_editions import told_editions
from kpis.dashboards.public_values import counted_up_to, suppressed
from kpis.dashboards.suppression import LEAST
from kpis.measurements.selectors import Days
from tests.kpis.dashboards.test_late_records import MONTHS, Record, Rows, group, known, value, year_of
from tests.kpis.dashboards.test_suppression import YEAR, month

KEYS = ("matches-by-portal", "matches-by-intermediary", "matches-multicultural")
RULES = {
    one: Definition(pk=one, indicator_id=one, version=1, source=key, unit="matches", adds_up="sum")
    for one, key in enumerate(KEYS, 1)
}
CIRCLES = Circles({one: [key] for one, key in enumerate(KEYS, 1)})
Kind = tuple[int, bool]
"""By which whole it is counted, and whether the part counts it as well."""
Matches = Sequence[tuple[Record, Kind]]
Page = Mapping[tuple[int, Days], Rows]
"""By indicator and days what can be read."""


def of(matches: Matches, indicator: int) -> list[Record]:
    return [one for one, (whole, within) in matches if indicator == whole or (indicator == 3 and within)]


def told_in(matches: Matches) -> Iterator[tuple[date, list[PublicValue], Mapping[tuple[int, Days, int], Rows]]]:
    """Month after month: since when, what is told, and the records of each edition so far."""
    editions: dict[tuple[int, Days], list[PublicValue]] = {}
    rows_of: dict[tuple[int, Days, int], Rows] = {}
    last: dict[tuple[int, Days], tuple[frozenset[Record], int]] = {}
    for by in range(MONTHS + 2):
        edition = month(by)[1] + timedelta(days=1)
        for indicator in RULES:
            for place, days in [(None, YEAR), *((one, month(one)) for one in range(min(by + 1, MONTHS)))]:
                rows = known(of(matches, indicator), by, place)
                wholes = known(of(matches, 1), by, place) | known(of(matches, 2), by, place)
                others = len({one.person for one in wholes - rows})
                before = editions.setdefault((indicator, days), [])
                if last.get((indicator, days)) != (rows, others):
                    last[indicator, days] = rows, others
                    number = len(before) + 1
                    found = value(days, rows, number, edition, "late")
                    found = found._replace(indicator_id=indicator, definition_id=indicator)
                    before.append(found._replace(others=others if indicator == 3 else None))
                    rows_of[indicator, days, number] = Counter(rows)
        every = [one for key in sorted(editions) for one in editions[key]]
        yield edition, list(told_editions(every, RULES, edition)), rows_of


def pages(matches: Matches) -> Sequence[Page]:
    """Month after month; years that do not tell of all days so far may have anybody more, so nobody takes them away."""
    months: dict[int, list[dict[Days, Rows]]] = {one: [] for one in RULES}
    read: list[dict[tuple[int, Days], Rows]] = []
    for _edition, told, rows_of in told_in(matches):
        for indicator, of_one in months.items():
            own = [one for one in told if one.indicator_id == indicator and one.days != YEAR]
            of_one.append({one.days: rows_of[indicator, one.days, one.revision] for one in own})
        shown = suppressed(told, RULES, CIRCLES)
        read.append({})
        for one in (one for one in shown if one.open):
            key = one.indicator_id, one.days
            if one.days != YEAR:
                read[-1][key] = rows_of[*key, one.revision]
            elif (*key, one.revision + 1) not in rows_of:
                read[-1][key] = year_of(one, of(matches, one.indicator_id), months[one.indicator_id], (), 0)
    return read


def without(page: Page, days: Days) -> Counter[Record]:
    """The records of both wholes less those of the part."""
    sums = page[1, days] + page[2, days]
    sums.subtract(page[3, days])
    return sums


def left_out(found: Sequence[Page]) -> Iterator[frozenset[int]]:
    """Whose records are told apart as those that the part leaves out: on a page, or between two, less months as well."""
    kept: dict[tuple[int, Days], Rows] = {}
    for page in found:
        kept = {**page, **kept}
    every = [month(place) for place in range(MONTHS)]
    told = [without(kept, days) for days in every if all((one, days) in kept for one in RULES)]
    years = [Rows(), *(without(page, YEAR) for page in found if all((one, YEAR) in page for one in RULES))]
    for before, after in combinations(years, 2):
        for size in range(len(told) + 1):
            for chosen in combinations(told, size):
                sums = Counter(after)
                for one in (before, *chosen):
                    sums.subtract(one)
                left = {row: number for row, number in sums.items() if number}
                if len({number > 0 for number in left.values()}) == 1:
                    yield frozenset(row.person for row in left)


@st.composite
def years(draw: st.DrawFn) -> Matches:
    """Months of many matches and few of the part, or the other way round; some come late and some are taken back."""
    found: list[tuple[Record, Kind]] = []
    number = 0
    for place in range(MONTHS):
        for kind in ((1, False), (1, True), (2, False), (2, True)):
            for since in (place, *draw(st.lists(st.integers(place + 1, MONTHS + 1), max_size=1))):
                first, size = draw(st.integers(0, 30)), draw(st.integers(0, 12 if since == place else 7))
                for one in group(place, since, size, first):
                    number += 1
                    found.append((one._replace(number=number), kind))
    gone = draw(st.sets(st.integers(0, len(found) - 1), max_size=8)) if found else set()
    if gone:
        after = draw(st.integers(1, 2))
        found = [
            (one._replace(until=one.since + after) if place in gone else one, kind)
            for place, (one, kind) in enumerate(found)
        ]
    return found


def many(place: int, since: int, size: int, first: int, kind: Kind) -> Matches:
    return [(one._replace(number=10000 * first + one.number), kind) for one in group(place, since, size, first)]


@given(years())
@example(
    [
        *(one for place in range(3) for one in many(place, place, 30, 100 * place, (1, False))),
        *(one for place in range(3) for one in many(place, place, 10, 100 * place + 50, (1, True))),
        *(one for place in range(3) for one in many(place, place, 20, 100 * place + 70, (2, False))),
        *many(0, 1, 6, 400, (1, False)),
        *many(0, 1, 6, 410, (1, True)),
        *many(0, 2, 2, 420, (1, False)),
        *many(0, 2, 5, 430, (1, True)),
    ]
)
@example(
    [
        *many(3, 3, 5, 0, (2, False)),
        *many(3, 4, 4, 6, (2, False)),
        *many(4, 4, 4, 2, (2, False)),
        *((one._replace(number=one.number + 50), kind) for one, kind in many(4, 4, 5, 0, (2, True))),
    ]
)
@settings(max_examples=200, deadline=None)
def test_a_part_tells_of_nobody_whom_it_leaves_out(matches: Matches) -> None:
    assert [one for one in left_out(pages(matches)) if 0 < len(one) < LEAST] == []


def test_a_part_waits_for_its_wholes_and_says_up_to_when_it_is_counted() -> None:
    matches = [
        *(one for place in range(2) for one in many(place, place, 10, 100 * place, (1, False))),
        *(one for place in range(2) for one in many(place, place, 10, 100 * place + 50, (1, True))),
        *many(0, 1, 1, 400, (1, False)),
        *many(0, 2, 6, 410, (1, False)),
    ]
    read = []
    for edition, told, _rows in told_in(matches):
        years = {one.indicator_id: one for one in told if one.days == YEAR}
        assert years[3].stands is not None
        read.append((years[1].value, years[3].value, counted_up_to(years[3], edition)))
    ends = [month(place)[1] for place in range(3)]
    assert read[:3] == [(20, 10, ends[0]), (40, 10, ends[0]), (47, 20, ends[2])]
