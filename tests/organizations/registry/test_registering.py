"""An organisation registers itself, is returned, comes back, is approved: as its people and the ward see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from organizations.directory.models import JoinRequest, Membership, Organization
from portal.accounts.models import Person
from portal.shared.models import Act
from tests import factories
from tests.ward_people import signed_in

pytestmark = pytest.mark.django_db
NEW = "/en/npo/organizations/new/"
FIRST = {"title": "代表", "kind": "voluntary", "name_ja": "あたらしい輪", "corporate_number": "", "may_speak": "on"}


@pytest.fixture(autouse=True)
def _second_factor(cast: factories.Cast) -> None:
    factories.give_factor(cast.outsider)


def _register(client: Client, **more: Any) -> Organization:
    answer = client.post(NEW, {**FIRST, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Organization.objects.latest("pk")


def _fill(client: Client, made: Organization) -> None:
    about = {"kind": made.kind, "name_ja": made.name_ja, "summary_ja": "いっしょに学びます。"}
    assert client.post(f"/en/npo/organizations/{made.pk}/about/", about).status_code == 302
    assert client.post(f"/en/npo/organizations/{made.pk}/contact/", {"phone": "03 3209 1111"}).status_code == 302


def _send(client: Client, made: Organization) -> Any:
    made.refresh_from_db()
    return client.post(f"/en/npo/organizations/{made.pk}/check/", {"revision": made.revision})


def _decide(official: Client, made: Organization, verb: str, reason: str = "") -> Any:
    made.refresh_from_db()
    data = {"verb": verb, "reason": reason, "revision": made.revision}
    return official.post(f"/en/ward/organizations/{made.pk}/", data)


def test_from_the_first_step_to_the_public_page(cast: factories.Cast) -> None:
    mine, official = signed_in(cast.outsider), signed_in(cast.official)
    Person.objects.filter(pk=cast.official.person_id).update(name="渋沢一枝")
    made = _register(mine)
    assert (made.status, made.name_key) == ("draft", "あたらしい輪")
    member = Membership.objects.get(organization=made)
    assert (member.person_id, member.role, member.title) == (cast.outsider.person_id, "manager", "代表")
    _fill(mine, made)
    assert _send(mine, made).status_code == 302
    assert "あたらしい輪" in official.get("/en/ward/organizations/").content.decode()
    assert Client().get(f"/en/organizations/{made.pk}/").status_code == 404
    assert _decide(official, made, "return").status_code == 422, "a reason is needed"
    assert _decide(official, made, "return", "電話番号を確かめてください。").status_code == 302
    page = mine.get(f"/en/npo/organizations/{made.pk}/").content.decode()
    assert "電話番号を確かめてください。" in page and "official" in page
    assert "渋沢一枝" not in page
    assert _send(mine, made).status_code == 302
    assert _decide(official, made, "publish").status_code == 302
    assert Client().get(f"/en/organizations/{made.pk}/").status_code == 200
    verbs = Act.objects.filter(object_id=made.pk, object_type="organizations.organization").order_by("pk")
    assert [act.verb.partition("_")[0] for act in verbs if "update" not in act.verb] == [
        "create", "register", "submit", "return", "submit", "publish",
    ]  # fmt: skip


def test_what_is_missing_is_said_and_nothing_is_sent(cast: factories.Cast) -> None:
    mine = signed_in(cast.outsider)
    made = _register(mine, kind="npo")
    answer = _send(mine, made)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "corporate number" in page and "one sentence" in page and "telephone number or an e-mail" in page
    made.refresh_from_db()
    assert made.status == "draft"


def test_look_alikes_are_proposed_and_joined_instead(cast: factories.Cast) -> None:
    mine = signed_in(cast.outsider)
    Organization.objects.filter(pk=cast.organization.pk).update(name_key="つなぐ日本語の会")
    draft = factories.make_organization("ひみつの会", status="draft", name_key="ひみつの会")
    number = Organization.objects.count()
    first = {**FIRST, "name_ja": "ＮＰＯ法人 つなぐ日本語の会"}
    page = mine.post(NEW, first).content.decode()
    assert "Is it one of these?" in page and "the same name" in page
    assert Organization.objects.count() == number
    assert "Is it one of these?" not in mine.get(NEW).content.decode()
    assert mine.post(f"/en/npo/organizations/{cast.organization.pk}/join/", first).status_code == 302
    asked = JoinRequest.objects.get()
    assert (asked.organization_id, asked.person_id, asked.title) == (
        cast.organization.pk, cast.outsider.person_id, "代表",
    )  # fmt: skip
    assert mine.post(f"/en/npo/organizations/{draft.pk}/join/", first).status_code == 404, "others' drafts"
    assert _register(mine, name_ja="つなぐ日本語の会", none="1").status == "draft"
    assert mine.post(NEW, {**FIRST, "name_ja": "ひみつの会"}).status_code == 302, "a draft is proposed to nobody"


def test_a_number_taken_or_mistyped_is_said_at_its_field(cast: factories.Cast) -> None:
    mine = signed_in(cast.outsider)
    Organization.objects.filter(pk=cast.organization.pk).update(corporate_number="7000012050002", status="draft")
    for number, words in (("7000012050002", "already has"), ("1234567890123", "first digit")):
        answer = mine.post(NEW, {**FIRST, "corporate_number": number})
        assert answer.status_code == 422 and words in answer.content.decode()


def test_nobody_with_an_unconfirmed_address_registers(cast: factories.Cast) -> None:
    cast.outsider.emailaddress_set.update(verified=False)
    assert signed_in(cast.outsider).post(NEW, FIRST).status_code == 403


def test_a_sixth_draft_waits_for_the_others(cast: factories.Cast) -> None:
    mine = signed_in(cast.outsider)
    for number in range(5):
        _register(mine, name_ja=f"会{number}")
    answer = mine.post(NEW, FIRST)
    assert answer.status_code == 422 and "five organisations" in answer.content.decode()


def test_what_was_typed_comes_back_after_signing_in(cast: factories.Cast) -> None:
    stranger = Client()
    assert stranger.post(NEW, {**FIRST, "name_ja": "消えない会"}).status_code == 302
    stranger.force_login(cast.outsider)
    assert "消えない会" in stranger.get(NEW).content.decode()
    assert not Organization.objects.filter(name_ja="消えない会").exists()


def test_taking_it_back_and_closing_are_the_managers(cast: factories.Cast, now: datetime) -> None:
    mine = signed_in(cast.outsider)
    made = _register(mine)
    factories.make_member(cast.staff, made, now, Membership.Role.STAFF)
    _fill(mine, made)
    _send(mine, made)
    page = f"/en/npo/organizations/{made.pk}/"
    signed_in(cast.staff).post(page + "withdraw/")
    made.refresh_from_db()
    assert made.status == "submitted"
    mine.post(page + "withdraw/")
    made.refresh_from_db()
    assert made.status == "draft"
    assert signed_in(cast.staff).get(page + "close/").status_code == 403
    data = {"revision": made.revision, "reason": ""}
    assert mine.post(page + "close/", data).status_code == 422
    assert mine.post(page + "close/", {**data, "reason": "やめます"}).status_code == 302
    assert mine.get(page + "about/").status_code == 403
