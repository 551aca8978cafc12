"""A typed value counts once a colleague approved it, and never twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from kpis.measurements.entering import approve_entry, change_entry, enter_value, return_entry, withdraw_entry
from kpis.measurements.models import Closing, Entry, Measurement
from kpis.measurements.recording import Value, record_counted
from portal.accounts.models import Person, Post
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.transitions import MoveRefusedError
from tests import factories as people
from tests.factories import Cast
from tests.kpis import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=JAPAN)
COLUMNS: dict[str, Any] = {
    "first": date(2025, 4, 1), "last": date(2026, 3, 31), "origin": "survey", "value": Decimal("12.5"),
    "numerator": Decimal(25), "denominator": Decimal(200), "sample": 200, "document": "区民調査 2025", "method": "郵送",
    "reason": "",
}  # fmt: skip


@pytest.fixture
def post() -> Post:
    return Post.objects.create(kind=Post.Kind.OFFICIAL)


@pytest.fixture
def two() -> tuple[Person, Person]:
    return people.make_person("first"), people.make_person("second")


@pytest.fixture
def rate():
    return factories.make_indicator("t-rate", unit="percent", adds_up="ratio", period="survey")


def _enter(rate, person: Person, post: Post, **columns: Any) -> Entry:
    return enter_value(indicator_id=rate.pk, columns={**COLUMNS, **columns}, by=person.pk, post_id=post.pk, now=NOW)


def test_a_survey_counts_once_a_colleague_approved_it(rate, two, post):
    entry = _enter(rate, two[0], post)
    assert not Measurement.objects.filter(indicator=rate).exists()
    with pytest.raises(MoveRefusedError) as refused:
        approve_entry(entry_id=entry.pk, by=two[0].pk, post_id=post.pk, now=NOW)
    assert refused.value.denial.code == "own-entry"
    found = approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert (found.value, found.numerator, found.denominator, found.origin, found.revision) == (
        Decimal("12.5"), 25, 200, "survey", 1,
    )  # fmt: skip
    with pytest.raises(MoveRefusedError):
        approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert list(Act.objects.filter(object_id=entry.pk).values_list("verb", flat=True).order_by("pk")) == [
        "enter_value", "approve_entry",
    ]  # fmt: skip


def test_a_correction_says_why_and_is_a_revision(rate, two, post):
    first = _enter(rate, two[0], post)
    approve_entry(entry_id=first.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    with pytest.raises(ValidationError) as refused:
        _enter(rate, two[0], post, value=Decimal(13), numerator=Decimal(26))
    assert set(refused.value.message_dict) == {"reason"}
    again = _enter(rate, two[0], post, value=Decimal(13), numerator=Decimal(26), reason="一通が後から届いた")
    found = approve_entry(entry_id=again.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert (found.revision, found.reason, found.words) == (2, "correction", "一通が後から届いた")


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"last": date(2025, 3, 31)}, "last"),
        ({"last": date(2026, 11, 23)}, "last"),
        ({"sample": None}, "sample"),
        ({"denominator": None}, "denominator"),
        ({"denominator": Decimal(0)}, "denominator"),
        ({"value": Decimal(14)}, "value"),
        ({"document": " "}, "document"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(rate, two, post, columns: dict[str, Any], field: str):
    with pytest.raises(ValidationError) as refused:
        _enter(rate, two[0], post, **columns)
    assert field in refused.value.message_dict
    assert not Entry.objects.exists()


def test_what_is_returned_is_mended_and_handed_in_again(rate, two, post):
    entry = _enter(rate, two[0], post)
    with pytest.raises(MoveRefusedError):
        return_entry(entry_id=entry.pk, reason=" ", by=two[1].pk, now=NOW)
    return_entry(entry_id=entry.pk, reason="which question?", by=two[1].pk, now=NOW)
    columns = {**COLUMNS, "method": "郵送、問 3"}
    change_entry(entry_id=entry.pk, columns=columns, by=two[0].pk, post_id=post.pk, now=NOW)
    entry.refresh_from_db()
    assert (entry.status, entry.method) == ("submitted", "郵送、問 3")
    with pytest.raises(MoveRefusedError):
        withdraw_entry(entry_id=entry.pk, by=two[1].pk, now=NOW)
    withdraw_entry(entry_id=entry.pk, by=two[0].pk, now=NOW)


def test_a_closed_year_takes_nothing_more(rate, two, post):
    entry = _enter(rate, two[0], post)
    Closing.objects.create(fiscal_year=2025, number="2025-1", report={}, closed=NOW, closed_post=post)
    with pytest.raises(MoveRefusedError) as refused:
        approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert refused.value.denial.code == "year-closed"
    with pytest.raises(ValidationError):
        _enter(rate, two[0], post)


def test_the_database_itself_knows_two_people(rate, two, post):
    entry = _enter(rate, two[0], post)
    with pytest.raises(IntegrityError, match="entry_approved_by_another"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(status="approved", approved_by=two[0], approved_post=post, decided=NOW)


def test_a_night_leaves_what_people_stand_for(rate, two, post):
    entry = _enter(rate, two[0], post)
    approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    value = Value(COLUMNS["first"], COLUMNS["last"], Decimal(99))
    assert record_counted(value, rate.definitions.get(), night=NOW.date(), now=NOW) is None


def test_two_officials_enter_and_approve_in_the_browsers_way(cast: Cast, rate):
    second = people.make_user("second-official@example.org")
    people.make_post(second, Post.Kind.OFFICIAL, timezone.now())
    mine, theirs = Client(), Client()
    mine.force_login(cast.official)
    theirs.force_login(second)
    typed = {name: str(value) for name, value in COLUMNS.items()}
    wrong = mine.post("/en/ward/kpis/t-rate/enter/", {**typed, "value": "50"})
    assert wrong.status_code == 422 and "12.5 %" in wrong.content.decode()
    assert mine.post("/en/ward/kpis/t-rate/enter/", typed).status_code == 302
    entry = Entry.objects.get()
    page = f"/en/ward/kpis/entries/{entry.pk}/"
    assert mine.post(page, {"verb": "approve"}).status_code == 422
    assert "colleague" in mine.get(page).content.decode()
    assert theirs.post(page, {"verb": "approve"}).status_code == 302
    assert "12.5 %" in mine.get("/en/ward/kpis/t-rate/").content.decode()


def test_of_a_double_click_one_value_waits(rate, two, post):
    entry = _enter(rate, two[0], post)
    with pytest.raises(ValidationError, match="waits for approval already"):
        _enter(rate, two[1], post)
    assert Entry.objects.get() == entry


def test_nothing_takes_the_place_of_another_value_without_a_reason(rate, two, post):
    """The night, or a colleague, was faster than whoever approves."""
    entry = _enter(rate, two[0], post)
    found = Value(COLUMNS["first"], COLUMNS["last"], Decimal(11))
    record_counted(found, rate.definitions.get(), night=NOW.date(), now=NOW)
    with pytest.raises(MoveRefusedError) as refused:
        approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert refused.value.denial.code == "reason-needed"
    return_entry(entry_id=entry.pk, reason="why?", by=two[1].pk, now=NOW)
    columns = {**COLUMNS, "reason": "the survey is more exact"}
    change_entry(entry_id=entry.pk, columns=columns, by=two[0].pk, post_id=post.pk, now=NOW)
    found = approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert (found.revision, found.words) == (2, "the survey is more exact")


def test_whoever_entered_it_reads_why_it_came_back(cast: Cast, rate, two, post):
    entry = _enter(rate, two[0], post)
    return_entry(entry_id=entry.pk, reason="Which question was it?", by=two[1].pk, now=NOW)
    client = Client()
    client.force_login(cast.official)
    for address in (f"/en/ward/kpis/entries/{entry.pk}/", f"/en/ward/kpis/entries/{entry.pk}/change/"):
        assert "Which question was it?" in client.get(address).content.decode(), address


def test_nobody_approves_what_came_in_the_place_of_what_was_looked_at(cast: Cast, rate, two, post):
    entry, client = _enter(rate, two[0], post), Client()
    client.force_login(cast.official)
    page = f"/en/ward/kpis/entries/{entry.pk}/"
    seen = client.get(page).context["form"]["revision"].value()
    return_entry(entry_id=entry.pk, reason="which question?", by=two[1].pk, now=NOW)
    columns = {**COLUMNS, "value": Decimal(99), "numerator": None, "denominator": None}
    change_entry(entry_id=entry.pk, columns=columns, by=two[0].pk, post_id=post.pk, now=NOW)
    refused = client.post(page, {"verb": "approve", "revision": seen})
    assert refused.status_code == 422 and "99 %" in refused.content.decode()
    assert not Measurement.objects.filter(indicator=rate).exists()
    again = refused.context["form"]["revision"].value()
    assert client.post(page, {"verb": "approve", "revision": again}).status_code == 302
    assert "Value until now" not in client.get(page).content.decode()


def test_whoever_approves_sees_the_values_before_and_is_asked_about_one_far_from_them(cast: Cast, rate, two, post):
    client, parts = Client(), {"numerator": None, "denominator": None}
    client.force_login(cast.official)
    for year, value in ((2023, "8"), (2024, "9.5")):
        days = {"first": date(year, 4, 1), "last": date(year + 1, 3, 31)}
        entry = _enter(rate, two[0], post, **parts, **days, value=Decimal(value))
        approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    month = {"first": date(2025, 3, 1), "last": date(2025, 3, 31)}
    other = _enter(rate, two[0], post, **parts, **month, value=Decimal(40))
    approve_entry(entry_id=other.pk, by=two[1].pk, post_id=post.pk, now=NOW)

    def page(value: str, **columns: Any) -> str:
        entry = _enter(rate, two[0], post, **parts, value=Decimal(value), **columns)
        found = client.get(f"/en/ward/kpis/entries/{entry.pk}/").content.decode()
        withdraw_entry(entry_id=entry.pk, by=two[0].pk, now=NOW)
        return found

    near, far = page("12.5"), page("95")
    assert "Earlier value (Fiscal year 2024)" in near and "9.5 %" in near and "40 %" not in near and "8 %" not in near
    assert "Far from the value before" not in near and "Far from the value before" in far
    assert "Far from the value before" in page("0")
    one_day = page("90", first=date(2025, 4, 10), last=date(2025, 4, 10))
    assert "40 %" not in one_day and "Far from the value before" not in one_day, "a day is not held against a month"
    corrected = {"first": date(2024, 4, 1), "last": date(2025, 3, 31), "reason": "slip"}
    assert "Far from the value before" in page("1.9", **corrected)
    assert "Far from the value before" not in page("8.9", **corrected)


def test_a_programme_is_measured_though_its_first_years_are_closed(two, post):
    programme = factories.make_indicator("t-programme", period="programme", unit="hours")
    for year in (2023, 2024):
        Closing.objects.create(fiscal_year=year, number=f"KPI-{year}", report=[], closed=NOW, closed_post=post)
    days = {"first": date(2023, 4, 1), "last": date(2026, 3, 31), "numerator": None, "denominator": None}
    entry = _enter(programme, two[0], post, **days)
    approve_entry(entry_id=entry.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    with pytest.raises(ValidationError) as refused:
        _enter(programme, two[0], post, **{**days, "last": date(2025, 3, 31)})
    assert set(refused.value.message_dict) == {"last"}


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ({}, "-1"),
        ({}, "21.5"),
        ({"unit": "percent", "adds_up": "ratio"}, "100.1"),
        ({"unit": "percent", "adds_up": "ratio"}, "-1"),
    ],
)
def test_what_nobody_can_count_is_a_slip(two, post, definition: dict[str, Any], value: str):
    indicator = factories.make_indicator("t-slip", **definition)
    with pytest.raises(ValidationError) as refused:
        _enter(indicator, two[0], post, value=Decimal(value), numerator=None, denominator=None)
    assert set(refused.value.message_dict) == {"value"}
    change = factories.make_indicator("t-change", unit="percent", adds_up="mean")
    _enter(change, two[0], post, value=Decimal(-3), numerator=None, denominator=None)


def test_a_day_is_todays_as_japan_counts_it(rate, two, post):
    morning = datetime(2026, 4, 1, 8, tzinfo=JAPAN).astimezone(UTC)
    day = {"first": date(2026, 4, 1), "last": date(2026, 4, 1), "reason": ""}
    columns = {**COLUMNS, **day}
    assert enter_value(indicator_id=rate.pk, columns=columns, by=two[0].pk, post_id=post.pk, now=morning)


def test_of_a_hundred_values_that_wait_each_is_on_a_page(two, post, rate, cast: Cast):
    first = _enter(rate, two[0], post)
    values = {name: getattr(first, name) for name in COLUMNS} | {"definition": first.definition, "status": "submitted"}
    for _number in range(100):
        Entry.objects.create(indicator=rate, entered_by=two[0], entered_post=post, **values)
    client, seen, address = Client(), list[int](), "?to_approve=1"
    client.force_login(cast.official)
    while address:
        page = client.get(f"/en/ward/kpis/entries/{address}")
        seen += [one["entry"].pk for one in page.context["waiting"]]
        following = page.context["following"]
        address = f"?to_approve=1&after={following}" if following else ""
        assert f"to_approve=1&amp;after={following}" in page.content.decode() or not following
    assert seen == list(Entry.objects.order_by("pk").values_list("pk", flat=True)) and len(seen) == 101


@pytest.mark.parametrize(
    ("definition", "origin"),
    [
        ({"period": "survey"}, "survey"),
        ({"period": "programme", "origin_ja": "受益者調査票"}, "survey"),
        ({"period": "year", "origin_ja": "支援団体アンケート"}, "survey"),
        ({"period": "year", "origin_ja": "各町会・自治会の報告"}, "manual"),
    ],
)
def test_the_form_proposes_where_such_a_value_usually_comes_from(cast: Cast, definition: dict[str, str], origin: str):
    factories.make_indicator("t-origin", **definition)
    client = Client()
    client.force_login(cast.official)
    assert client.get("/en/ward/kpis/t-origin/enter/").context["form"]["origin"].value() == origin
