"""An organisation registers itself, is returned, comes back, is approved: as its people and the ward see it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from organizations.directory.models import JoinRequest, Membership, Organization
from organizations.places.organization_services import move_organization
from organizations.registry import services
from portal.accounts.models import Person
from portal.shared.models import Act
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.ward_people import just_signed_in, signed_in

pytestmark = pytest.mark.django_db
NEW = "/en/npo/organizations/new/"
NUMBER = "7000012050002"
FIRST = {"title": "代表", "kind": "voluntary", "name_ja": "あたらしい輪", "corporate_number": "", "may_speak": "on"}


@pytest.fixture(autouse=True)
def _second_factor(cast: factories.Cast) -> None:
    factories.give_factor(cast.outsider)


def _register(client: Client, **more: Any) -> Organization:
    answer = client.post(NEW, {**FIRST, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Organization.objects.latest("pk")


def _store(client: Client, made: Organization, step: str, **values: str) -> Any:
    """Read a step and send it as a browser would, with the moment it was read."""
    url = f"/en/npo/organizations/{made.pk}/{step}/"
    return client.post(url, {"seen": client.get(url).context["seen"], **values})


def _fill(client: Client, made: Organization, **more: str) -> None:
    about = {"kind": made.kind, "name_ja": made.name_ja, "summary_ja": "いっしょに学びます。", **more}
    assert _store(client, made, "about", **about).status_code == 302
    assert _store(client, made, "contact", phone="03 3209 1111").status_code == 302


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
    Organization.objects.filter(pk=cast.organization.pk).update(corporate_number=NUMBER)
    for number, words in ((NUMBER, "already has"), ("1234567890123", "first digit")):
        answer = mine.post(NEW, {**FIRST, "corporate_number": number, "none": "1"})
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
    assert just_signed_in(cast.staff).get(page + "close/").status_code == 403
    data = {"revision": made.revision, "reason": ""}
    assert "reauthenticate" in mine.post(page + "close/", data)["Location"], "closing asks for the password once more"
    mine = just_signed_in(cast.outsider)
    assert mine.post(page + "close/", data).status_code == 422
    assert mine.post(page + "close/", {**data, "reason": "やめます"}).status_code == 302
    assert mine.get(page + "about/").status_code == 403


def test_a_draft_keeps_nobodys_number_out(cast: factories.Cast) -> None:
    factories.give_factor(cast.staff)
    squatter, real, official = signed_in(cast.outsider), signed_in(cast.staff), signed_in(cast.official)
    parked = _register(squatter, name_ja="なりすまし", corporate_number=NUMBER)
    made = _register(real, corporate_number=NUMBER)
    _fill(squatter, parked, corporate_number=NUMBER)
    _fill(real, made, corporate_number=NUMBER)
    assert _send(real, made).status_code == 302
    answer = _send(squatter, parked)
    assert answer.status_code == 422 and "already has this corporate number" in answer.content.decode()
    assert _decide(official, made, "publish").status_code == 302
    with pytest.raises(IntegrityError, match="corporate_number_once"), transaction.atomic():
        Organization.objects.filter(pk=parked.pk).update(status="suspended")
    parked.refresh_from_db()
    close = {"revision": parked.revision, "reason": "まちがえました"}
    just_signed_in(cast.outsider).post(f"/en/npo/organizations/{parked.pk}/close/", close)
    parked.refresh_from_db()
    assert (parked.status, parked.corporate_number) == ("closed", None)
    assert Act.objects.get(verb="close_organization").detail["freed_number"] == NUMBER


def test_what_was_closed_comes_back_only_while_its_number_is_free(cast: factories.Cast, now: datetime) -> None:
    factories.make_organization("もとの会", status="closed", corporate_number=NUMBER, phone="03-3209-1111")
    closed = Organization.objects.latest("pk")
    Organization.objects.filter(pk=cast.organization.pk).update(corporate_number=NUMBER)
    with pytest.raises(MoveRefusedError, match="number-taken"):
        move_organization(organization_id=closed.pk, verb="reopen", reason="やはり", by=None, now=now)
    Organization.objects.filter(pk=cast.organization.pk).update(corporate_number=None)
    move_organization(organization_id=closed.pk, verb="reopen", reason="やはり", by=None, now=now)


def test_a_colleagues_step_is_not_overwritten_unseen(cast: factories.Cast) -> None:
    mine = signed_in(cast.outsider)
    made = _register(mine)
    url = f"/en/npo/organizations/{made.pk}/contact/"
    seen = mine.get(url).context["seen"]
    assert _store(mine, made, "contact", phone="03-3209-1111").status_code == 302
    answer = mine.post(url, {"seen": seen, "phone": "03-3209-2222"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "03-3209-1111" in page and "03-3209-2222" in page
    assert mine.post(url, {"phone": "03-3209-2222"}).status_code == 409, "without the moment nothing was read"
    made.refresh_from_db()
    assert made.phone == "03-3209-1111"
    assert mine.post(url, {"seen": answer.context["seen"], "phone": "03-3209-2222"}).status_code == 302
    _fill(mine, made)
    _send(mine, made)
    answer = mine.post(url, {"seen": timezone.now().isoformat(), "phone": "03-3209-3333"})
    made.refresh_from_db()
    assert answer.status_code == 409 and "03-3209-3333" in answer.content.decode(), "handed in: what was typed stays"
    session = mine.session
    until = timezone.now().timestamp() + 60
    session["typed_before_sign_in"] = {"path": url, "typed": {"phone": ["03-3209-4444"]}, "until": until}
    session.save()
    assert "03-3209-4444" in mine.get(url).content.decode(), "typed before a sign-in, when it was not yet handed in"
    assert mine.get(url)["Location"].endswith("/edit/") and made.phone == "03-3209-1111", "the editor's matter"


def test_nobody_becomes_a_section_of_the_ward(cast: factories.Cast) -> None:
    assert signed_in(cast.outsider).post(NEW, {**FIRST, "kind": "ward-section"}).status_code == 422
    assert 'value="ward-section"' not in signed_in(cast.manager).get(_edit(cast)).content.decode()
    seen = Organization.objects.values_list("updated", flat=True).get(pk=cast.organization.pk)
    with pytest.raises(ValidationError, match="own sections"):
        services.save_step(
            organization_id=cast.organization.pk, seen=seen, values={"kind": "ward-section"}, by=1, now=seen
        )
    Organization.objects.filter(pk=cast.organization.pk).update(kind="ward-section")
    assert 'value="ward-section" selected' in signed_in(cast.manager).get(_edit(cast)).content.decode()


def _edit(cast: factories.Cast) -> str:
    return f"/en/npo/organizations/{cast.organization.pk}/edit/"


@pytest.mark.parametrize(("status", "verb"), [("suspended", "restore"), ("draft", "enter"), ("closed", "reopen")])
def test_what_becomes_public_asks_its_members_for_a_second_factor(
    cast: factories.Cast, now: datetime, status: str, verb: str
) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)
    Person.objects.filter(pk=cast.staff.person_id).update(mfa_required=False)
    move_organization(organization_id=cast.organization.pk, verb=verb, reason="よい", by=None, now=now)
    assert Person.objects.get(pk=cast.staff.person_id).mfa_required


@pytest.mark.django_db(transaction=True)
def test_a_draft_moves_no_page_of_the_public(cast: factories.Cast) -> None:
    mine, before = signed_in(cast.outsider), _version()
    made = _register(mine)
    _fill(mine, made)
    _send(mine, made)
    assert _version() == before
    _decide(signed_in(cast.official), made, "publish")
    published = _version()
    assert published > before
    made.refresh_from_db()
    services.save_step(
        organization_id=made.pk, seen=made.updated, values={"phone": "03-3209-2222"}, by=1, now=made.updated
    )
    assert _version() > published


def _version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value + is_called::int FROM content_version")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_five_drafts_stay_five_however_fast(cast: factories.Cast, now: datetime, run_at_once: Any) -> None:
    by = cast.outsider.person_id or 0
    for number in range(4):
        services.register_organization(name_ja=f"会{number}", kind="voluntary", title="代表", by=by, now=now)
    names = ["五番目", "六番目"]

    def begin() -> str:
        try:
            services.register_organization(name_ja=names.pop(), kind="voluntary", title="代表", by=by, now=now)
        except ValidationError:
            return "told"
        return "begun"

    assert sorted(run_at_once(begin, 2)) == ["begun", "told"]
