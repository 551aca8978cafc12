"""A reference counts once a colleague approved it; where it is missing, there is no number and the page says why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from kpis.catalogue.models import Indicator
from kpis.measurements.models import Measurement
from kpis.references.models import Reference, Series
from kpis.references.selectors import missing_months, reference_on, reference_within
from kpis.references.services import approve_reference, enter_reference, return_reference, withdraw_reference
from kpis.rollups.services import roll_up_indicator
from portal.accounts.models import ActivityDay, Person, Post
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.transitions import MoveRefusedError
from tests import factories as people
from tests.factories import Cast
from tests.kpis.factories import make_reference

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 11, 3, tzinfo=JAPAN)
COLUMNS: dict[str, Any] = {
    "day": date(2026, 6, 1), "value": 349376, "document": "住民基本台帳", "licence": "CC BY 4.0", "reason": "",
}  # fmt: skip
FIRST, SECOND = "7000012050002", "2021001052596"


@pytest.fixture
def post() -> Post:
    return Post.objects.create(kind=Post.Kind.OFFICIAL)


@pytest.fixture
def two() -> tuple[Person, Person]:
    return people.make_person("first"), people.make_person("second")


def _enter(person: Person, post: Post, series: Series = Series.POPULATION, **columns: Any) -> Reference:
    numbers = columns.pop("numbers", "")
    given = {**COLUMNS, **columns}
    return enter_reference(series=series, columns=given, numbers=numbers, by=person.pk, post_id=post.pk, now=NOW)


def test_it_counts_once_a_colleague_approved_it(two, post):
    entered = _enter(two[0], post)
    june = (Series.POPULATION, date(2026, 6, 1), date(2026, 6, 10))
    assert reference_within(*june) is None
    with pytest.raises(MoveRefusedError) as refused:
        approve_reference(reference_id=entered.pk, by=two[0].pk, post_id=post.pk, now=NOW)
    assert refused.value.denial.code == "own-entry"
    approve_reference(reference_id=entered.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert reference_within(*june) == entered
    with pytest.raises(ValidationError) as again:
        _enter(two[0], post, day=date(2026, 6, 10))
    assert set(again.value.message_dict) == {"reason"}
    better = _enter(two[0], post, value=349377, reason="誤記の訂正")
    approve_reference(reference_id=better.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert reference_within(*june) == better
    assert list(Act.objects.filter(object_id=entered.pk).values_list("verb", flat=True).order_by("pk")) == [
        "enter_reference", "approve_reference",
    ]  # fmt: skip


def test_what_was_returned_or_taken_back_never_counts(two, post):
    back, away = _enter(two[0], post), _enter(two[0], post)
    with pytest.raises(MoveRefusedError):
        return_reference(reference_id=back.pk, reason=" ", by=two[1].pk, now=NOW)
    return_reference(reference_id=back.pk, reason="which table?", by=two[1].pk, now=NOW)
    withdraw_reference(reference_id=away.pk, by=two[0].pk, now=NOW)
    with pytest.raises(MoveRefusedError):
        approve_reference(reference_id=back.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert reference_within(Series.POPULATION, date(2026, 6, 1), date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    ("columns", "field"),
    [({"day": date(2026, 6, 12)}, "day"), ({"value": 0}, "value"), ({"value": None}, "value"), ({"document": " "}, "document")],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(two, post, columns: dict[str, Any], field: str):
    with pytest.raises(ValidationError) as refused:
        _enter(two[0], post, **columns)
    assert field in refused.value.message_dict


def test_a_list_is_as_long_as_its_numbers_and_holds_until_the_next(two, post):
    with pytest.raises(ValidationError, match="1234567890123"):
        _enter(two[0], post, Series.CORE_NPOS, numbers=f"{FIRST} 1234567890123")
    with pytest.raises(ValidationError):
        _enter(two[0], post, Series.CORE_NPOS, numbers=" ")
    made = _enter(two[0], post, Series.CORE_NPOS, numbers=f"{FIRST}\n{SECOND},{FIRST}", value=9)
    assert (made.value, made.numbers) == (2, [FIRST, SECOND])
    approve_reference(reference_id=made.pk, by=two[1].pk, post_id=post.pk, now=NOW)
    assert reference_on(Series.CORE_NPOS, date(2027, 1, 1)) == made
    assert reference_on(Series.CORE_NPOS, date(2026, 5, 31)) is None
    for wrong in ({"value": 3}, {"status": "approved", "approved_by": made.entered_by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reference.objects.filter(pk=made.pk).update(**wrong)


def test_months_without_a_value_are_named():
    make_reference(Series.POPULATION, date(2026, 5, 31), 1)
    found = missing_months(Series.POPULATION, date(2026, 3, 15), date(2026, 6, 1))
    assert found == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1)]


def test_a_month_without_population_says_so_and_is_counted_once_it_is_there(cast: Cast):
    ActivityDay.objects.create(person=cast.outsider.person, day=date(2026, 6, 5))
    share, client = Indicator.objects.get(code="001-1-mau-share"), Client()
    client.force_login(cast.official)
    june = {"indicator": share, "first": date(2026, 6, 1), "last": date(2026, 6, 30)}

    def night(day: int) -> list[tuple[int, str, str]]:
        roll_up_indicator(share, share.definitions.all(), night=date(2026, 6, day), now=NOW)
        rows = Measurement.objects.filter(**june).order_by("revision")
        return [(one.records, str(one.value), str(one.numerator)) for one in rows]

    assert night(11) == [(1, "None", "None")]
    why = "The population of this month has not been entered."
    for page in ("/en/ward/kpis/001-1-mau-share/", "/en/kpis/001-1-mau-share/"):
        assert why in client.get(page).content.decode()
    make_reference(Series.POPULATION, date(2026, 6, 1), 1000)
    assert night(12) == [(1, "None", "None"), (1, "0.1000", "1.0000")]
    records = client.get("/en/ward/kpis/001-1-mau-share/records/?first=2026-06-01&last=2026-06-30").content.decode()
    assert "1 of 1,000" in records and records.count('<th scope="row"') == 1


def test_two_officials_enter_and_approve_in_the_browsers_way(cast: Cast):
    second = people.make_user("second-official@example.org")
    people.make_post(second, Post.Kind.OFFICIAL, timezone.now())
    mine, theirs = Client(), Client()
    mine.force_login(cast.official)
    theirs.force_login(second)
    shelf = "/en/ward/kpis/references/"
    wrong = mine.post(f"{shelf}core-npos/enter/", {"day": "2026-06-01", "numbers": "12", "document": "名簿"})
    assert wrong.status_code == 422 and "“12” is not a corporate number" in wrong.content.decode()
    typed = {"day": "2026-06-01", "value": "349376", "document": "住民基本台帳"}
    assert mine.post(f"{shelf}population/enter/", typed).status_code == 302
    page = f"{shelf}{Reference.objects.get().pk}/"
    assert mine.post(page, {"verb": "approve"}).status_code == 422
    assert "colleague" in mine.get(page).content.decode()
    assert theirs.post(page, {"verb": "return"}).status_code == 422
    assert theirs.post(page, {"verb": "approve"}).status_code == 302
    assert "Approved" in mine.get(shelf).content.decode()
