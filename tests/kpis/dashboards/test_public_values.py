"""What two editions, two indicators or two values that follow each other would tell, were one taken from the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Indicator, Target
from kpis.dashboards.disclosure import totals_in_turn
from kpis.dashboards.public_values import counted_up_to, public_values
from kpis.dashboards.suppression import Cell, Shown
from kpis.measurements.models import Entry, Measurement
from kpis.measurements.recording import Value, record_counted, record_entry
from kpis.rollups.models import Rollup
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db
YEAR = (date(2024, 4, 1), date(2025, 3, 31))
OCTOBER = (date(2024, 10, 1), date(2024, 10, 31))
MONTHS = [(one.first, one.last) for one in period_of(YEAR[0], Kind.YEAR).parts(Kind.MONTH)]


def count(
    indicator: Indicator, days: tuple[date, date], number: int, night: date, *, people: int | None = None, **more: Any
) -> None:
    definition = indicator.definitions.latest("version")
    of = number if people is None else people
    found = Value(*days, value=Decimal(number), records=number, people=of, **more)
    record_counted(found, definition, night=night, now=datetime.combine(night, time(3), JAPAN))


def told(indicator: Indicator, today: date) -> dict[tuple[date, date], Decimal | None]:
    return {one.days: one.value for one in public_values(today, indicator.pk)}


def hidden(indicator: Indicator, today: date = date(2025, 6, 9)) -> set[tuple[date, date]]:
    return {one.days for one in public_values(today, indicator.pk) if not one.open}


def test_records_of_a_month_that_come_in_late_do_not_tell_whose_night_after_night() -> None:
    people = make_indicator("t-late", unit="people")
    for night, number in (
        (date(2024, 10, 20), 15), (date(2024, 11, 1), 20), (date(2024, 11, 10), 21), (date(2024, 12, 20), 26),
    ):  # fmt: skip
        count(people, OCTOBER, number, night)
    editions = [(2024, 11, 1), (2024, 11, 2), (2024, 11, 20), (2024, 12, 2), (2025, 1, 1), (2025, 1, 2)]
    assert [told(people, date(*day)).get(OCTOBER) for day in editions] == [None, 20, 20, 20, 20, 20]


def test_a_running_year_does_not_tell_its_small_month_to_who_kept_the_last_edition() -> None:
    people = make_indicator("t-running", unit="people")
    for night, number in ((date(2024, 10, 1), 100), (date(2024, 11, 1), 103), (date(2024, 12, 1), 115)):
        count(people, YEAR, number, night)
    assert [told(people, date(2024, month, 5))[YEAR] for month in (10, 11, 12)] == [100, 100, 115]
    stock = make_indicator("t-stock", unit="people", adds_up="latest")
    for night, number in ((date(2024, 10, 1), 100), (date(2024, 11, 1), 103)):
        count(stock, YEAR, number, night)
    assert told(stock, date(2024, 11, 5))[YEAR] == 103, "who came and who left cannot be told apart"


def test_what_is_counted_from_the_beginning_tells_no_small_group_between_two_values() -> None:
    cells = [Cell(*days, (Decimal(size),)) for days, size in zip(MONTHS, (3, 50, 52, 53, 57, 57), strict=False)]
    found = totals_in_turn(cells)
    assert [found[one.days].value for one in cells] == ["few", "value", "withheld", "withheld", "value", "value"]


def test_two_indicators_of_one_source_hide_the_same_months() -> None:
    """One of them has years: its year less the months of the other would tell the small one."""
    yearly = make_indicator("t-yearly", "first-participations", unit="people", adds_up="sum")
    monthly = make_indicator("t-monthly", "first-participations", unit="people", adds_up="sum", period="month")
    for place, days in enumerate(MONTHS):
        for one in (yearly, monthly):
            count(one, days, 3 if place == 6 else 12, date(2025, 4, 1))
    count(yearly, YEAR, 135, date(2025, 4, 1))
    assert hidden(yearly) == hidden(monthly) == {MONTHS[6], MONTHS[7]}


def _matches(sizes: Iterable[int]) -> list[Indicator]:
    keys = ("matches-by-portal", "matches-by-intermediary", "matches-multicultural")
    found = [make_indicator(f"t-{key}", key) for key in keys]
    for one, size in zip(found, sizes, strict=False):  # of the others nothing is counted
        count(one, YEAR, size, date(2025, 4, 1))
    return found


@pytest.mark.parametrize(
    ("part", "others", "is_hidden"), [(28, 2, True), (25, 5, False), (25, 4, True), (25, None, True), (30, 0, False)]
)
def test_a_part_is_hidden_where_few_are_left_of_its_wholes(part: int, others: int | None, is_hidden: bool) -> None:
    """Of 30 matches 25 leave out five, which may be one person's."""
    *wholes, multicultural = _matches((20, 10))
    value = Value(*YEAR, value=Decimal(part), records=part, people=part, others=others)
    record_counted(value, multicultural.definitions.get(), night=date(2025, 4, 1), now=timezone.now())
    assert (hidden(multicultural) == {YEAR}) is is_hidden
    assert not any(hidden(one) for one in wholes)


