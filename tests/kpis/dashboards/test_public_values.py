"""What two editions, two indicators or two values that follow each other would tell, were one taken from the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Indicator, Target
from kpis.dashboards.public_values import public_values
from kpis.dashboards.suppression import Cell, Shown, shown_in_total
from kpis.measurements.models import Entry
from kpis.measurements.recording import Value, record_counted, record_entry
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db
YEAR = (date(2024, 4, 1), date(2025, 3, 31))
OCTOBER = (date(2024, 10, 1), date(2024, 10, 31))
MONTHS = [(one.first, one.last) for one in period_of(YEAR[0], Kind.YEAR).parts(Kind.MONTH)]


def count(indicator: Indicator, days: tuple[date, date], number: int, night: date) -> None:
    definition = indicator.definitions.latest("version")
    found = Value(*days, value=Decimal(number), records=number)
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
    assert [told(people, date(*day)).get(OCTOBER) for day in editions] == [None, 20, 20, 20, 20, 26]


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
    found = shown_in_total(reversed(cells))
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
    for one, size in zip(found, sizes, strict=True):
        count(one, YEAR, size, date(2025, 4, 1))
    return found


@pytest.mark.parametrize(("part", "is_hidden"), [(28, True), (25, False), (30, False)])
def test_a_part_is_hidden_where_few_are_left_of_its_wholes(part: int, is_hidden: bool) -> None:
    *wholes, multicultural = _matches((20, 10, part))
    assert (hidden(multicultural) == {YEAR}) is is_hidden
    assert not any(hidden(one) for one in wholes)


def test_a_survey_of_few_is_hidden_and_nobody_reads_that_its_number_is_below_five(client: Client, cast: Cast) -> None:
    indicator = make_indicator("t-survey", unit="points", period="survey", adds_up="mean")
    for sample, days in ((3, MONTHS[0]), (80, MONTHS[3])):
        entry = Entry.objects.create(
            indicator=indicator, definition=indicator.definitions.get(), first=days[0], last=days[1], value=77,
            origin="survey", sample=sample, document="調査報告", method="郵送", status="approved", decided=timezone.now(),
            entered_by=cast.manager.person, entered_post=cast.post, approved_by=cast.official.person,
            approved_post=cast.post,
        )  # fmt: skip
        record_entry(entry, now=timezone.now())
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
