"""Whoever keeps every page and file takes one number from another: what is left is never of a few people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kpis.catalogue.models import Indicator
from kpis.measurements.models import Entry
from kpis.measurements.recording import Value, record_counted, record_entry
from kpis.open_data.rows import value_rows
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis.dashboards.test_public_values import MONTHS, YEAR, _matches, _survey, count
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db
ONE_NIGHT = date(2025, 4, 1)
TODAY = date(2025, 6, 9)
SIZES = [20, 3, 12] + [20] * 9
Days = tuple[date, date]
Page = dict[tuple[str, str], int | float]


def counted(indicator: Indicator, days: Days, number: int, night: date) -> None:
    """By a night that does not know whose the records are."""
    record_counted(
        Value(*days, value=Decimal(number), records=number),
        indicator.definitions.latest("version"),
        night=night,
        now=datetime.combine(night, time(3), JAPAN),
    )


def page(code: str, today: date) -> Page:
    """What the file of that day tells of an indicator."""
    return {
        (row["first"], row["last"]): row["value"] for row in value_rows(today) if row["code"] == code and row["value"]
    }


def key(days: Days) -> tuple[str, str]:
    return str(days[0]), str(days[1])


def left(
    year: Mapping[tuple[str, str], float], months: Mapping[tuple[str, str], float], small: Days, number: int
) -> float | None:
    """Of a year that is read less all its other months, where each can be read on some page; None where one cannot."""
    others = [months.get(key(days)) for days in MONTHS[:number] if days != small]
    read = [one for one in others if one is not None]
    return year[key(YEAR)] - sum(read) if key(YEAR) in year and len(read) == len(others) else None


def test_records_that_move_to_another_month_leave_no_month_alone() -> None:
    people = make_indicator("t-moved", "first-participations", unit="people", adds_up="distinct")
    for place, number in enumerate((20, 8, 20)):
        night = MONTHS[place + 1][0]
        counted(people, MONTHS[place], number, night)
        counted(people, YEAR, (20, 28, 48)[place], night)
    counted(people, MONTHS[0], 25, date(2024, 7, 20))
    counted(people, MONTHS[1], 3, date(2024, 7, 20))
    one = page("t-moved", date(2024, 8, 5))
    assert one and left(one, one, MONTHS[1], 3) != 3


@pytest.mark.parametrize("source", ["first-participations", "matches-by-portal"])
def test_late_records_do_not_open_a_hidden_month(source: str) -> None:
    people = make_indicator("t-late", source, unit="people")
    put = counted if source == "first-participations" else count
    for days, number in zip(MONTHS, SIZES, strict=True):
        put(people, days, number, ONE_NIGHT)
    put(people, YEAR, sum(SIZES), ONE_NIGHT)
    before = page("t-late", date(2025, 4, 5))
    put(people, MONTHS[1], 9, date(2025, 4, 20))
    put(people, YEAR, sum(SIZES) + 6, date(2025, 4, 20))
    after = page("t-late", date(2025, 5, 5))
    assert after[key(YEAR)] == before[key(YEAR)] + 6 and left(before, after | before, MONTHS[1], 12) is None


def test_a_part_is_not_told_beside_a_month_of_few_though_others_were_read_before() -> None:
    *wholes, part = _matches(())
    pages: Page = {}
    so_far = 0
    for place, (days, number) in enumerate(zip(MONTHS, [20] * 11 + [3], strict=True)):
        night, so_far = days[1] + timedelta(days=1), so_far + number
        for one in wholes:
            count(one, days, 20, night)
            count(one, YEAR, 20 * (place + 1), night)
        count(part, days, number, night, others=40 - number)
        count(part, YEAR, so_far, night, others=40 * (place + 1) - so_far)
        pages |= page(part.code, night + timedelta(days=4))
    last = page(part.code, date(2027, 4, 5))
    assert left(last, pages | last, MONTHS[11], 12) is None


def test_a_year_is_not_told_after_months_of_which_one_is_small(cast: Cast) -> None:
    people = make_indicator("t-year", unit="people")
    pages: Page = {}
    for days, number in zip(MONTHS, (20, 3, 12), strict=False):
        _survey(people, cast, days, number, 900)
        pages |= page("t-year", TODAY)
    _survey(people, cast, YEAR, 35, 900)
    assert pages == {key(MONTHS[0]): 20, key(MONTHS[2]): 12} == page("t-year", TODAY)


def test_a_month_is_not_told_after_a_year_of_which_a_few_would_be_left(cast: Cast) -> None:
    people = make_indicator("t-month", unit="people")
    for days, number in ((YEAR, 55), (MONTHS[0], 20), (MONTHS[1], 3), (MONTHS[2], 12), (MONTHS[3], 20)):
        _survey(people, cast, days, number, 900)
    assert set(page("t-month", TODAY)) == {key(YEAR), key(MONTHS[0]), key(MONTHS[2])}


def test_a_correction_does_not_open_what_was_hidden_beside_another_value(cast: Cast) -> None:
    people = make_indicator("t-corrected", unit="people")
    for days, number in ((MONTHS[1], 3), (MONTHS[1], 30), (MONTHS[0], 20), (YEAR, 55)):
        _survey(people, cast, days, number, 900)
    before = page("t-corrected", TODAY)
    assert before == {key(MONTHS[0]): 20, key(MONTHS[1]): 30, key(YEAR): 55}, "alone it was corrected for everybody"
    _survey(people, cast, MONTHS[1], 9, 900)
    assert page("t-corrected", TODAY) == before


def test_a_survey_that_adds_up_to_nothing_is_corrected_beside_another_one(cast: Cast) -> None:
    share = make_indicator("t-latest", unit="percent", period="survey", adds_up="latest")
    for days, value, public in ((MONTHS[2], 40, 40), (YEAR, 50, 50), (MONTHS[2], 41, 40), (MONTHS[2], 60, 60)):
        _survey(share, cast, days, value, 200)
        assert page("t-latest", TODAY)[key(days)] == public


def test_a_quarter_is_not_told_beside_months_that_leave_a_few(cast: Cast) -> None:
    people, quarter = make_indicator("t-quarter", unit="people"), (MONTHS[0][0], MONTHS[2][1])
    across = (MONTHS[1][0], MONTHS[3][1])
    for days, number in ((MONTHS[0], 20), (MONTHS[1], 20), (quarter, 43), (across, 90)):
        _survey(people, cast, days, number, 900)
    assert set(page("t-quarter", TODAY)) == {key(MONTHS[0]), key(MONTHS[1]), key(across)}


def test_of_a_counted_and_an_entered_value_that_share_days_the_first_is_told(cast: Cast) -> None:
    people = make_indicator("t-mixed", unit="people")
    count(people, YEAR, 100, ONE_NIGHT)
    _survey(people, cast, MONTHS[0], 40, 900)
    assert page("t-mixed", TODAY) == {key(YEAR): 100}


@pytest.mark.parametrize(("year", "hidden"), [(260, []), (262, [YEAR]), (222, [MONTHS[11]])])
def test_a_counted_year_is_told_with_a_month_that_was_entered_before(cast: Cast, year: int, hidden: list[Days]) -> None:
    """The portal counted April otherwise: of 222 only two would be left for it, were all other months told."""
    people = make_indicator("t-nested", unit="people")
    entry = _survey(people, cast, MONTHS[0], 40, 900)
    late = entry.created.date() + timedelta(days=40)
    for days in MONTHS[1:]:
        count(people, days, 20, late)
    count(people, YEAR, year, late)
    told = page("t-nested", late + timedelta(days=40))
    assert set(told) == {key(one) for one in (*MONTHS, YEAR) if one not in hidden}


def test_a_first_night_in_the_middle_of_a_month_tells_nothing_of_this_fiscal_year() -> None:
    people = make_indicator("t-launch", "matches-by-portal")
    before = MONTHS[0][0] - timedelta(days=20), MONTHS[0][0] - timedelta(days=1)
    for days, number in ((before, 30), (MONTHS[0], 20), (MONTHS[1], 20), (MONTHS[2], 15), (YEAR, 55)):
        count(people, days, number, date(2024, 6, 20))
    assert page("t-launch", date(2024, 6, 21)) == {key(before): 30}, "only what was over with its year"
    for days, number in ((MONTHS[2], 18), (YEAR, 58)):
        count(people, days, number, date(2024, 7, 1))
    assert page("t-launch", date(2024, 7, 2)) == {
        key(before): 30, key(MONTHS[0]): 20, key(MONTHS[1]): 20, key(MONTHS[2]): 18, key(YEAR): 58,
    }  # fmt: skip


def test_another_unit_makes_no_new_number_of_what_is_counted_alike() -> None:
    people = make_indicator("t-unit", "first-participations", unit="matches")
    for days, number in ((MONTHS[0], 20), (MONTHS[1], 3), (MONTHS[2], 12), (YEAR, 35)):
        count(people, days, number, date(2024, 7, 1))
    before = page("t-unit", date(2024, 7, 5))
    make_definition(people, 2, "first-participations", unit="people", reason="x")
    for days, number in ((MONTHS[0], 20), (MONTHS[1], 9), (MONTHS[2], 12), (YEAR, 38)):
        count(people, days, number, date(2024, 7, 20))
    assert page("t-unit", date(2024, 8, 5)) == before == {key(MONTHS[0]): 20, key(YEAR): 35}


def test_an_entry_after_another_definition_is_corrected_by_five_at_least(cast: Cast) -> None:
    people = make_indicator("t-defined", unit="matches")
    _survey(people, cast, YEAR, 500, 900)
    make_definition(people, 2, "", unit="people", reason="x")
    for value, public in ((100, 100), (103, 100), (110, 110)):
        _survey(people, cast, YEAR, value, 900)
        assert page("t-defined", TODAY) == {key(YEAR): public}


def test_a_second_number_of_one_source_tells_nothing_that_the_first_does_not() -> None:
    first = make_indicator("t-first", "first-participations", unit="people")
    for days, number in ((MONTHS[0], 20), (MONTHS[1], 3), (MONTHS[2], 12), (YEAR, 35)):
        counted(first, days, number, date(2024, 7, 1))
    counted(first, MONTHS[1], 9, date(2024, 8, 1))
    counted(first, YEAR, 41, date(2024, 8, 1))
    second = make_indicator("t-second", "first-participations", unit="people", period="month")
    for days, number in ((MONTHS[0], 20), (MONTHS[1], 9), (MONTHS[2], 12)):
        counted(second, days, number, date(2024, 8, 1))
    assert page("t-second", date(2024, 8, 5)) == {key(MONTHS[0]): 20}
    assert page("t-first", date(2024, 8, 5)) == {key(MONTHS[0]): 20, key(YEAR): 41}


def test_a_second_number_that_differs_by_three_is_not_told_beside_the_first() -> None:
    first = make_indicator("t-first", "first-participations", unit="people")
    count(first, YEAR, 100, ONE_NIGHT)
    count(first, YEAR, 103, date(2025, 4, 20))
    second = make_indicator("t-second", "first-participations", unit="people")
    count(second, YEAR, 103, date(2025, 4, 21))
    assert page("t-first", date(2025, 5, 5)) == {key(YEAR): 100} and not page("t-second", date(2025, 5, 5))


@pytest.mark.parametrize(("small", "is_told"), [(3, False), (9, True)])
def test_a_year_that_is_counted_only_after_its_months_were_told_opens_none(small: int, is_told: bool) -> None:
    people = make_indicator("t-after", "first-participations", unit="people", period="month")
    sizes = (20, small, 12)
    for place, number in enumerate(sizes):
        count(people, MONTHS[place], number, MONTHS[place + 1][0])
    before = page("t-after", date(2024, 7, 5))
    make_definition(people, 2, "first-participations", unit="people", period="year", reason="x")
    count(people, YEAR, sum(sizes), date(2024, 7, 10))
    after = page("t-after", date(2024, 8, 5))
    assert (key(YEAR) in after) is is_told and {**before, **after} == {**after, **before}
    assert before.items() <= after.items(), "and what was told stays told"


def test_a_share_of_unknown_size_corrects_none_of_known_size(cast: Cast) -> None:
    share = make_indicator("t-share", unit="percent", period="survey", adds_up="ratio")
    entry = _survey(share, cast, MONTHS[3], 82.5, 200)
    same = {
        name: getattr(entry, name)
        for name in (
            "indicator", "definition", "first", "last", "document", "method", "status", "decided", "entered_by",
            "entered_post", "approved_by", "approved_post",
        )
    }  # fmt: skip
    record_entry(Entry.objects.create(**same, value=84, origin="manual", reason="typo"), now=timezone.now())
    assert page("t-share", TODAY)[key(MONTHS[3])] == 82.5