def test_many_matches_of_few_people_are_not_told() -> None:
    found = make_indicator("t-few", "matches-by-portal")
    definition, night = found.definitions.get(), date(2025, 4, 1)
    for days, people in zip(MONTHS, (20, 4), strict=False):
        value = Value(*days, value=Decimal(20), records=20, people=people)
        record_counted(value, definition, night=night, now=datetime.combine(night, time(3), JAPAN))
    assert {one.days: one.shown for one in public_values(date(2025, 6, 9), found.pk)} == {
        MONTHS[0]: Shown.VALUE,
        MONTHS[1]: Shown.WITHHELD,
    }


def test_months_of_the_next_year_do_not_vouch_for_a_late_record_of_the_last() -> None:
    matches = make_indicator("t-matches", "matches-by-portal")
    count(matches, YEAR, 300, date(2025, 4, 1), people=60)
    for place in (12, 13, 14):
        month = period_of(date(2025, 4 + place - 12, 1), Kind.MONTH)
        count(matches, (month.first, month.last), 20, date(2025, 7, 1))
    count(matches, YEAR, 306, date(2025, 7, 10), people=60)
    assert told(matches, date(2025, 7, 12))[YEAR] == told(matches, date(2025, 8, 5))[YEAR] == 300


def test_what_a_part_leaves_out_is_told_by_no_two_editions_of_its_year() -> None:
    """April leaves out 60, May two: neither May nor the year that has it is told, until nothing changes any more."""
    *wholes, part = _matches(())
    april, may = MONTHS[:2]
    for place, days, sizes in ((0, april, (40, 40, 20)), (1, may, (20, 10, 28))):
        night = days[1] + timedelta(days=1)
        for one, size, before in zip((*wholes, part), sizes, (40, 40, 20), strict=True):
            left = {"others": sum(sizes[:2]) - sizes[2]} if one is part else {}
            count(one, days, size, night, **left)
            count(one, YEAR, size + place * before, night, **left)
    assert told(part, date(2024, 5, 5))[YEAR] == 20
    assert hidden(part, date(2024, 6, 5)) >= {may, YEAR}


def test_a_part_is_told_as_its_definition_counts_it() -> None:
    """What an earlier version counted, all matches, is not what was first told of this part."""
    found = make_indicator("t-part", "matches-by-portal")
    count(found, MONTHS[0], 40, MONTHS[1][0])
    make_definition(found, 2, "matches-multicultural", reason="narrower")
    count(found, MONTHS[0], 20, MONTHS[2][0], others=20)
    assert told(found, date(2024, 7, 5))[MONTHS[0]] == 20


def test_values_that_were_told_before_people_were_counted_stay_as_they_were_told() -> None:
    matches = make_indicator("t-matches", "matches-by-portal")
    definition, night = matches.definitions.get(), date(2025, 4, 1)
    for people in (None, 12):
        value = Value(*MONTHS[0], value=Decimal(20), records=20, people=people)
        record_counted(value, definition, night=night, now=timezone.now())
    assert Measurement.objects.filter(indicator=matches).count() == 1, "that they are known now is no news"
    assert told(matches, date(2025, 6, 9))[MONTHS[0]] == 20


def _survey(indicator: Indicator, cast: Cast, days: tuple[date, date], value: float, sample: int) -> Entry:
    entry = Entry.objects.create(
        indicator=indicator, definition=indicator.definitions.latest("version"), first=days[0], last=days[1],
        value=value, origin="survey", sample=sample, document="調査報告", method="郵送", status="approved", decided=timezone.now(),
        entered_by=cast.manager.person, entered_post=cast.post, approved_by=cast.official.person,
        approved_post=cast.post,
    )  # fmt: skip
    record_entry(entry, now=timezone.now())
    return entry


