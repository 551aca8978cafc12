"""Pages that follow one another: nights that were missed, years that come later, totals, and parts of other numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpis.dashboards.public_values import counted_up_to, public_values
from tests.factories import Cast
from tests.kpis.dashboards.test_kept_pages import TODAY, page
from tests.kpis.dashboards.test_public_values import MONTHS, OCTOBER, YEAR, _matches, _survey, count, told
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db


def test_part_editions() -> None:
    a, b, part = _matches(())
    pages, so = [], [0, 0, 0]
    for place, late in enumerate((0, 6, 2)):
        night = MONTHS[place + 1][0]
        for i, (one, number) in enumerate(((a, 40), (b, 40), (part, 20))):
            so[i] += number + (late if i != 1 else 0)
            more = {"others": 60} if one is part else {}
            count(one, MONTHS[place], number, night, **more)
            more = {"others": 60 * (place + 1)} if one is part else {}
            count(one, YEAR, so[i], night, **more)
        pages.append((told(part, night.replace(day=5)), told(a, night.replace(day=5))))
    june, july = pages[1][0], pages[2][0]
    assert None in (june[YEAR], july[YEAR], july[MONTHS[2]]) or july[YEAR] - june[YEAR] - july[MONTHS[2]] not in (
        1,
        2,
        3,
        4,
    )


def test_missed_first_night() -> None:
    people = make_indicator("t-missed", "matches-by-portal")
    count(people, OCTOBER, 15, date(2024, 10, 20))
    count(people, OCTOBER, 25, date(2024, 11, 2))
    (one,) = list(public_values(date(2025, 6, 9), people.pk))
    assert (one.value, counted_up_to(one, date(2025, 6, 9))) == (25, date(2024, 10, 31))


@pytest.mark.parametrize("first", [0, 1])
def test_missed_first_night_of_one_tile(first: int) -> None:
    tiles = [make_indicator(f"t-{x}", "matches-by-portal") for x in range(2)]
    count(tiles[first], OCTOBER, 25, date(2024, 11, 1))
    count(tiles[1 - first], OCTOBER, 15, date(2024, 10, 20))
    count(tiles[1 - first], OCTOBER, 25, date(2024, 11, 2))
    assert [told(one, date(2025, 6, 9))[OCTOBER] for one in tiles] == [25, 25]


def test_late_year_counts_records_not_people() -> None:
    people = make_indicator("t-after", "matches-by-portal", period="month")
    for place in range(3):
        count(people, MONTHS[place], 20, MONTHS[place + 1][0])
    make_definition(people, 2, "matches-by-portal", period="year", reason="x")
    count(people, YEAR, 66, date(2024, 7, 10), people=60)
    assert told(people, date(2024, 8, 5))[YEAR] is None, "six records more, of nobody new"


def test_late_year_editions() -> None:
    people = make_indicator("t-after", "matches-by-portal", period="month")
    for place in range(3):
        count(people, MONTHS[place], 20, MONTHS[place + 1][0])
    make_definition(people, 2, "matches-by-portal", period="year", reason="x")
    count(people, YEAR, 66, date(2024, 7, 10))
    count(people, MONTHS[3], 20, date(2024, 8, 1))
    count(people, YEAR, 86, date(2024, 8, 1))
    one = told(people, date(2024, 8, 5))
    count(people, MONTHS[4], 20, date(2024, 9, 1))
    count(people, YEAR, 108, date(2024, 9, 1))
    two = told(people, date(2024, 9, 5))
    assert None in (one[YEAR], two[YEAR], two[MONTHS[4]]) or two[YEAR] - one[YEAR] - two[MONTHS[4]] != 2


def test_total() -> None:
    total = make_indicator("t-total", unit="people", period="total", adds_up="distinct")
    april = (date(2025, 4, 1), date(2025, 4, 30))
    y25 = (date(2025, 4, 1), date(2026, 3, 31))
    count(total, MONTHS[11], 200, date(2025, 4, 1))
    count(total, YEAR, 200, date(2025, 4, 1))
    count(total, YEAR, 206, date(2025, 4, 20))
    count(total, april, 209, date(2025, 5, 1))
    count(total, y25, 209, date(2025, 5, 1))
    page_ = told(total, date(2025, 5, 5))
    values = {v for v in page_.values() if v is not None}
    assert not {Decimal(206), Decimal(209)} <= values


def test_frozen_year_says_a_whole_year(cast: Cast) -> None:
    people = make_indicator("t-frozen", "matches-by-portal")
    count(people, MONTHS[0], 50, date(2024, 5, 1))
    count(people, YEAR, 50, date(2024, 5, 1))
    _survey(people, cast, YEAR, 600, 900)
    (year,) = [one for one in public_values(TODAY, people.pk) if one.days == YEAR]
    assert not (year.value == 50 and counted_up_to(year, TODAY) == YEAR[1])


def test_entered_totals_in_another_order(cast: Cast) -> None:
    total = make_indicator("t-entered", unit="people", period="total", adds_up="distinct")
    pages = {}
    for days, number in ((MONTHS[0], 200), (MONTHS[11], 208), (MONTHS[5], 205)):
        _survey(total, cast, days, number, 900)
        pages |= page("t-entered", TODAY)
    assert not {208, 205} <= set(pages.values())
