"""Certificates: what was confirmed, under a code that anybody can check."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.test import Client

from portal.accounts.models import Person
from portal.personal_data import REGISTER
from portal.shared.models import Act
from portal.shared.privacy.services import erase_person
from portal.shared.transitions import MoveRefusedError
from tests.factories import Cast
from tests.volunteers.factories import make_application, make_hours, make_opening, make_profile, make_shift
from tests.ward_people import signed_in
from volunteers.hours import limiting, services
from volunteers.hours.certificates import grouped, issue_certificate, read_code, withdraw_certificate
from volunteers.hours.models import CODE_LETTERS, Certificate, Hours, new_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters(db: None) -> None:
    caches["default"].clear()


@pytest.fixture
def given(cast: Cast, now: datetime) -> list[Hours]:
    """The outsider's hours: two days at one organisation, one at another, one not confirmed."""
    Person.objects.filter(pk=cast.outsider.person_id).update(name="Nguyễn Thị Mai")
    profile = make_profile(now=now, person=Person.objects.get(pk=cast.outsider.person_id))
    done: dict[str, Any] = {"now": now, "status": "confirmed"}
    shifts = [
        make_shift(make_opening(f"手伝い{number}", now=now, organization=organization), now=now, days=-1)
        for number, organization in enumerate((cast.organization, cast.other_organization))
    ]
    first, second = (make_application(profile, shift, now=now) for shift in shifts)
    return [
        make_hours(first, **done, day=date(2026, 11, 1)),
        make_hours(first, **done, day=date(2026, 11, 8), minutes=90),
        make_hours(second, **done, day=date(2026, 11, 3), minutes=45),
        make_hours(second, now=now, day=date(2026, 11, 10)),
    ]


def issue(cast: Cast, now: datetime, **values: Any) -> Certificate:
    mine = {"person_id": cast.outsider.person_id, "by": cast.outsider.person_id, "now": now}
    return issue_certificate(**{**mine, "starts": date(2026, 11, 1), "ends": date(2026, 11, 18), **values})


def test_it_holds_confirmed_hours_alone_and_stays_as_it_was(cast: Cast, now: datetime, given: list[Hours]) -> None:
    made = issue(cast, now)
    assert [(one["name_ja"], one["days"], one["minutes"], one["first"], one["last"]) for one in made.lines] == [
        ("つなぐ日本語の会", 2, 210, "2026-11-01", "2026-11-08"),
        ("みどり子ども食堂", 1, 45, "2026-11-03", "2026-11-03"),
    ]
    assert (made.minutes, made.name) == (255, "Nguyễn Thị Mai")
    assert issue(cast, now + timedelta(hours=1)).pk == made.pk
    services.confirm_hours(hours_id=given[3].pk, by=cast.other_manager.person_id, now=now)
    assert issue(cast, now).minutes == 375
    made.refresh_from_db()
    assert (made.minutes, made.withdrawn) == (255, None)


def test_what_cannot_be_certified(cast: Cast, now: datetime, given: list[Hours]) -> None:
    for values, field in (
        ({"starts": date(2026, 11, 9)}, "starts"),
        ({"ends": date(2026, 11, 19)}, "ends"),
        ({"ends": date(2026, 10, 1)}, "ends"),
    ):
        with pytest.raises(ValidationError) as refused:
            issue(cast, now, **values)
        assert set(refused.value.message_dict) == {field}
    with pytest.raises(MoveRefusedError):
        issue(cast, now, by=cast.manager.person_id)
    with pytest.raises(MoveRefusedError):
        withdraw_certificate(certificate_id=issue(cast, now).pk, by=cast.manager.person_id, now=now)


def test_what_is_no_longer_so_is_withdrawn(cast: Cast, now: datetime, given: list[Hours]) -> None:
    early, whole = issue(cast, now, ends=date(2026, 11, 7)), issue(cast, now)
    services.correct_hours(hours_id=given[1].pk, minutes=60, reason="x", by=cast.staff.person_id, now=now)
    states = {one.pk: one.withdrawn is not None for one in Certificate.objects.all()}
    assert states == {early.pk: False, whole.pk: True}
    assert Act.objects.get(verb="withdraw_certificate").object_id == whole.pk
    assert issue(cast, now).minutes == 225


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert len(code) == 16 and set(code) <= set(CODE_LETTERS) and new_code() != code
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    for typed in (code, grouped(code), f" {grouped(code).lower()} ", "-".join(grouped(code).split()), wide):
        assert read_code(typed) == code
    for wrong in ("", code[:15], code + "A", "O" * 16, "あ" * 16):
        assert read_code(wrong) == ""