def test_a_correction_of_a_survey_does_not_tell_what_three_people_answered(client: Client, cast: Cast) -> None:
    """165 of 200, then 168; then 171, which is six more than everybody has read."""
    indicator = make_indicator("t-survey", unit="percent", period="survey", adds_up="ratio")
    client.force_login(cast.official)
    read: list[tuple[Decimal | None, bool]] = []
    for value, sample in ((82.5, 200), (84, 200), (85.5, 200), (86, 202), (86, 250)):
        entry = _survey(indicator, cast, MONTHS[3], value, sample)
        page = client.get(f"/en/ward/kpis/entries/{entry.pk}/").content.decode()
        read.append((told(indicator, date(2025, 6, 9))[MONTHS[3]], "For everybody it stays at" in page))
    assert read == [(82.5, False), (82.5, True), (85.5, False), (85.5, True), (86, False)]


def test_what_the_portal_counted_and_somebody_corrects_is_judged_like_any_correction(cast: Cast) -> None:
    people = make_indicator("t-counted", unit="people")
    count(people, OCTOBER, 20, date(2024, 11, 1))
    for value, public in ((22, 20), (26, 26), (21, 26), (20, 20)):
        _survey(people, cast, OCTOBER, value, 900)
        assert told(people, date(2025, 6, 9))[OCTOBER] == public
    levels = make_indicator("t-level", unit="organisations")
    for value in (3, 4):
        entry = _survey(levels, cast, OCTOBER, value, 900)
        assert entry.value == value == told(levels, date(2025, 6, 9))[OCTOBER], "organisations are no people"


def test_a_survey_of_few_is_hidden_and_nobody_reads_that_its_number_is_below_five(client: Client, cast: Cast) -> None:
    indicator = make_indicator("t-survey", unit="points", period="survey", adds_up="mean")
    for sample, days in ((3, MONTHS[0]), (80, MONTHS[3])):
        _survey(indicator, cast, days, 77, sample)
    assert {one.days: one.shown for one in public_values(date(2025, 6, 9), indicator.pk)} == {
        MONTHS[0]: Shown.WITHHELD,
        MONTHS[3]: Shown.VALUE,
    }
    assert [row.value for row in client.get("/en/kpis/t-survey/").context["months"]] == [
        "77 percentage points",
        "Not shown",
    ]


def test_everybody_reads_a_value_in_the_unit_that_it_was_measured_in(client: Client) -> None:
    caches["pages"].clear()
    today = timezone.localdate()
    before = period_of(today, Kind.YEAR).previous()
    indicator = make_indicator("t-unit", unit="events")
    count(indicator, (before.first, before.last), 40, today - timedelta(days=1))
    make_definition(indicator, 2, "", unit="hours", starts=before.next().first, reason="単位")
    Target.objects.create(indicator=indicator, kind="at-least", value=500, status="adopted", adopted=timezone.now())
    assert [row.value for row in client.get("/en/kpis/t-unit/").context["years"]] == ["40 events"]
    tiles = [
        one
        for policy in client.get("/en/kpis/").context["policies"]
        for area in policy.areas.values()
        for one in area.tiles
        if one.code == "t-unit"
    ]
    assert [(one.value, one.bar) for one in tiles] == [("40 events", None)]


def test_months_between_two_editions_of_their_year_do_not_tell_a_small_one() -> None:
    people, year = make_indicator("t-steps", unit="people"), 0
    pages = []
    for place, number in enumerate((20, 20, 3, 12, 4, 30)):
        night = MONTHS[place + 1][0]
        year += number
        count(people, MONTHS[place], number, night)
        count(people, YEAR, year, night)
        pages.append(told(people, night + timedelta(days=4)))
    assert [page[YEAR] for page in pages] == [20, 40, 40, 55, 55, 89]
    assert [pages[-1][days] for days in MONTHS[:6]] == [20, 20, None, None, None, None]
    assert all(pages[-1][days] is None for days in MONTHS[2:6]), "89 less 55 less September would be August's 4"


