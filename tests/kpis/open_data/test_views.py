"""Files and pages for everybody: adopted targets, approved values, equal numbers, and no small group in any of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards.public_selectors import values_told
from kpis.dashboards.public_values import public_values
from kpis.dashboards.suppression import Shown
from kpis.measurements.models import Closing, Entry, Measurement
from kpis.measurements.recording import Value, record_counted, record_entry
from portal.shared.fiscal import Kind, period_of
from portal.shared.japan import JAPAN
from tests.factories import Cast
from tests.kpis.factories import make_definition, make_indicator

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST_YEAR = period_of(period_of(TODAY, Kind.YEAR).first.replace(month=3), Kind.YEAR)
MONTHS = list(LAST_YEAR.parts(Kind.MONTH))


def count(indicator: Indicator, days: tuple[date, date], number: int, **more: Any) -> None:
    definition = indicator.definitions.latest("version")
    found = Value(*days, value=Decimal(number), records=number, people=number, **more)
    assert record_counted(found, definition, night=TODAY, now=timezone.now())


def count_year(indicator: Indicator, numbers: Iterable[int]) -> None:
    """Months of last year, and their sum."""
    known = list(numbers)
    for month, number in zip(MONTHS, known, strict=False):
        count(indicator, (month.first, month.last), number)
    count(indicator, (LAST_YEAR.first, LAST_YEAR.last), sum(known))


def body(client: Client, path: str, encoding: str = "utf-8-sig") -> str:
    answer: Any = client.get(path)
    assert answer.status_code == 200, answer
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(encoding)


def rows(client: Client, name: str = "values") -> list[dict[str, str]]:
    text = body(client, f"/open-data/kpis/{name}.csv")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def make_entry(cast: Cast, indicator: Indicator, **fields: Any) -> Entry:
    values = {
        "definition": indicator.definitions.get(), "first": LAST_YEAR.first, "last": LAST_YEAR.last, "value": 61,
        "document": "調査報告", "method": "郵送", "entered_by": cast.manager.person, "entered_post": cast.post, **fields,
    }  # fmt: skip
    return Entry.objects.create(indicator=indicator, **values)


def test_nothing_hidden_can_be_worked_out_of_pages_and_files_together(client: Client) -> None:
    """The attacker adds up all that any page or file tells, and takes it away from every sum there is."""
    secret = make_indicator("t-secret", "matches-by-portal")
    count_year(secret, [20, 3, 31, 12, 0, 9, 15, 2, 17, 10, 8, 11])
    twin = make_indicator("t-people", unit="people")
    count_year(twin, [2, 1])
    told = [one for one in rows(client) if one["code"] == "t-secret"]
    months = {
        one["first"]: one for one in told if one["last"] < str(LAST_YEAR.last) or one["first"] != str(LAST_YEAR.first)
    }
    months = {day: one for day, one in months.items() if one["last"] != str(LAST_YEAR.last) or day[5:7] == "03"}
    (year,) = (one for one in told if (one["first"], one["last"]) == (str(LAST_YEAR.first), str(LAST_YEAR.last)))
    assert len(months) == 12
    hidden = [one for one in months.values() if one["suppressed"] == "true"]
    assert {str(MONTHS[1].first), str(MONTHS[7].first)} < {one["first"] for one in hidden}
    assert year["value"] == "138", "the year itself is told"
    left = 138 - sum(int(one["value"]) for one in months.values() if one["value"])
    assert left >= 5 + 4 * 2 and len(hidden) >= 3, "what is left over leaves every small number open"
    for one in (*hidden, *(one for one in rows(client) if one["code"] == "t-people")):
        clues = ("value", "numerator", "denominator", "revision", "reason", "computed")
        assert [one[name] for name in clues] == [""] * 6 and one["suppressed"] == "true"
    for language in ("ja", "ja-simple", "en"):
        for path in ("kpis/", "kpis/t-secret/", "kpis/t-people/"):
            page = client.get(f"/{language}/{path}")
            assert page.status_code == 200
            for shown in (*page.context.get("years", ()), *page.context.get("months", ())):
                assert shown.is_open or not any(letter in "0123467" for letter in shown.value)
    english = body(client, "/en/kpis/t-people/")
    assert "Fewer than 5" in english and ">3 people<" not in english
    values = json.loads(body(client, "/open-data/kpis/values.json"))["values"]
    pages = client.get("/en/kpis/t-secret/?unkept").context
    assert len(values) == len(rows(client))
    for one, line in zip(values, rows(client), strict=True):
        assert line["value"] == ("" if one["value"] is None else str(one["value"]))
        assert one["suppressed"] is (line["suppressed"] == "true")
    assert sum(not one.is_open for one in pages["months"]) == len(hidden)


def test_only_adopted_targets_and_approved_values_are_told(client: Client, cast: Cast) -> None:
    indicator = make_indicator("t-survey", unit="points", name_en="Community spirit", period="survey", adds_up="latest")
    Target.objects.create(indicator=indicator, kind="at-least", value=77)
    draft = make_entry(cast, indicator, value=61)
    empty = body(client, "/en/kpis/t-survey/")
    assert "77" not in empty and "61" not in empty and "has not decided" in empty
    assert rows(client) == [] and rows(client, "indicators")[-1]["targets"] == ""
    Entry.objects.filter(pk=draft.pk).update(
        status="approved", approved_by=cast.official.person, approved_post=cast.post, decided=timezone.now()
    )
    draft.refresh_from_db()
    record_entry(draft, now=timezone.now())
    Target.objects.filter(indicator=indicator).update(status="adopted", adopted=timezone.now())
    assert [one["value"] for one in rows(client)] == ["61"]
    assert json.loads(rows(client, "indicators")[-1]["targets"])[0]["value"] == 77
    page = client.get("/en/kpis/?again")
    tile = next(one for policy in page.context["policies"] for area in policy.areas.values() for one in area.tiles)
    assert (tile.value, tile.bar, tile.mark) == ("61 percentage points", 79, 100)
    assert "61 percentage points; the target is 77" in page.content.decode()
    Entry.objects.update(status="withdrawn")
    assert rows(client) == []


def test_few_people_have_no_bar_and_no_state(client: Client) -> None:
    indicator = make_indicator("t-few", unit="people")
    Target.objects.create(indicator=indicator, kind="at-least", value=20, status="adopted", adopted=timezone.now())
    count(indicator, (LAST_YEAR.first, LAST_YEAR.last), 3)
    page = client.get("/en/kpis/")
    (tile,) = (one for policy in page.context["policies"] for area in policy.areas.values() for one in area.tiles)
    assert (tile.value, tile.bar, tile.state_words, tile.target) == ("Fewer than 5", None, "", "20")


def test_numbers_of_people_move_once_a_month(client: Client) -> None:
    """Else the difference of two nights tells what one person did."""
    this = period_of(TODAY, Kind.YEAR)
    if this.first == TODAY.replace(day=1):
        pytest.skip("in April there is no month before")
    people, items = make_indicator("t-people", unit="people"), make_indicator("t-items", unit="items")
    for indicator in (people, items):
        definition = indicator.definitions.get()
        for night, number in ((TODAY.replace(day=1), 50), (TODAY, 51)):
            found = Value(this.first, this.last, Decimal(number), records=number, people=number)
            at = datetime.combine(night, datetime.min.time(), JAPAN)
            record_counted(found, definition, night=night, now=at)
    second = TODAY.day > 1
    assert {one["code"]: one["value"] for one in rows(client)} == {
        "t-people": "50" if second else "51",
        "t-items": "51",
    }


def test_parts_of_a_whole_hide_those_without_too(client: Client) -> None:
    share = make_indicator("t-share", unit="percent", adds_up="ratio")
    days = LAST_YEAR.first, LAST_YEAR.last
    found = Value(*days, Decimal("97.5"), Decimal(117), Decimal(120), 117)
    record_counted(found, share.definitions.get(), night=TODAY, now=timezone.now())
    (row,) = rows(client)
    assert (row["suppressed"], row["value"], row["denominator"]) == ("true", "", "")


def test_files_are_sent_again_only_when_something_changed(client: Client) -> None:
    indicator = make_indicator("t-items", unit="items", name_en='=HYPERLINK("http://x")')
    count(indicator, (LAST_YEAR.first, LAST_YEAR.last), 7)
    for name in ("indicators.csv", "values.csv", "values.json", "breakdowns.csv", "breakdowns.json"):
        first = client.get(f"/open-data/kpis/{name}")
        assert "https://creativecommons.org/licenses/by/4.0/" in first["Link"] and first["Last-Modified"]
        again = client.get(f"/open-data/kpis/{name}", HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    tag = client.get("/open-data/kpis/values.csv")["ETag"]
    definition = Definition.objects.get(indicator=indicator)
    record_counted(
        Value(LAST_YEAR.first, LAST_YEAR.last, Decimal(8), records=8), definition, night=TODAY, now=timezone.now()
    )
    assert client.get("/open-data/kpis/values.csv", HTTP_IF_NONE_MATCH=tag).status_code == 200
    (row,) = rows(client)
    assert (row["value"], row["revision"], row["reason"], row["origin"]) == ("8", "2", "late", "automatic")
    assert rows(client, "indicators")[-1]["name_en"].startswith("'=")
    assert "指標t-items" in body(client, "/open-data/kpis/values.csv?encoding=cp932", encoding="cp932")
    assert client.get("/open-data/kpis/values.csv?encoding=x").status_code == 400


def test_the_catalogue_explains_every_column(client: Client, cast: Cast) -> None:
    listed = client.get("/open-data/?format=json").json()
    (entry,) = (one for one in listed["datasets"] if one["id"] == "kpis")
    explained = [[column["name"] for column in table["columns"]] for table in entry["columns"]]
    heads = [
        body(client, f"/open-data/kpis/{name}.csv").splitlines()[0].split(",")
        for name in ("values", "indicators", "breakdowns")
    ]
    assert explained == heads
    assert "data-kpis" in body(client, "/open-data/")


def test_the_scoreboard_hides_what_the_files_hide(client: Client) -> None:
    """It reads fewer years; a programme over some of them, and an indicator with old values only, read all."""
    old, before = LAST_YEAR.previous().previous(), LAST_YEAR.previous()
    programme = (old.first, LAST_YEAR.last)
    wide, late, small = (make_indicator(f"t-{name}", unit="people") for name in ("wide", "late", "small"))
    for indicator, days, number in (
        (wide, programme, 90), (wide, (old.first, old.last), 3), (wide, (before.first, before.last), 40),
        (late, (old.first, old.last), 30), (small, (old.first, old.last), 4),
    ):  # fmt: skip
        count(indicator, days, number)
    told = {(one.code, one.days): one.shown for one in public_values(TODAY)}
    since = {(one.code, one.days): one.shown for one in public_values(TODAY, since=LAST_YEAR.first)}
    assert since == told and told["t-wide", programme] is Shown.WITHHELD
    count(small, (LAST_YEAR.first, LAST_YEAR.last), 20)
    assert len(list(public_values(TODAY, since=LAST_YEAR.first))) == len(told)
    tiles = [
        one
        for policy in client.get("/en/kpis/").context["policies"]
        for area in policy.areas.values()
        for one in area.tiles
    ]
    assert {one.code: one.value for one in tiles} == {
        "t-wide": "Not shown",
        "t-late": "30 people",
        "t-small": "20 people",
    }


def test_queries_are_as_many_for_one_year_as_for_ten(client: Client) -> None:
    def asked(path: str) -> int:
        values_told.cache_clear()
        with CaptureQueriesContext(connection) as found:
            body(client, path)
        return sum("content_version" not in one["sql"] for one in found.captured_queries)

    paths = ("/en/kpis/?x", "/en/kpis/t-1/?x", "/open-data/kpis/values.csv", "/open-data/kpis/indicators.csv")
    first = make_indicator("t-1")
    count_year(first, [10] * 12)
    few = [asked(path) for path in paths]
    for number in range(2, 6):
        other = make_indicator(f"t-{number}")
        count_year(other, [number * 5] * 12)
        make_definition(other, 2, "", starts=LAST_YEAR.first, reason="anders")
        Target.objects.create(indicator=other, kind="at-least", value=3, status="adopted", adopted=timezone.now())
    assert [asked(path) for path in paths] == few
    assert max(few[:2]) <= 8
    assert Measurement.objects.count() == 65


def test_a_line_says_what_time_it_is_and_up_to_which_day(client: Client) -> None:
    """Or a reader adds months to the year that they are in, and takes a running year for a whole one."""
    items, people = make_indicator("t-items", unit="items"), make_indicator("t-people", unit="people")
    this = period_of(TODAY, Kind.YEAR)
    count(items, (this.first, this.last), 40)
    count(items, (MONTHS[3].first, MONTHS[3].last), 7)
    count(people, (LAST_YEAR.first, MONTHS[5].last), 3)
    told = {(one["code"], one["period"]): one["until"] for one in rows(client)}
    yesterday = str(TODAY - timedelta(days=1))
    assert told == {
        ("t-items", "year"): yesterday,
        ("t-items", "month"): str(MONTHS[3].last),
        ("t-people", "other"): "",
    }


def test_a_line_says_its_name_and_whether_it_may_still_change(client: Client, cast: Cast) -> None:
    """A journalist opens one file: a running month is no final number, and a code is no name."""
    items = make_indicator("t-items", unit="items", name_en="Things lent")
    people = make_indicator("t-few", unit="people", name_en="People who lend")
    month, this = period_of(TODAY, Kind.MONTH), period_of(TODAY, Kind.YEAR)
    before = LAST_YEAR.previous()
    for days, number in ((month, 0), (this, 40), (LAST_YEAR, 60), (before, 50)):
        count(items, (days.first, days.last), number)
    for days in (LAST_YEAR, before):
        count(people, (days.first, days.last), 3)
    closed = {"report": [], "closed_post": cast.post}
    Closing.objects.create(
        fiscal_year=before.fiscal_year, number="1", closed=timezone.now() - timedelta(days=40), **closed
    )
    Closing.objects.create(fiscal_year=LAST_YEAR.fiscal_year, number="2", closed=timezone.now(), **closed)
    told = rows(client)
    assert {(one["name_ja"], one["name_en"]) for one in told} == {
        ("指標t-items", "Things lent"), ("指標t-few", "People who lend"),
    }  # fmt: skip
    assert {(one["code"], one["first"], one["last"]): one["status"] for one in told} == {
        ("t-items", str(month.first), str(month.last)): "running",
        ("t-items", str(this.first), str(this.last)): "running",
        ("t-items", str(LAST_YEAR.first), str(LAST_YEAR.last)): "final",
        ("t-items", str(before.first), str(before.last)): "final",
        ("t-few", str(LAST_YEAR.first), str(LAST_YEAR.last)): "provisional",  # its last edition comes next month
        ("t-few", str(before.first), str(before.last)): "final",
    }
    assert json.loads(body(client, "/open-data/kpis/values.json"))["values"][0]["name_en"] == "Things lent"
