"""The ward's desk helps whoever has lost every factor: with a fresh sign-in, a reason, a trace and mails."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from portal.accounts.factors.rules import can_reset_second_factors
from portal.accounts.factors.services import reset_second_factors
from portal.accounts.models import Post
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories
from tests.portal.accounts.factors.test_setup import SETUP, signed_in
from tests.ward_people import holder

pytestmark = pytest.mark.django_db
REASON = {"reason": "Came to the counter with her residence card."}


def test_the_desk_helps_and_everybody_concerned_is_told(cast: factories.Cast, now: datetime) -> None:
    colleague = factories.make_user("colleague@example.org")
    factories.make_member(colleague, cast.organization, now)
    RecoveryCodes.activate(cast.manager)
    theirs, desk = signed_in(cast.manager), signed_in(cast.official)
    found = desk.post("/en/ward/people/", {"email": "Manager@example.org"})["Location"]
    assert found == f"/en/ward/people/{cast.manager.person_id}/"
    assert "manager@example.org" in desk.get(found).content.decode()
    assert desk.post(found, REASON)["Location"] == found
    assert not Authenticator.objects.filter(user=cast.manager).exists()
    assert "/accounts/login/" in theirs.get("/en/npo/")["Location"]
    acts = Act.objects.filter(object_id=cast.manager.person_id, person_id=cast.official.person_id)
    assert [one.verb for one in acts.order_by("pk")] == ["look_at_person", "reset_second_factors"]
    assert acts.get(verb="reset_second_factors").reason == REASON["reason"]
    assert dict(Message.objects.filter(template__startswith="second_factors").values_list("to", "template")) == {
        "manager@example.org": "second_factors_reset",
        "colleague@example.org": "second_factors_reset_of",
    }
    client = Client()
    answer = client.post("/en/accounts/login/", {"login": cast.manager.email, "password": factories.PASSWORD})
    assert client.get("/en/npo/")["Location"] == SETUP, answer


def test_an_old_sign_in_is_asked_once_more_and_then_the_form_is_not_lost(cast: factories.Cast) -> None:
    desk = Client()
    desk.force_login(cast.official)
    address = f"/en/ward/people/{cast.manager.person_id}/"
    asked = desk.post(address, REASON)["Location"]
    assert "/reauthenticate/" in asked and Authenticator.objects.filter(user=cast.manager).exists()
    desk.post(asked, {"password": factories.PASSWORD, "next": address})
    assert not Authenticator.objects.filter(user=cast.manager).exists()


@pytest.mark.parametrize("reason", ["", " \u3000\n"])
def test_nothing_happens_without_a_reason(cast: factories.Cast, now: datetime, reason: str) -> None:
    with pytest.raises(ValidationError, match="how you made sure"):
        reset_second_factors(person_id=cast.manager.person_id or 0, reason=reason, by=None, now=now)
    assert Authenticator.objects.filter(user=cast.manager).exists()


def test_who_helps_whom(cast: factories.Cast) -> None:
    now = timezone.now()
    official, administrator = holder("official", now), holder("administrator", now)
    later = factories.make_user()
    factories.make_post(later, Post.Kind.ADMINISTRATOR, now + timedelta(days=3))
    former = factories.make_user()
    factories.make_post(former, Post.Kind.ADMINISTRATOR, now - timedelta(days=9), ends=now - timedelta(days=1))
    for by, person, code in [
        (official, cast.manager, None), (official, official, "not-yourself"), (official, former, None),
        (official, administrator, "administrators-only"), (official, later, "administrators-only"),
        (administrator, later, None), (administrator, administrator, "not-yourself"),
        (holder("auditor", now), cast.manager, "read-only"), (cast.manager, cast.staff, "read-only"),
    ]:  # fmt: skip
        assert person.person is not None
        denial = can_reset_second_factors(by, person.person, now)
        assert (denial.code if denial else None) == code


def test_no_list_of_people(cast: factories.Cast) -> None:
    desk = signed_in(cast.official)
    answer = desk.post("/en/ward/people/", {"email": "manager@example"})
    assert answer.status_code == 422
    assert not Act.objects.filter(verb="search_for_nobody").exists()
    assert "Nobody has an account" in desk.post("/en/ward/people/", {"email": "x@example.org"}).content.decode()
    act = Act.objects.get(verb="search_for_nobody")
    assert (act.person_id, act.object_id) == (cast.official.person_id, cast.official.person_id)
    assert "x@example" not in f"{act.reason}{act.detail}"
