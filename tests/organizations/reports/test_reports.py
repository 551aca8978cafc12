"""Reporting an entry without an account, and what the ward does with it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import caches
from django.test import Client

from organizations.places.models import Place
from organizations.reports import limiting
from organizations.reports.models import Report
from portal.accounts.models import Post
from portal.shared.outbox.models import Message
from tests import factories
from tests.ward_people import holder, signed_in

pytestmark = pytest.mark.django_db
DATA = {"kind": "hours", "words": "Thứ năm đóng cửa.", "email": "reader@example.org"}


@pytest.fixture(autouse=True)
def _fresh_counters(db: None) -> None:
    caches["default"].clear()


def _report(cast: factories.Cast, language: str = "ja-simple") -> Report:
    assert Client().post(f"/{language}/report/place/{cast.place.pk}/", DATA).status_code == 302
    return Report.objects.latest("pk")


def test_a_reader_reports_and_gets_the_answer_in_their_language(cast: factories.Cast) -> None:
    page = Client().get(f"/en/places/{cast.place.pk}/").content.decode()
    assert f'href="/en/report/place/{cast.place.pk}/"' in page
    report, official = _report(cast), signed_in(cast.official)
    assert "Thứ năm" in official.get("/en/ward/reports/").content.decode()
    act = f"/en/ward/reports/{report.pk}/"
    assert official.post(act, {"verb": "answer", "answer": ""}).status_code == 422
    assert official.post(act, {"verb": "answer", "answer": "Cảm ơn. Đã sửa."}).status_code == 302
    mail = Message.objects.get(template="report_answered")
    assert (mail.to, mail.language) == ("reader@example.org", "ja-simple")
    late = official.post(act, {"verb": "close", "answer": "zu spät"})
    assert late.status_code == 422 and "Answered" in late.content.decode()
    report.refresh_from_db()
    assert (report.status, report.answer) == ("answered", "Cảm ơn. Đã sửa.")


def test_robots_and_floods_leave_nothing(cast: factories.Cast) -> None:
    address = f"/en/report/organization/{cast.organization.pk}/"
    assert Client().post(address, {**DATA, "leave_empty": "x"}).status_code == 302
    assert not Report.objects.exists()
    for number in range(limiting.MOST_AN_HOUR + 2):
        answer = Client(REMOTE_ADDR=f"203.0.113.{number}").post(address, DATA)
        assert answer.status_code == (302 if number < limiting.MOST_AN_HOUR else 429)
    assert Client(REMOTE_ADDR="198.51.100.7").post(address, DATA).status_code == 302
    assert limiting.neighbourhood("2001:db8:1:2::3") == limiting.neighbourhood("2001:db8:1:9::9")
    assert limiting.neighbourhood("nonsense") != limiting.neighbourhood("192.0.2.1")


def test_what_is_not_public_cannot_be_reported(cast: factories.Cast) -> None:
    Place.objects.filter(pk=cast.place.pk).update(status="suspended")
    assert Client().get(f"/en/report/place/{cast.place.pk}/").status_code == 404


def test_an_official_suspends_the_entry_from_the_report(cast: factories.Cast) -> None:
    report = _report(cast)
    data = {"verb": "suspend", "answer": "詐欺のおそれ"}
    assert signed_in(cast.official).post(f"/en/ward/reports/{report.pk}/", data).status_code == 302
    assert Client().get(f"/en/places/{cast.place.pk}/").status_code == 404
    Client().post(f"/en/report/organization/{cast.other_organization.pk}/", DATA)
    about = Report.objects.latest("pk")
    assert signed_in(cast.official).post(f"/en/ward/reports/{about.pk}/", data).status_code == 302
    assert Client().get(f"/en/organizations/{cast.other_organization.pk}/").status_code == 404


def test_auditors_and_the_reported_operator_only_read(cast: factories.Cast, now: datetime) -> None:
    report = _report(cast)
    operator = holder(Post.Kind.CONTRACTOR, now)
    Post.objects.filter(holdings__person_id=operator.person_id).update(operated_by=cast.organization.pk)
    for user in (holder(Post.Kind.AUDITOR, now), operator):
        factories.give_factor(user)
        assert signed_in(user).get(f"/en/ward/reports/{report.pk}/").status_code == 200
        data = {"verb": "close", "answer": "x"}
        assert signed_in(user).post(f"/en/ward/reports/{report.pk}/", data).status_code == 403
