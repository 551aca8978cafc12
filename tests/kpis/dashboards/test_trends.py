"""The small lines beside a number: what they draw, and when a word is said about them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpis.dashboards.trends import EDGE, HEIGHT, MONTHS, WIDTH, Way, months_until, trend_of, way_of
from kpis.measurements.selectors import Days

MONTH = date(2026, 10, 1), date(2026, 10, 31)


def _decimals(values: list[int | None]) -> list[Decimal | None]:
    return [None if one is None else Decimal(one) for one in values]


@pytest.mark.parametrize(
    ("lately", "before", "way"),
    [
        ([10] * 12, [10] * 12, Way.STEADY),
        ([105] * 12, [100] * 12, Way.STEADY),
        ([106] * 12, [100] * 12, Way.RISING),
        ([94] * 12, [100] * 12, Way.FALLING),
        ([1] * 12, [0] * 12, Way.RISING),
        ([0] * 12, [0] * 12, None),
        ([None] * 10 + [9, 9], [1] * 12, None),
        ([1] * 9 + [9, 9, 9], [None] * 9 + [1, 1, 1], Way.RISING),
        ([-2] * 12, [-1] * 12, Way.FALLING),
    ],
)
def test_the_word_holds_the_months_against_those_a_year_before(
    lately: list[int | None], before: list[int | None], way: Way | None
):
    assert way_of(_decimals(lately), _decimals(before)) is way


def test_months_reach_back_over_the_turn_of_the_year():
    found = months_until(MONTH, 24)
    assert found[0] == (date(2024, 11, 1), date(2024, 11, 30)) and found[-1] == MONTH and len(found) == 24


def test_a_gap_breaks_the_line_and_moves_nothing():
    months = months_until(MONTH, MONTHS)
    whole = trend_of({days: Decimal(place) for place, days in enumerate(months)}, MONTH)
    broken = trend_of({days: Decimal(place) for place, days in enumerate(months) if place != 5}, MONTH)
    assert whole and broken
    assert len(whole.lines) == 1 and len(broken.lines) == 2
    assert " ".join(broken.lines).split() == [one for at, one in enumerate(whole.lines[0].split()) if at != 5]
    for x, y in (one.split(",") for one in whole.lines[0].split()):
        assert EDGE <= float(x) <= WIDTH - EDGE and EDGE <= float(y) <= HEIGHT - EDGE


def test_a_single_month_or_nothing_at_all_is_no_line():
    assert trend_of(dict.fromkeys(months_until(MONTH, MONTHS), Decimal(0)), MONTH) is None
    assert trend_of({MONTH: Decimal(3)}, MONTH) is None
    assert trend_of({(date(2020, 1, 1), date(2020, 1, 31)): Decimal(3)}, MONTH) is None


def test_a_month_that_is_kept_from_the_reader_takes_the_word_with_it():
    months = months_until(MONTH, 2 * MONTHS)
    every: dict[Days, Decimal | None] = {days: Decimal(10 + 10 * place // 12) for place, days in enumerate(months)}
    whole = trend_of(every, MONTH)
    assert whole and whole.words
    for place in (3, 15, 23):
        known = {days: one for days, one in every.items() if days != months[place]}
        less, unmeasured = trend_of(known, MONTH, {months[place]}), trend_of(known, MONTH)
        assert less and unmeasured
        assert (less.words, less.lines) == ("", unmeasured.lines) and unmeasured.words
    del every[months[2]]
    del every[months[14]]
    young = trend_of(every, MONTH, {months[2]})
    assert young and young.words, "nobody holds a month against one that was never measured"
