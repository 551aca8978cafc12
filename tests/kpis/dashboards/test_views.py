"""What an official sees: tiles against their targets, the values of an indicator, and just as many records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from kpis import models as kpis
from kpis.catalogue.loading import load_catalogue
from kpis.catalogue.models import Indicator, Target
from kpis.dashboards import entry_views
from kpis.dashboards.public_selectors import values_told
from kpis.measurements.models import Closing, Measurement
from kpis.rollups.services import roll_up
from portal.accounts.models import Post
from portal.shared.fiscal import Kind, period_of
from portal.shared.models import Act
from tests.factories import Cast
from tests.kpis import factories
from tests.volunteers import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def listings(now: datetime) -> Indicator:
    """Three calls of this fiscal year, counted."""
    load_catalogue(kpis)
    found = factories.make_indicator("t-listings", "items-published", name_en="Calls published")
    found.area = kpis.PolicyArea.objects.get(code="002-3")
    found.save()
    Target.objects.create(indicator=found, kind="at-least", value=4)
    for number in range(3):
        make.make_opening(f"call {number}", now=now - timedelta(days=1))
    roll_up(night=now.date(), now=now, cursor=found.pk - 1)
    return found


def _get(cast: Cast, path: str) -> Any:
    client = Client()
    client.force_login(cast.official)
    return client.get(path)


def test_a_tile_says_value_target_state_and_why(cast: Cast, listings: Indicator):
    page = _get(cast, "/en/ward/kpis/?policy=multi-actor").content.decode()
    tile = page[page.index("Calls published") :]
    tile = tile[: tile.index("</li>")]
    assert "3 matches" in tile and "/ 4" in tile
    assert "3 matches; by now" in tile or "3 matches; the target is" in tile


def test_a_tile_says_how_far_its_number_can_be_relied_on(cast: Cast, listings: Indicator, now: datetime):
    def quality() -> list[str]:
        areas = _get(cast, "/en/ward/kpis/?policy=multi-actor").context["areas"]
        (tile,) = [tile for area in areas for tile in area.tiles if tile.code == "t-listings"]
        return list(tile.quality)

    yesterday = now.date() - timedelta(days=1)
    over = (yesterday.month - 4) % 12 + ((yesterday + timedelta(days=1)).day == 1)
    fresh, *complete, settled = quality()
    with translation.override("en"):
        assert fresh == f"counted up to {date_format(yesterday, 'SHORT_DATE_FORMAT')}"
    assert settled == "provisional"
    assert not over or complete == [f"{over} of {over} month{'s' if over > 1 else ''}"]
    year, post = period_of(yesterday, Kind.YEAR).fiscal_year, Post.objects.create(kind=Post.Kind.OFFICIAL)
    Closing.objects.create(fiscal_year=year, number="1", report=[], closed=now, closed_post=post)
    assert quality()[-1] == "final"


def test_all_tiles_of_all_policies_and_five_years_of_values_take_a_fixed_number_of_queries(
    cast: Cast, listings: Indicator
):
    client = Client()
    client.force_login(cast.official)
    client.get("/en/ward/kpis/")
    paths = ("/en/ward/kpis/?policy=multi-actor", "/en/ward/kpis/t-listings/", "/en/kpis/t-listings/", "/en/kpis/")
    few = [min(_queries(client, path) for _again in range(2)) for path in paths]
    assert max(few) <= 15, few
    page = client.get("/en/ward/kpis/?policy=multi-actor")
    sums = [sum(number for _words, number in line.numbers) + line.unknown for line in page.context["lines"]]
    assert sum(sums) == Indicator.objects.filter(role="tile").count() == 88
    assert page.context["number"] == sums[2]
    for number in range(40):
        make.make_opening(f"earlier {number}", now=timezone.now() - timedelta(days=45 * number))
    roll_up(night=timezone.localdate(), now=timezone.now(), cursor=listings.pk - 1)
    many = [_queries(client, path) for path in paths]
    assert all(after <= before for after, before in zip(many, few, strict=True)), (few, many)


def _queries(client: Client, path: str) -> int:
    values_told.cache_clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return sum("content_version" not in one["sql"] for one in found.captured_queries)


def test_the_records_behind_a_number_are_as_many_as_the_number(cast: Cast, listings: Indicator):
    year = Measurement.objects.filter(indicator=listings, value=3).order_by("-last").first()
    assert year is not None
    page = _get(cast, f"/en/ward/kpis/t-listings/records/?first={year.first}&last={year.last}")
    assert len(page.context["records"]) == page.context["total"] == year.records == 3
    assert "call 2" in page.content.decode()


def test_people_behind_a_number_have_no_names(cast: Cast, now: datetime):
    pool = factories.make_indicator("t-pool", "volunteer-pool", period="total", adds_up="latest")
    make.make_profile("Nguyen Thi Lan", now=now)
    roll_up(night=now.date(), now=now, cursor=pool.pk - 1)
    found = Measurement.objects.filter(indicator=pool).order_by("-last").first()
    assert found is not None
    page = _get(cast, f"/en/ward/kpis/t-pool/records/?first={found.first}&last={found.last}").content.decode()
    assert "Person " in page and "Nguyen" not in page


@pytest.mark.parametrize(
    "query", ["", "?first=2026-13-01&last=2026-12-31", "?first=x&last=y", "?first=1999-04-01&last=2000-03-31"]
)
def test_a_period_that_was_never_counted_is_missing(cast: Cast, listings: Indicator, query: str):
    assert _get(cast, f"/en/ward/kpis/t-listings/records/{query}").status_code == 404


def test_every_indicator_of_the_papers_has_its_page(cast: Cast):
    load_catalogue(kpis)
    client = Client()
    client.force_login(cast.official)
    for code in Indicator.objects.values_list("code", flat=True):
        assert client.get(f"/en/ward/kpis/{code}/").status_code == 200, code


@pytest.mark.parametrize("year", ["2024", "1900", "9999", "x", "99999999999999999999"])
def test_any_year_that_is_asked_for_answers(cast: Cast, year: str):
    load_catalogue(kpis)
    page = _get(cast, f"/en/ward/kpis/?year={year}&policy=nothing")
    assert page.status_code == 200
    assert page.context["year"].period.first >= date(2020, 4, 1)


def test_an_outlook_is_given_from_six_whole_months_on(cast: Cast, now: datetime):
    found = factories.make_indicator("t-outlook", "items-published", unit="items")
    day, months = now.replace(day=15, hour=12), 0
    while months < 5:
        day = (day.replace(day=1) - timedelta(days=10)).replace(day=15)
        make.make_opening(f"call {months}", now=day)
        months += 1
    roll_up(night=now.date(), now=now, cursor=found.pk - 1)
    assert "too few values, 5 of 6 months" in _get(cast, "/en/ward/kpis/t-outlook/").context["outlook"].refused
    make.make_opening("call 6", now=(day.replace(day=1) - timedelta(days=10)))
    roll_up(night=now.date(), now=now, cursor=found.pk - 1)
    page = _get(cast, "/en/ward/kpis/t-outlook/")
    assert "How often such a range holds cannot be tested yet." in page.content.decode()


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [("month", date(2026, 3, 1), date(2026, 3, 31)), ("year", date(2025, 4, 1), date(2026, 3, 31))],
)
def test_the_form_of_an_entry_begins_with_the_last_whole_period(period: str, first: date, last: date):
    definition = kpis.Definition(period=period)
    found = entry_views._usual(definition, datetime(2026, 3, 31, 15, 0, tzinfo=UTC))
    assert (found["first"], found["last"]) == (first, last), "midnight in Japan has passed"


def test_an_indicators_page_begins_with_where_it_stands(cast: Cast, listings: Indicator):
    tiles = _get(cast, "/en/ward/kpis/?policy=multi-actor").context["areas"]
    shown = next(tile for area in tiles for tile in area.tiles if tile.code == "t-listings")
    page = _get(cast, "/en/ward/kpis/t-listings/")
    assert page.context["tile"] == replace(shown, trend=None), "the same as on the dashboard; the line is a chart here"
    found = page.content.decode()
    link = found[found.index("/ward/kpis/t-listings/records/") :]
    assert "3 records" in link[: link.index("</a>")]


def test_who_looks_at_peoples_records_is_written_down(cast: Cast, listings: Indicator, now: datetime):
    pool = factories.make_indicator("t-pool", "volunteer-pool", period="total", adds_up="latest")
    make.make_profile("Nguyen Thi Lan", now=now)
    roll_up(night=now.date(), now=now, cursor=pool.pk - 1)
    for code in ("t-listings", "t-pool"):
        found = Measurement.objects.filter(indicator__code=code, records__gt=0).order_by("-last").first()
        assert found is not None
        assert _get(cast, f"/en/ward/kpis/{code}/records/?first={found.first}&last={found.last}").status_code == 200
    act = Act.objects.get(verb="look_at_records")
    assert (act.object_id, act.person_id, act.detail["shown"]) == (pool.pk, cast.official.person_id, 1)
