"""A typed value counts once a colleague approved it, and never twice."""

from __future__ import annotations

from datetime import date, datetime
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
