"""Groups on the desk's page, on everybody's page and in the files: the same ones hidden, and nothing beside them tells."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.catalogue.models import Indicator
from kpis.dashboards import public_groups, views
from kpis.dashboards.public_groups import _NAMES, _TITLES, group_text
from kpis.measurements.models import Closing
from kpis.rollups.models import Breakdown
from kpis.rollups.services import roll_up
from kpis.sources.breakdowns import UNKNOWN, breakdowns_of
from kpis.sources.catalogue import SOURCES
from portal.accounts.models import Post
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from portal.shared.reach.models import PageViews
from tests.factories import Cast
from tests.kpis import factories
from tests.volunteers import factories as make
from volunteers.applications.models import Application
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOW = datetime.combine(TODAY, time(3), JAPAN)
THIS_YEAR = period_of(TODAY - timedelta(days=1), Kind.YEAR)
LAST_YEAR, OLD_YEAR = THIS_YEAR.previous(), THIS_YEAR.previous().previous()
FEW, MANY, ALONG, OTHER = "1310410001", "1310410004", "1310410002", "1310410003"
TOWNS = {FEW: 3, MANY: 9, ALONG: 6, OTHER: 8}
"""Of these the small one is hidden, and the one that follows it by its code."""


@pytest.fixture
def people() -> dict[str, list[VolunteerProfile]]:
    return {
        town: [make.make_profile(f"{town} {n}", now=NOW, town_code=f"{town}000") for n in range(9)] for town in TOWNS
    }


def _matches(people: Mapping[str, list[VolunteerProfile]], sizes: Mapping[str, int], day: date) -> None:
    """One opening, and so many people of each town who got a place in it that day."""
    at = datetime.combine(day, time(12), JAPAN)
    opening = make.make_opening(f"opening {day}", now=at)
    shift = make.make_shift(opening, now=at, places=99)
    for town, size in sizes.items():
        for profile in people[town][:size]:
            make.make_application(profile, shift, now=at)


def _night(indicator: Indicator, night: date = TODAY) -> None:
    roll_up(night=night, now=NOW, cursor=indicator.pk - 1)


def _official(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.official)
    return client


def _rows(client: Client) -> list[dict[str, str]]:
    answer: Any = client.get("/open-data/kpis/breakdowns.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def _of(rows: Iterable[dict[str, str]], by: str) -> dict[str, int]:
    return {one["group"]: int(one["value"]) for one in rows if one["by"] == by}


@pytest.fixture
def matches(people: dict[str, list[VolunteerProfile]]) -> Indicator:
    found = factories.make_indicator("t-matches", "matches-by-portal")
    _matches(people, TOWNS, LAST_YEAR.first + timedelta(days=40))
    _night(found)
    return found


def test_the_desk_shows_groups_and_as_many_records_as_each_says(cast: Cast, matches: Indicator) -> None:
    client = _official(cast)
    page = client.get("/en/ward/kpis/t-matches/")
    town = page.context["broken"].parts[0]
    assert [(line.code, line.value, line.share) for line in town.lines] == [
        (MANY, "9 matches", 35), (OTHER, "8 matches", 31),
    ]  # fmt: skip
    assert town.rest.value == "9 matches" and town.hides
    shown = page.content.decode()
    assert "Others together" in shown and "would give them away" in shown
    assert FEW not in shown and ALONG not in shown
    links = [unescape(one) for one in re.findall(r'href="([^"]+by=town[^"]+)"', shown)]
    for link, number in zip(links, (9, 8), strict=True):
        records = client.get(link)
        assert len(records.context["records"]) == records.context["total"] == records.context["expected"] == number


def test_a_group_of_many_records_of_few_people_is_not_told(cast: Cast, people: Any) -> None:
    """Three people of a town in six openings each: eighteen matches that nobody reads apart."""
    found = factories.make_indicator("t-matches", "matches-by-portal")
    for day in range(40, 46):
        _matches(people, TOWNS, LAST_YEAR.first + timedelta(days=day))
    _night(found)
    kept = {one.group: (one.records, one.people) for one in Breakdown.objects.filter(indicator=found, by="town")}
    assert kept[FEW] == (18, 3) and kept[MANY] == (54, 9)
    page = _official(cast).get("/en/ward/kpis/t-matches/")
    assert [line.code for line in page.context["broken"].parts[0].lines] == [MANY, OTHER]
    records = f"/en/ward/kpis/t-matches/records/?first={LAST_YEAR.first}&last={LAST_YEAR.last}&by=town&group="
    assert [_official(cast).get(records + one).status_code for one in (FEW, MANY)] == [404, 200]


@pytest.mark.parametrize("group", [f"town&group={FEW}", f"town&group={ALONG}", "town", "town&group=x", "x&group=x", ""])
def test_the_list_of_a_group_that_is_not_shown_is_missing(cast: Cast, matches: Indicator, group: str) -> None:
    days = f"first={LAST_YEAR.first}&last={LAST_YEAR.last}"
    assert _official(cast).get(f"/en/ward/kpis/t-matches/records/?{days}&by={group}").status_code == 404


def test_a_group_that_became_small_since_last_night_is_missing(cast: Cast, matches: Indicator) -> None:
    gone = Application.objects.filter(profile__town_code__startswith=MANY)[:6]
    Application.objects.filter(pk__in=[one.pk for one in gone]).update(status=Application.Status.WITHDRAWN)
    days = f"first={LAST_YEAR.first}&last={LAST_YEAR.last}"
    assert _official(cast).get(f"/en/ward/kpis/t-matches/records/?{days}&by=town&group={MANY}").status_code == 404


def test_groups_that_are_not_those_of_the_value_are_not_shown(cast: Cast, matches: Indicator, client: Client) -> None:
    _close(LAST_YEAR.fiscal_year)
    Breakdown.objects.filter(indicator=matches, by="channel").update(records=25)
    assert _rows(client) == []
    assert "not known" in _official(cast).get("/en/ward/kpis/t-matches/").content.decode()


def _close(year: int) -> None:
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    Closing.objects.create(fiscal_year=year, number=f"{year}-1", report={}, closed=NOW, closed_post=post)


def test_groups_of_people_are_told_to_everybody_once_their_year_is_final(
    people: dict[str, list[VolunteerProfile]], matches: Indicator, client: Client
) -> None:
    """Else two files a night apart would tell where the match of that day lives."""
    _matches(people, TOWNS, OLD_YEAR.first + timedelta(days=40))
    _matches(people, TOWNS, THIS_YEAR.first)
    Breakdown.objects.all().delete()
    fresh = factories.make_indicator("t-fresh", "matches-by-portal")
    _night(fresh)
    assert {(one["code"], one["first"]) for one in _rows(client)} == {("t-fresh", str(OLD_YEAR.first))}
    page = client.get("/en/kpis/t-fresh/")
    assert page.context["broken"].when == f"Fiscal year {OLD_YEAR.fiscal_year}"
    _close(LAST_YEAR.fiscal_year)
    assert {one["first"] for one in _rows(client)} == {str(OLD_YEAR.first), str(LAST_YEAR.first)}


def test_pages_and_files_tell_the_same_and_add_up_to_the_number(matches: Indicator, client: Client) -> None:
    _close(LAST_YEAR.fiscal_year)
    rows = _rows(client)
    assert _of(rows, "town") == {MANY: 9, OTHER: 8, "others": 9}
    assert _of(rows, "field") == {"2": 26}
    assert {one["suppressed"] for one in rows if one["group"] == "others"} == {"true"}
    assert {(one["name_ja"], one["name_en"]) for one in rows if one["group"] == "2"} == {
        ("社会教育の推進", "Social education")
    }
    told = json.loads(b"".join(client.get("/open-data/kpis/breakdowns.json").streaming_content))["breakdowns"]  # type: ignore[attr-defined]
    assert [(one["by"], one["group"], str(one["value"])) for one in told] == [
        (one["by"], one["group"], one["value"]) for one in rows
    ]
    for language in ("ja", "ja-simple", "en"):
        page = client.get(f"/{language}/kpis/t-matches/?{language}")
        part = page.context["broken"].parts[0]
        assert [line.code for line in part.lines] == [MANY, OTHER]
        assert page.context["broken"].value.startswith("26")
        assert FEW not in page.content.decode()


def test_a_number_that_is_hidden_has_no_groups(people: dict[str, list[VolunteerProfile]], client: Client) -> None:
    found = factories.make_indicator("t-few", "matches-by-portal")
    _matches(people, {FEW: 4}, LAST_YEAR.first)
    _night(found)
    _close(LAST_YEAR.fiscal_year)
    assert Breakdown.objects.filter(indicator=found).exists()
    assert _rows(client) == [] and client.get("/en/kpis/t-few/").context["broken"] is None


def test_what_counts_no_people_is_told_every_night(client: Client) -> None:
    views = factories.make_indicator("t-views", "page-views", unit="page-views")
    PageViews.objects.create(day=TODAY - timedelta(days=1), kind="map", language="vi", views=2)
    _night(views)
    assert _of(_rows(client), "language") == {"vi": 2} and _of(_rows(client), "page-kind") == {"map": 2}
    assert "Vietnamese" in client.get("/en/kpis/t-views/").content.decode()


def test_languages_people_speak_stay_in_the_house(cast: Cast, client: Client) -> None:
    """Somebody may be in several of them, so a number's groups do not add up, and others could be worked out."""
    pool = factories.make_indicator("t-pool", "volunteer-pool", unit="people", adds_up="latest", period="total")
    for number in range(12):
        spoken = ("ja", "vi") if number < 6 else ("ja", "ne") if number < 8 else ("ja",)
        make.make_profile(f"speaker {number}", now=NOW, languages_basic=spoken)
    _night(pool)
    spoken_part = next(
        one for one in _official(cast).get("/en/ward/kpis/t-pool/").context["broken"].parts if one.by == "spoken"
    )
    assert [line.code for line in spoken_part.lines] == ["ja", "vi"] and spoken_part.rest is None
    assert _rows(client) == []


