"""A part of a year is held against the same part of the year before, or the words say that it is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from kpis.catalogue.models import Definition
from kpis.dashboards.year_before import Before, before_of, before_sentence, before_when, before_words
from kpis.measurements.selectors import Current, Days
from portal.shared.fiscal import FiscalPeriod, Kind

YEAR, EARLIER = (date(2026, 4, 1), date(2027, 3, 31)), (date(2025, 4, 1), date(2026, 3, 31))
MONTHS: dict[Days, Decimal | None] = {
    (one.first, one.last): Decimal(12) for one in FiscalPeriod(EARLIER[0], Kind.YEAR).parts(Kind.MONTH)
}
NOVEMBER = date(2026, 11, 22)


def _value(days: Days, number: int) -> Current:
    return Current(1, *days, Decimal(number), number, "automatic", 1, "first")


def _before(day: date = NOVEMBER, *, months: dict[Days, Decimal | None] | None = None, **how: str) -> Before | None:
    definition = Definition(**{"adds_up": "sum", "period": "year", **how})
    known = MONTHS if months is None else months
    return before_of(_value(YEAR, 104), definition, _value(EARLIER, 162), known, day)


def test_whole_months_are_added_up_to_the_last_one_that_is_over():
    assert _before() == Before(Decimal(84), until=date(2025, 10, 31))
    assert _before(date(2027, 3, 31)) == Before(Decimal(162)), "the year is over"


@pytest.mark.parametrize(
    "found",
    [
        _before(date(2026, 4, 20)),
        _before(months={}),
        _before(months={**MONTHS, (date(2025, 5, 1), date(2025, 5, 31)): None}),
        _before(adds_up="distinct"),
    ],
)
def test_where_no_months_tell_it_the_whole_is_called_whole(found: Before | None):
    assert found == Before(Decimal(162), whole=EARLIER)


def test_what_stands_on_a_day_stood_so_at_the_end():
    assert _before(adds_up="latest") == Before(Decimal(162), whole=EARLIER, at_end=True)


def test_words_say_of_which_days():
    part, whole, end = (_before(), _before(adds_up="distinct"), _before(adds_up="latest"))
    assert part and whole and end
    with override("en"):
        said = [before_words(one, "matches") for one in (part, whole, end)]
        assert said == [
            "a year before, up to 31 October 2025: 84 matches",
            "in the whole of fiscal year 2025: 162 matches",
            "at the end of fiscal year 2025: 162 matches",
        ]
        assert before_sentence(part, "matches") == "A year before, up to 31 October 2025, it was 84 matches."
        assert before_sentence(whole, "matches") == "In the whole of fiscal year 2025 it was 162 matches."
        assert [before_when(one) for one in (part, whole, end, Before(Decimal(1)))] == [
            "up to 31 October 2025",
            "all of fiscal year 2025",
            "end of fiscal year 2025",
            "",
        ]