def test_anybody_checks_a_code_and_learns_nothing_from_a_wrong_one(
    cast: Cast, now: datetime, given: list[Hours]
) -> None:
    made, client = issue(cast, now), Client()
    page = client.get("/en/certificates/", {"code": grouped(made.code).lower()})
    text = page.content.decode()
    assert page.status_code == 200 and "is real" in text and "Nguyễn Thị Mai" in text and "4 h 15 min" in text
    assert "no-store" in page["Cache-Control"] and "noindex" in text
    wrong = [client.get("/en/certificates/", {"code": code}).content.decode() for code in (new_code(), "nonsense")]
    assert all("no certificate with this code" in one for one in wrong)
    signed_in(cast.outsider).post(f"/en/volunteer/certificates/{made.code}/withdraw/")
    gone = client.get("/en/certificates/", {"code": made.code}).content.decode()
    assert "was withdrawn on" in gone and "Nguyễn" not in gone
    assert client.get("/en/certificates/", {"code": ""}).status_code == 422


def test_wrong_codes_are_counted_and_right_ones_are_not(cast: Cast, now: datetime, given: list[Hours]) -> None:
    made, client = issue(cast, now), Client(REMOTE_ADDR="203.0.113.5")
    for number in range(limiting.WRONG_AN_HOUR + 3):
        assert client.get("/en/certificates/", {"code": made.code}).status_code == 200
        wrong = client.get("/en/certificates/", {"code": new_code()})
        if number >= limiting.WRONG_AN_HOUR - 1:
            break
        assert wrong.status_code == 200
    assert client.get("/en/certificates/", {"code": made.code}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get("/en/certificates/", {"code": made.code}).status_code == 200


def test_the_printed_page_is_the_owners_and_leads_to_the_check(cast: Cast, now: datetime, given: list[Hours]) -> None:
    owner = signed_in(cast.outsider)
    form = owner.get("/en/volunteer/me/certificates/").content.decode()
    assert 'value="2026-11-01"' in form and 'value="2026-11-08"' in form, "the days of all confirmed hours"
    answer = owner.post("/en/volunteer/me/certificates/", {"starts": "2026-11-01", "ends": "2026-11-18"})
    made = Certificate.objects.get()
    address = f"/en/volunteer/certificates/{made.code}/"
    assert answer.status_code == 302 and answer["Location"] == address
    page = owner.get(address).content.decode()
    assert "<svg" in page and grouped(made.code) in page and "style=" not in page
    assert signed_in(cast.manager).get(address).status_code == 404
    assert signed_in(cast.manager).post(address + "withdraw/").status_code == 404
    kept = owner.post("/en/volunteer/me/certificates/", {"starts": "2026-11-01", "ends": "2026-10-01"})
    assert kept.status_code == 422 and 'value="2026-10-01"' in kept.content.decode()


def test_erased_people_leave_hours_without_a_name_and_certificates_that_do_not_count(
    cast: Cast, now: datetime, given: list[Hours]
) -> None:
    made = issue(cast, now)
    Hours.objects.filter(pk=given[0].pk).update(reason="Nguyễn Thị Mai came late")
    assert cast.outsider.person is not None
    erase_person(person_uid=cast.outsider.person.uid, by=None, reason="request", now=now)
    made.refresh_from_db()
    assert (made.name, made.lines, made.withdrawn) == ("削除された人", [], now)
    assert sorted(Hours.objects.values_list("pk", "reason")) == sorted((one.pk, "") for one in given[:3])


def test_a_withdrawn_certificate_is_forgotten_after_a_year(cast: Cast, now: datetime, given: list[Hours]) -> None:
    withdraw_certificate(certificate_id=issue(cast, now).pk, by=cast.outsider.person_id, now=now)
    for days, due in ((364, False), (365, True)):
        rows = REGISTER.kind("certificates").retention.rows(now + timedelta(days=days))
        assert rows is not None and rows.exists() is due