def test_every_group_has_a_name_in_the_readers_language() -> None:
    for key in SOURCES:
        for by in breakdowns_of(SOURCES[key]):
            assert by in _TITLES and (by == "town" or by in _NAMES), (key, by)
    names = [str(group_text("town", MANY, language)) for language in ("ja", "ja-simple", "en")]
    assert names == ["若葉", "{若葉|わかば}", "Wakaba"]
    assert str(group_text("field", UNKNOWN, "en")) == "Not known"
    assert str(group_text("town", "9999999999", "en")) == "9999999999"


def test_the_desk_shows_the_greatest_groups_and_all_when_asked(
    cast: Cast, people: dict[str, list[VolunteerProfile]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (public_groups, views):
        monkeypatch.setattr(room, "LINES_SHOWN", 1)
    towns = factories.make_indicator("t-towns", "matches-by-portal")
    _matches(people, TOWNS, LAST_YEAR.first)
    _night(towns)
    address = f"/en/ward/kpis/t-towns/?of={LAST_YEAR.first}"
    page, every = (_official(cast).get(one).content.decode() for one in (address, f"{address}&all=1"))
    assert "All 2 groups" in page and f"?all=1&amp;of={LAST_YEAR.first}#breakdowns" in page
    assert page.count("by=town") == 1 and every.count("by=town") == 2
    assert "All 2 groups" not in every and "Others together" in every and "Others together" not in page


def test_the_desk_leads_to_the_groups_of_each_year(cast: Cast, people: dict[str, list[VolunteerProfile]]) -> None:
    towns = factories.make_indicator("t-towns", "matches-by-portal")
    _matches(people, TOWNS, LAST_YEAR.first)
    _matches(people, {MANY: 9}, TODAY - timedelta(days=3))
    _night(towns)
    this, last = LAST_YEAR.next(), LAST_YEAR
    for asked, current in (("", this), (f"?of={last.first}", last)):
        page = _official(cast).get(f"/en/ward/kpis/t-towns/{asked}").content.decode()
        tabs = re.findall(r'<a href="\?of=([^#]+)#breakdowns"( aria-current="page")?>([^<]+)</a>', page)
        assert [(first, words, bool(marked)) for first, marked, words in tabs] == [
            (str(one.first), f"Fiscal year {one.first.year}", one == current) for one in (this, last)
        ]


def _asked_of(found: CaptureQueriesContext) -> int:
    """The version of what is shown is asked for at most once a second, so not in every request."""
    return sum("content_version" not in each["sql"] for each in found.captured_queries)


def test_queries_are_as_many_for_one_town_as_for_four(
    cast: Cast, people: dict[str, list[VolunteerProfile]], client: Client
) -> None:
    desk = _official(cast)

    def asked() -> list[int]:
        counts: list[int] = []
        for one, path in ((client, "/en/kpis/t-towns/"), (desk, "/en/ward/kpis/t-towns/")):
            with CaptureQueriesContext(connection) as found:
                assert one.get(f"{path}?x={Breakdown.objects.count()}").status_code == 200
            counts.append(_asked_of(found))
        with CaptureQueriesContext(connection) as found:
            assert _rows(client)
        return [*counts, _asked_of(found)]

    towns = factories.make_indicator("t-towns", "matches-by-portal")
    _matches(people, {MANY: 9}, LAST_YEAR.first)
    _night(towns)
    _close(LAST_YEAR.fiscal_year)
    few = asked()
    more = factories.make_indicator("t-more", "matches-by-portal")
    _matches(people, TOWNS, OLD_YEAR.first)
    _night(more)
    assert asked() == few and few[0] <= 10
