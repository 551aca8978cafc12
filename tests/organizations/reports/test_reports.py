"""Reporting an entry without an account, and what the ward does with it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from organizations.directory.models import Organization
from organizations.places.models import Place
from organizations.reports import limiting
from organizations.reports.models import Report
from portal.accounts.models import Post
from portal.pages.ward.selectors import ward_desk
from portal.personal_data import REGISTER
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories
from tests.ward_people import holder, just_signed_in, signed_in

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
    report, official = _report(cast), just_signed_in(cast.official)
    address = f"/en/ward/reports/{report.pk}/"
    assert f'name="revision" value="{cast.place.revision}"' in official.get(address).content.decode()
    data = {"verb": "suspend", "answer": "詐欺のおそれ", "revision": cast.place.revision}
    assert "/reauthenticate/" in signed_in(cast.official).post(address, data)["Location"], "the password once more"
    assert official.post(address, data).status_code == 302
    assert Client().get(f"/en/places/{cast.place.pk}/").status_code == 404
    mail = Message.objects.get(template="place_decided")
    assert (mail.to, mail.values["reason"]) == (cast.manager.email, "詐欺のおそれ")
    Client().post(f"/en/report/organization/{cast.other_organization.pk}/", DATA)
    about = Report.objects.latest("pk")
    stale = official.post(f"/en/ward/reports/{about.pk}/", {**data, "revision": ""})
    assert stale.status_code == 422 and "was faster" in stale.content.decode()
    data["revision"] = cast.other_organization.revision
    assert official.post(f"/en/ward/reports/{about.pk}/", data).status_code == 302
    assert Client().get(f"/en/organizations/{cast.other_organization.pk}/").status_code == 404
    assert official.post(f"/en/ward/reports/{about.pk}/", {**data, "verb": "restore"}).status_code == 404


def test_nothing_is_suspended_that_was_changed_or_is_gone_and_the_words_stay(cast: factories.Cast) -> None:
    report, official = _report(cast), just_signed_in(cast.official)
    address, data = f"/en/ward/reports/{report.pk}/", {"verb": "suspend", "answer": "Spam?", "revision": 1}
    Place.objects.filter(pk=cast.place.pk).update(revision=7)
    late = official.post(address, data)
    assert late.status_code == 422 and not Message.objects.exists()
    page = late.content.decode()
    assert "changed meanwhile" in page and "Spam?" in page and 'name="revision" value="7"' in page
    Place.objects.filter(pk=cast.place.pk).update(status="closed")
    gone = official.post(address, {**data, "revision": 7})
    assert gone.status_code == 422 and "Closed for good" in gone.content.decode()
    assert 'value="suspend"' not in gone.content.decode() and Place.objects.get(pk=cast.place.pk).revision == 7


def test_a_suspended_place_comes_back_unless_its_organization_is_gone(cast: factories.Cast) -> None:
    report, official = _report(cast), just_signed_in(cast.official)
    address, data = f"/en/ward/reports/{report.pk}/", {"answer": "geprüft", "revision": 1}
    assert 'value="restore"' not in official.get(address).content.decode()
    official.post(address, {**data, "verb": "suspend"})
    official.post(address, {**data, "verb": "close"})
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    assert 'value="restore"' not in official.get(address).content.decode()
    refused = official.post(address, {**data, "verb": "restore", "revision": 2})
    assert refused.status_code == 422 and "cannot be either" in refused.content.decode()
    Organization.objects.filter(pk=cast.organization.pk).update(status="published")
    page = official.get(address).content.decode()
    assert 'value="restore"' in page and 'value="answer"' not in page
    assert official.post(address, {**data, "verb": "restore", "revision": 2}).status_code == 302
    assert Client().get(f"/en/places/{cast.place.pk}/").status_code == 200
    acts = Act.objects.filter(object_type="organizations.place", object_id=cast.place.pk, reason="geprüft")
    assert list(acts.order_by("pk").values_list("verb", flat=True)) == ["suspend_place", "restore_place"]
    assert Message.objects.filter(template="place_decided").count() == 2


def test_a_place_of_nobody_is_every_reviewers_matter(cast: factories.Cast) -> None:
    Place.objects.filter(pk=cast.place.pk).update(organization=None)
    report = _report(cast)
    address, official = f"/en/ward/reports/{report.pk}/", just_signed_in(cast.official)
    assert official.get(address).status_code == 200
    assert official.post(address, {"verb": "suspend", "answer": "x", "revision": 1}).status_code == 302
    assert Place.objects.get(pk=cast.place.pk).status == "suspended" and not Message.objects.exists()


def test_auditors_only_read_and_the_reported_see_nothing_of_it(cast: factories.Cast, now: datetime) -> None:
    report, close = _report(cast), {"verb": "close", "answer": "x"}
    address = f"/en/ward/reports/{report.pk}/"
    auditor = signed_in(holder(Post.Kind.AUDITOR, now))
    assert auditor.get(address).status_code == 200 and auditor.post(address, close).status_code == 403
    operator, member = holder(Post.Kind.CONTRACTOR, now), holder(Post.Kind.AUDITOR, now)
    Post.objects.filter(holdings__person_id=operator.person_id).update(operated_by=cast.organization.pk)
    factories.make_member(member, cast.organization, now, "staff")
    Client().post(f"/en/report/organization/{cast.organization.pk}/", DATA)
    about = f"/en/ward/reports/{Report.objects.latest('pk').pk}/"
    Client().post(f"/en/report/place/{cast.other_place.pk}/", {**DATA, "words": "another matter"})
    for user in (operator, member):
        client = signed_in(user)
        for one in (address, about):
            assert client.get(one).status_code == 404 and client.post(one, close).status_code == 404
        page = client.get("/en/ward/reports/").content.decode()
        assert "Thứ năm" not in page and "another matter" in page
        assert ward_desk(user, now)["waiting"]["reports"] == 1, "the desk counts what the list shows"


def test_the_readers_address_stays_ninety_days_after_the_answer(cast: factories.Cast, now: datetime) -> None:
    report, retention = _report(cast), REGISTER.kind("reports").retention
    Report.objects.filter(pk=report.pk).update(status="closed", handled=now)
    for days, due in ((89, False), (90, True)):
        rows = retention.rows(now + timedelta(days=days))
        assert rows is not None and rows.exists() is due
