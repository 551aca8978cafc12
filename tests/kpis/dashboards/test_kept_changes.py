"""What officials change later, a definition, a total, a value of the portal, opens nothing that was hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from kpis.dashboards.public_values import public_values
from kpis.measurements.models import Closing
from kpis.measurements.recording import Value, record_counted
from kpis.open_data.rows import value_rows
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis.dashboards.test_kept_pages import ONE_NIGHT, TODAY, key, page
from tests.kpis.dashboards.test_public_values import MONTHS, OCTOBER, YEAR, _matches, _survey, count, hidden, told
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db
QUARTER = (MONTHS[0][0], MONTHS[2][1])
LATER = date(2025, 4, 1)


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_a_part_stays_hidden_when_one_of_the_numbers_is_counted_in_another_way(changed: int) -> None:
    """Of 40 matches two are not multicultural; from the next year on one of the three is entered by hand."""
    every = _matches((20, 20))
    count(every[2], YEAR, 38, ONE_NIGHT, others=2)
    assert hidden(every[2]) == {YEAR}
    make_definition(every[changed], 2, "", reason="x", starts=LATER)
    assert hidden(every[2]) == {YEAR}


def test_a_part_that_nobody_counts_any_more_stays_hidden_on_the_scoreboard() -> None:
    *wholes, part = _matches((20, 20))
    count(part, YEAR, 38, ONE_NIGHT, others=2)
    make_definition(part, 2, "", reason="x", starts=LATER)
    this = period_of(date(2028, 4, 1), Kind.YEAR)
    for one in wholes:
        count(one, (this.first, this.last), 20, date(2028, 5, 1))
    board = {one.indicator_id: one.value for one in public_values(date(2028, 6, 9), since=date(2027, 4, 1))}
    assert board.get(part.pk) is None


def test_a_second_number_stays_hidden_when_it_is_counted_in_another_way() -> None:
    first, second = (make_indicator(f"t-{name}", "first-participations", unit="people") for name in ("one", "two"))
    count(first, YEAR, 100, ONE_NIGHT)
    count(second, YEAR, 103, date(2025, 4, 21))
    make_definition(second, 2, "", unit="people", reason="x", starts=LATER)
    assert told(first, date(2025, 5, 5)) == {YEAR: 100} and hidden(second, date(2025, 5, 5)) == {YEAR}


def test_a_total_is_corrected_for_nobody_once_there_is_another_one(cast: Cast) -> None:
    """208 in May, kept, less the corrected 206 in April would be two people."""
    total = make_indicator("t-total", unit="people", period="total", adds_up="distinct")
    for days, number in ((MONTHS[0], 200), (MONTHS[1], 208), (MONTHS[0], 206)):
        _survey(total, cast, days, number, 900)
    assert page("t-total", TODAY) == {key(MONTHS[0]): 200, key(MONTHS[1]): 208}


@pytest.mark.parametrize(("months", "longer"), [((4, 4, 20), QUARTER), ((20, 4, 4), QUARTER), ((1, 1, 1, 1, 1), YEAR)])
def test_months_of_few_are_neither_all_ones_nor_all_fours(
    months: Sequence[int], longer: tuple[date, date], cast: Cast
) -> None:
    """Each is told as fewer than five; a sum of eight for two of them would say that both are four."""
    people = make_indicator("t-few", unit="people")
    for days, number in zip(MONTHS, months, strict=False):
        _survey(people, cast, days, number, 900)
    _survey(people, cast, longer, sum(months), 900)
    assert key(longer) not in page("t-few", TODAY)


@pytest.mark.parametrize("months", [(20, 4, 4), (22, 1, 5), (22, 5, 1)])
def test_months_within_a_quarter_that_is_told_are_not_said_to_be_small(months: Sequence[int], cast: Cast) -> None:
    """Of six for two months one "fewer than 5" beside one that is hidden for its rest would say that it is one."""
    people = make_indicator("t-few", unit="people")
    for days, number in ((QUARTER, 28), *zip(MONTHS, months, strict=False)):
        _survey(people, cast, days, number, 900)
    words = {one.days: one.shown for one in public_values(TODAY, people.pk)}
    assert [words[days].value for days in (QUARTER, *MONTHS[:3])] == ["value", "value", "withheld", "withheld"]


def test_what_the_nights_found_before_an_entry_takes_nothing_back_after_it(cast: Cast) -> None:
    """100 were read; 107 were found meanwhile. The ward says 110, and nobody reads 107 a month later."""
    people, today = make_indicator("t-over", "matches-by-portal"), timezone.localdate()
    year = period_of(today, Kind.YEAR).previous()
    days, begun = (year.first, year.last), (today - timedelta(days=1)).replace(day=1)
    count(people, days, 100, begun)
    count(people, days, 107, today)
    _survey(people, cast, days, 110, 900)
    after = (today.replace(day=1) + timedelta(days=32)).replace(day=5)
    assert [told(people, day)[days] for day in (today, after)] == [110, 110]


@pytest.mark.parametrize("found", [97, 103])
def test_a_share_that_is_counted_later_tells_neither_who_went_nor_who_came(found: int) -> None:
    people = make_indicator("t-active", "active-users", unit="people", adds_up="mean", period="month")
    share = make_indicator("t-share", "active-share", unit="percent", adds_up="mean", period="month")
    count(people, OCTOBER, 100, date(2024, 11, 1))
    count(people, OCTOBER, found, date(2024, 11, 20))
    value = Value(*OCTOBER, Decimal(found) / 10, Decimal(found), Decimal(1000), found)
    record_counted(value, share.definitions.get(), night=date(2024, 11, 20), now=timezone.now())
    assert told(share, date(2024, 12, 5)) == {OCTOBER: None}


def test_a_part_of_thirty_in_a_year_is_told_by_the_year() -> None:
    """The ward wants thirty multicultural matches a year: hardly a month has five. So of a part only years are told."""
    *wholes, part = _matches(())
    so_far, pages = 0, []
    for place, number in enumerate((3, 2, 3, 2, 4, 2, 1, 3, 2, 3, 6, 2)):
        night, so_far = MONTHS[place][1] + timedelta(days=1), so_far + number
        for one in wholes:
            count(one, MONTHS[place], 20, night)
            count(one, YEAR, 20 * (place + 1), night)
        count(part, MONTHS[place], number, night, others=40 - number)
        count(part, YEAR, so_far, night, others=40 * (place + 1) - so_far)
        pages.append(told(part, night + timedelta(days=4)))
    assert [one[YEAR] for one in pages] == [None, 5, 5, 10, 10, 16, 16, 16, 22, 22, 31, 31]
    assert {days for days, value in pages[-1].items() if value is not None} == {YEAR}


def test_a_part_moves_on_only_with_five_people_whom_it_leaves_out() -> None:
    """Without them it would be told how many they are: all matches less those of the part."""
    *wholes, part = _matches((30, 30))
    for one, number in zip((*wholes, part), (42, 30, 50), strict=True):
        if one is part:
            count(one, YEAR, 40, date(2025, 4, 1), others=20)
        count(one, YEAR, number, date(2025, 4, 20), **({"others": 22} if one is part else {}))
    assert told(part, date(2025, 4, 5))[YEAR] == 40 == told(part, date(2025, 5, 5))[YEAR]


def test_a_closed_year_is_final_from_the_day_of_its_last_edition_on(cast: Cast) -> None:
    """Closed on 10 June, it changes once more on 2 July."""
    people = make_indicator("t-closed", "matches-by-portal")
    count(people, YEAR, 100, date(2025, 5, 1))
    count(people, YEAR, 110, date(2025, 6, 10))
    closed = datetime(2025, 6, 10, 12, tzinfo=JAPAN)
    Closing.objects.create(fiscal_year=2024, number="1", closed=closed, report=[], closed_post=cast.post)
    found = [(row["status"], row["value"]) for day in (1, 2) for row in value_rows(date(2025, 7, day))]
    assert found == [("provisional", 100), ("final", 110)]


@pytest.mark.parametrize(
    ("source", "adds_up", "stays"),
    [("matches-by-portal", "sum", True), ("matches-multicultural", "sum", False), ("volunteer-pool", "latest", False)],
)
def test_months_that_no_late_record_reaches_are_not_said_to_stay(
    client: Client, source: str, adds_up: str, stays: bool
) -> None:
    indicator = make_indicator("t-stays", source, adds_up=adds_up)
    for days in (MONTHS[0], YEAR):
        count(indicator, days, 40, ONE_NIGHT)
    assert ("stays as it was first told" in client.get("/en/kpis/t-stays/").content.decode()) is stays
