"""What the desk says of a running year, of proposals, of corrections, and to whom it offers what."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.alerts.models import Alert
from kpis.alerts.services import handle_alert
from kpis.catalogue.models import Indicator, Target
from kpis.dashboards.trends import months_until
from kpis.measurements.entering import approve_entry
from kpis.measurements.recording import Value, record_counted
from portal.accounts.models import Post
from portal.shared.fiscal import Kind, fiscal_year, period_of
from portal.shared.japan import JAPAN
from tests.factories import make_person, make_post, make_user
from tests.kpis import factories

pytestmark = pytest.mark.django_db
NOW = datetime.combine(timezone.localdate(), datetime.min.time(), JAPAN) + timedelta(hours=9)
YEAR = fiscal_year(NOW.date() - timedelta(days=1))
DESK = "/en/ward/kpis/"


def _text(client: Client, path: str) -> str:
    return " ".join(client.get(f"{DESK}{path}").content.decode().split())


def _count(indicator: Indicator, first: date, last: date, value: int) -> None:
    found = Value(first, last, Decimal(value), records=value)
    record_counted(found, indicator.definitions.get(), night=NOW.date(), now=NOW)


def _grown(code: str = "t-grown", **target: Any) -> Indicator:
    """Ten a month for two years; 500 a year are wanted."""
    indicator = factories.make_indicator(code, "items-published", name_en=f"Grown {code}")
    running = period_of(NOW.date() - timedelta(days=1), Kind.MONTH)
    for days in months_until((running.first, running.last), 24):
        _count(indicator, *days, 10)
    for year in (YEAR - 1, YEAR):
        _count(indicator, date(year, 4, 1), date(year + 1, 3, 31), 120 if year < YEAR else 70)
    Target.objects.create(indicator=indicator, **{"kind": "at-least", "value": 500, **target})
    return indicator


def test_tile_card_and_paper_compare_a_part_with_the_same_part(official: Client):
    _grown(status="adopted", adopted=NOW)
    year = period_of(NOW.date() - timedelta(days=1), Kind.YEAR)
    over = sum(one.last < NOW.date() for one in year.parts(Kind.MONTH))
    if over in (0, 12):
        pytest.skip("no part of a year is over")
    page = official.get(f"{DESK}?policy=multi-actor")
    (tile,) = [one for area in page.context["areas"] for one in area.tiles if one.code == "t-grown"]
    assert tile.last_year.startswith("a year before, up to") and f": {10 * over} matches" in tile.last_year
    assert official.get(f"{DESK}t-grown/").context["tile"].last_year == tile.last_year
    assert f"it was {10 * over} matches." in _text(official, "t-grown/card/")
    (line,) = official.get(f"{DESK}reports/multi-actor/?area=999-9").context["report"].parts[0].lines
    assert line.before == str(10 * over) and line.before_when.startswith("up to")


def test_a_proposal_is_marked_and_not_counted(official: Client):
    _grown("t-adopted", status="adopted", adopted=NOW), _grown("t-proposed")
    page = official.get(f"{DESK}?policy=multi-actor")
    line = next(one for one in page.context["lines"] if one.code == "multi-actor")
    assert sum(number for _words, number in line.numbers) == 1
    assert 'data-label="Far behind"' in page.content.decode()
    tiles = {one.code: one for area in page.context["areas"] for one in area.tiles}
    proposed, adopted = tiles["t-proposed"], tiles["t-adopted"]
    assert proposed.state_words == f"As proposed: {adopted.state_words}"
    assert (proposed.badge, proposed.behind, adopted.behind) == ("unknown", False, True)
    report = official.get(f"{DESK}reports/multi-actor/?area=999-9").context["report"]
    assert (sum(number for _words, number in report.tally), report.unknown) == (1, 1)
    assert [one.indicator.code for one in report.attention] == ["t-adopted", "t-proposed"]


def test_a_tile_leads_to_the_records_behind_its_number(official: Client):
    _grown()
    page = _text(official, "?policy=multi-actor")
    tile = page[page.index('href="/en/ward/kpis/t-grown/"') :]
    found = re.search(r'href="(/en/ward/kpis/t-grown/records/\?[^"]+)"', tile[: tile.index("</li>")])
    assert found and official.get(found[1].replace("&amp;", "&")).status_code == 200


def test_the_paper_prints_what_somebody_wrote_about_an_alert(official: Client):
    indicator, post = _grown(status="adopted", adopted=NOW), Post.objects.create(kind=Post.Kind.OFFICIAL)
    alert = factories.make_alert(NOW - timedelta(days=1), indicator=indicator)
    by = make_person("Clerk").pk
    handle_alert(alert_id=alert.pk, note="Two fairs in November.", by=by, post_id=post.pk, now=NOW)
    paper = _text(official, "reports/multi-actor/?area=999-9")
    assert "Two fairs in November." in paper and f"({post.title}, " in paper
    assert "Two fairs" not in _text(official, f"reports/multi-actor/?area=999-9&year={YEAR - 1}")
    Alert.objects.update(status="ended", until=NOW.date())
    assert "Two fairs in November." in _text(official, "reports/multi-actor/?area=999-9"), "it still lies behind"


@pytest.mark.parametrize("kind", [Post.Kind.AUDITOR, Post.Kind.CONTRACTOR])
def test_who_may_not_write_is_offered_nothing_to_write(official: Client, kind: str):
    reader, user = Client(), make_user("reader@example.org")
    make_post(user, kind, timezone.now())
    reader.force_login(user)
    factories.make_alert(NOW, indicator=_grown(status="adopted", adopted=NOW))
    factories.make_indicator("t-waits")
    for path in ("?policy=multi-actor", "t-grown/", "t-waits/"):
        for words in ("Enter a value", "Say what is done"):
            assert words not in _text(reader, path), path
    assert "Enter a value" in _text(official, "t-waits/") and "Say what is done" in _text(official, "t-grown/")
    page = _text(official, "?policy=multi-actor")
    assert "Enter a value" in page and "Say what is done" in page


def _enter(value: str, reason: str = "") -> int:
    entry = factories.make_entry(NOW, value=Decimal(value), reason=reason, sample=12, origin="survey")
    post = Post.objects.create(kind=Post.Kind.OFFICIAL)
    approve_entry(entry_id=entry.pk, by=make_person("Colleague").pk, post_id=post.pk, now=NOW)
    return entry.pk


def test_a_correction_tells_the_old_value_and_why_and_leads_to_both_sources(official: Client):
    first = _enter("83")
    official.get(f"{DESK}t-entered/")
    second = _enter("80", "four answers counted twice")
    with CaptureQueriesContext(connection) as found:
        page = _text(official, "t-entered/")
    assert len(found) <= 15
    assert "<b>1</b>: 83 matches" in page and "<b>2</b>: 80 matches" in page
    assert 'The value was corrected: <span dir="auto">four answers counted twice</span>' in page
    for entry in (first, second):
        assert f"/en/ward/kpis/entries/{entry}/" in page
        assert official.get(f"{DESK}entries/{entry}/").status_code == 200


def test_nights_that_only_went_on_are_one_line_and_long_histories_are_cut(official: Client):
    indicator, first = factories.make_indicator("t-late", "items-published"), date(YEAR - 1, 4, 1)
    last = date(YEAR, 3, 31)
    for number in range(1, 8):
        night = last - timedelta(days=20 - number)
        found = Value(first, last, Decimal(number), records=number)
        record_counted(found, indicator.definitions.get(), night=night, now=NOW)
    assert "<details><summary>Revisions" not in _text(official, "t-late/")
    for number in range(8, 40):
        found = Value(first, last, Decimal(number), records=number)
        night = last + timedelta(days=number)
        record_counted(found, indicator.definitions.get(), night=night, now=NOW, before=night - timedelta(days=1))
    (row,) = official.get(f"{DESK}t-late/").context["others"]
    assert (len(row.history.revisions), row.history.more) == (20, 14)
    assert row.history.revisions[0].number == "39"


@pytest.mark.parametrize("path", ["t-grown/card/", "reports/multi-actor/"])
@pytest.mark.parametrize(("year", "status"), [("1999", 404), ("x", 404), (str(YEAR + 1), 404), (str(YEAR), 200)])
def test_a_year_of_which_there_is_no_paper_is_missing(official: Client, path: str, year: str, status: int):
    factories.make_indicator("t-grown")
    assert official.get(f"{DESK}{path}?year={year}").status_code == status
