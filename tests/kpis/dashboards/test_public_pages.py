"""What residents read of a number: on the scoreboard and on its page the same, and the same as at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kpis.catalogue.models import Definition, Indicator, PolicyArea, Target
from kpis.dashboards.public_tiles import PublicTile
from kpis.dashboards.public_wording import target_days_words
from kpis.dashboards.selectors import year_of
from kpis.dashboards.trends import months_until
from kpis.measurements.models import Entry
from kpis.measurements.recording import Value, record_counted, record_entry
from kpis.rollups.spans import last_day
from portal.shared.fiscal import Kind, period_of
from portal.shared.versions import content_changed
from tests.factories import Cast
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = year_of(None, last_day(TODAY))
MONTHS = months_until(YEAR.month, 24)
LAST_YEAR = period_of(TODAY, Kind.YEAR).previous()
NIGHT = last_day(TODAY).replace(day=1)
"""Numbers of people are told as the first night of a month found them."""


@pytest.fixture(autouse=True)
def _fresh() -> None:
    caches["pages"].clear()


def count(indicator: Indicator, days: Any, number: int) -> None:
    definition = indicator.definitions.latest("version")
    found = Value(*days, value=Decimal(number), records=number, people=number)
    record_counted(found, definition, night=NIGHT, now=timezone.now())


def want(indicator: Indicator, number: int, **columns: Any) -> Target:
    return Target.objects.create(
        indicator=indicator,
        kind="at-least",
        value=number,
        status="adopted",
        adopted=timezone.now(),
        **columns,
    )


def tiles(client: Client) -> dict[str, PublicTile]:
    found: dict[str, PublicTile] = {}
    for policy in client.get("/en/kpis/").context["policies"]:
        found |= {one.code: one for area in policy.areas.values() for one in area.tiles}
    return found


def _approved(indicator: Indicator, cast: Cast, days: tuple[date, date], value: int) -> Entry:
    return Entry.objects.create(
        indicator=indicator, definition=indicator.definitions.get(), first=days[0], last=days[1], value=value,
        origin="manual", document="報告", method="電話", status="approved", decided=timezone.now(),
        entered_by=cast.manager.person, entered_post=cast.post, approved_by=cast.official.person,
        approved_post=cast.post,
    )  # fmt: skip


def words_of_trends(cast: Cast, code: str) -> tuple[str, str]:
    """What everybody reads of where it goes, and what officials read."""
    found = tiles(Client())[code].trend
    desk = Client()
    desk.force_login(cast.official)
    areas = desk.get("/en/ward/kpis/?policy=multi-actor").context["areas"]
    (tile,) = [tile for area in areas for tile in (*area.tiles, *area.waiting) if tile.code == code]
    assert found
    return found.words, tile.trend.words


def count_months(indicator: Indicator, numbers: Iterable[int]) -> None:
    for days, number in zip(MONTHS, numbers, strict=True):
        count(indicator, days, number)


def test_both_sides_of_the_house_hold_the_same_two_years_against_each_other(cast: Cast) -> None:
    """The months since April alone have fallen; with those before, all is as it was."""
    items = make_indicator("t-items", unit="items", period="month")
    count_months(items, [*range(10, 22), *reversed(range(10, 22))])
    assert words_of_trends(cast, "t-items") == ("As last year", "As last year")


def test_nothing_is_said_of_a_trend_of_which_a_month_is_kept_from_everybody(cast: Cast) -> None:
    people = make_indicator("t-people", unit="people", adds_up="latest", period="month")
    count_months(people, [10] * 6 + [3] + [10] * 5 + [20] * 12)
    assert words_of_trends(cast, "t-people") == ("", "Rising against last year")


def test_nothing_is_said_of_months_that_were_counted_in_another_way(cast: Cast) -> None:
    items = make_indicator("t-items", "items-published", unit="items", period="month")
    for days in MONTHS[:12]:
        count(items, days, 10)
    make_definition(items, 2, "page-views", unit="items", period="month", starts=MONTHS[12][0], reason="anders")
    for days in MONTHS[12:]:
        count(items, days, 30)
    assert words_of_trends(cast, "t-items")[0] == ""


def test_a_page_begins_with_the_same_facts_as_the_scoreboard(client: Client) -> None:
    items = make_indicator("t-items", unit="items", adds_up="sum")
    want(items, 40)
    count(items, YEAR.days, 41)
    page = client.get("/en/kpis/t-items/")
    assert page.context["tile"] == tiles(client)["t-items"]
    body = page.content.decode()
    top = body[body.index("<h1") : body.index('id="what"')]
    assert all(words in top for words in ("41 items", "Reached", page.context["tile"].reason))


def test_what_is_told_is_decided_once_for_all_languages_until_a_night_or_an_approval(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    items = make_indicator("t-items", unit="items", adds_up="sum")
    count(items, YEAR.days, 41)

    def read(path: str) -> tuple[str, bool]:
        with CaptureQueriesContext(connection) as found:
            page = client.get(path).content.decode()
        return page, any("DISTINCT ON" in one["sql"] for one in found.captured_queries)

    page, decided = read("/en/kpis/")
    assert "41 items" in page and decided
    page, decided = read("/ja/kpis/?past-the-kept-page")
    assert "41件" in page and not decided
    count(items, YEAR.days, 42)
    with django_capture_on_commit_callbacks(execute=True):
        content_changed()
    page, decided = read("/en/kpis/")
    assert "42 items" in page and decided
    with django_capture_on_commit_callbacks(execute=True):
        record_entry(_approved(items, cast, YEAR.days, 43), now=timezone.now())
    assert "43 items" in read("/en/kpis/")[0]


def test_where_all_numbers_come_from_is_said_once(client: Client, cast: Cast) -> None:
    items = make_indicator("t-items", unit="items", period="month")
    count_months(items, range(5, 29))
    said = "Counted by this site"
    page = client.get("/en/kpis/t-items/").content.decode()
    assert page.count(said) == 2, "above the months of this year, and above those before"
    record_entry(_approved(items, cast, MONTHS[20], 9), now=timezone.now())
    caches["pages"].clear()
    page = client.get("/en/kpis/t-items/").content.decode()
    assert page.count(said) == 23 and page.count("Reported to the ward") == 1


def test_a_cell_holds_one_piece_so_that_readings_stay_with_their_words(client: Client, cast: Cast) -> None:
    """On a phone cells are boxes that pull their pieces apart."""
    items = make_indicator("t-items", unit="people", period="month")
    count_months(items, range(10, 34))
    page = client.get("/ja-simple/kpis/t-items/").content.decode()
    assert "<ruby>" in page
    cells = [
        cell
        for table in re.findall(r'<table class="table table--cards">.*?</table>', page, re.S)
        for cell in re.findall(r"<(?:td|th scope=\"row\")[^>]*>(.*?)</t[dh]>", table, re.S)
    ]
    assert cells and all(one.startswith("<span>") and one.endswith("</span>") for one in cells)


def test_one_number_with_two_targets_says_so(client: Client) -> None:
    one, other = (make_indicator(f"t-{name}", "matches-by-portal") for name in ("one", "other"))
    other.area, _made = PolicyArea.objects.get_or_create(
        code="999-8", defaults={"policy": "npo-collaboration", "name_ja": "試験", "name": "試験"}
    )
    other.save()
    part = make_indicator("t-part", "matches-multicultural")
    for indicator, number in ((one, 100), (other, 500), (part, 30)):
        want(indicator, number)
        count(indicator, (LAST_YEAR.first, LAST_YEAR.last), 104)
    found = tiles(client)
    assert found["t-one"].elsewhere == [
        "The same number counts for “Collaboration with NPOs (001)”. The target there: At least 500 matches."
    ]
    assert found["t-other"].elsewhere == [
        "The same number counts for “Collaboration of many (002)”. The target there: At least 100 matches."
    ]
    assert found["t-part"].elsewhere == ["This is a part of what other policies count."]
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/en/kpis/t-one/?x")
    assert found["t-one"].elsewhere[0] in page.content.decode() and page.context["tile"] == found["t-one"]
    assert sum("content_version" not in query["sql"] for query in asked.captured_queries) <= 10


def test_what_is_still_to_come_is_folded_once_for_each_policy(client: Client) -> None:
    for number in range(3):
        make_indicator(f"t-{number}")
    page = client.get("/en/kpis/").content.decode()
    section = page[page.index('id="multi-actor"') :]
    section = section[: section.index("</section>")]
    folded = section[section.index("<details>") : section.index("</details>")]
    number = Indicator.objects.filter(area__policy="multi-actor", role="tile").count()
    assert f"{number} numbers are still to come" in folded and folded.count("<a ") == section.count("<a ") == number
    assert folded.count("t-") >= 3
    assert "<h3" not in section.replace(folded, "") and 'class="count"' not in section


@pytest.mark.parametrize(
    ("role", "said"), [("rule", "a rule of a service"), ("statement", "an aim"), ("benchmark", "to compare")]
)
def test_what_is_no_number_has_no_number_to_come(client: Client, role: str, said: str) -> None:
    make_indicator("t-fee", unit="yen", method="It costs nothing.", method_en="It costs nothing.")
    Indicator.objects.filter(code="t-fee").update(role=role)
    page = client.get("/en/kpis/t-fee/").content.decode()
    assert said in page and "It costs nothing." in page
    assert "No number yet" not in page and "has not decided" not in page


def test_what_is_listed_again_leads_to_the_number(client: Client) -> None:
    first, again = make_indicator("t-first"), make_indicator("t-again")
    Indicator.objects.filter(pk=again.pk).update(role="repeat", repeats=first)
    assert client.get("/en/kpis/t-again/").headers["Location"] == "/en/kpis/t-first/"


@pytest.mark.parametrize(
    ("period", "columns", "said"),
    [
        ("year", {}, "Each fiscal year"), ("month", {}, "Each month"), ("total", {}, ""), ("programme", {}, "At the end"),
        ("year", {"last": date(2026, 3, 31)}, "up to 31 March 2026"),
        ("programme", {"stage": "midterm"}, "At mid-term"),
    ],
)  # fmt: skip
def test_a_target_says_for_when_it_is(period: str, columns: dict[str, Any], said: str) -> None:
    with translation.override("en"):
        assert target_days_words(Target(**columns), Definition(period=period)) == said