def test_a_number_of_people_tells_of_all_days_up_to_its_edition_though_nothing_came_in() -> None:
    people = make_indicator("t-still", unit="people")
    for night, number in ((date(2024, 5, 1), 10), (date(2024, 6, 20), 15), (date(2024, 11, 12), 17)):
        count(people, YEAR, number, night)
    count(people, MONTHS[2], 5, date(2024, 6, 20))

    def until(*day: int) -> dict[tuple[date, date], date]:
        today = date(*day)
        return {one.days: counted_up_to(one, today) for one in public_values(today, people.pk)}

    assert until(2024, 7, 2) == {YEAR: date(2024, 6, 30), MONTHS[2]: date(2024, 6, 30)}
    assert until(2024, 11, 22)[YEAR] == date(2024, 10, 31), "not the day of the last record"
    assert until(2025, 1, 9)[YEAR] == date(2024, 10, 31), "what came in November is too little to be told"


def test_a_year_in_which_nothing_comes_in_any_more_falls_behind_its_pace(client: Client) -> None:
    caches["pages"].clear()
    today = timezone.localdate()
    year = period_of(today - timedelta(days=1), Kind.YEAR)
    begun = (today - timedelta(days=1)).replace(day=1)
    if (begun - year.first).days < 150:
        pytest.skip("the year is too young")
    people = make_indicator("t-still", unit="people")
    Target.objects.create(indicator=people, kind="at-least", value=60, status="adopted", adopted=timezone.now())
    count(people, (year.first, year.last), 12, year.first + timedelta(days=31))
    Rollup.objects.create(indicator=people, night=today, counted=timezone.now())
    (tile,) = (
        one
        for policy in client.get("/en/kpis/").context["policies"]
        for area in policy.areas.values()
        for one in area.tiles
    )
    assert tile.state_words in ("Behind", "Far behind"), tile.reason


def test_new_words_of_a_definition_do_not_tell_who_came_in_since() -> None:
    people = make_indicator("t-words", unit="people")
    count(people, OCTOBER, 20, date(2024, 11, 1))
    make_definition(people, 2, "", unit="people", name_en="Other words", reason="wording")
    count(people, OCTOBER, 23, date(2024, 11, 10))
    assert told(people, date(2024, 12, 2))[OCTOBER] == 20
    make_definition(people, 3, "active-users", unit="people", reason="counted in another way")
    count(people, OCTOBER, 24, date(2024, 12, 10))
    assert told(people, date(2025, 1, 2))[OCTOBER] == 24, "another number altogether"


def test_the_scoreboard_takes_a_total_from_the_beginning_as_the_page_does() -> None:
    total = make_indicator("t-total", unit="people", period="total")
    for place, number in ((0, 100), (6, 103), (9, 106), (11, 108)):
        count(total, MONTHS[place], number, date(2025, 4, 1))
    page = told(total, date(2025, 6, 9))
    board = {one.days: one.value for one in public_values(date(2025, 6, 9), since=MONTHS[6][0])}
    assert board == page and page[MONTHS[11]] is None, "108 less 106 would be two people"


def test_the_share_of_active_people_does_not_tell_what_their_number_keeps() -> None:
    """20 were told; three of them were erased since. The population came in late, and the share is of 17."""
    people = make_indicator("t-active", "active-users", unit="people", adds_up="mean", period="month")
    share = make_indicator("t-share", "active-share", unit="percent", adds_up="mean", period="month")
    count(people, OCTOBER, 20, date(2024, 11, 1))
    count(people, OCTOBER, 17, date(2024, 11, 20))
    found = Value(*OCTOBER, Decimal(17), Decimal(17), Decimal(100), 17)
    record_counted(found, share.definitions.get(), night=date(2024, 11, 20), now=timezone.now())
    assert told(people, date(2024, 12, 5)) == {OCTOBER: 20}
    assert told(share, date(2024, 12, 5)) == {OCTOBER: None}


def test_a_part_of_all_npos_is_told_whole_for_none_of_them_is_a_person() -> None:
    npos = make_indicator("t-npos", "npos-continuing-3-years", unit="percent", adds_up="ratio")
    found = Value(*YEAR, Decimal("97.5"), Decimal(39), Decimal(40), 39)
    record_counted(found, npos.definitions.get(), night=date(2025, 4, 1), now=timezone.now())
    assert told(npos, date(2025, 6, 9)) == {YEAR: Decimal("97.5")}
