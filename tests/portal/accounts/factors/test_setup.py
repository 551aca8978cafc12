"""A second factor is asked of whoever needs one, at once, and its last one stays."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Holding, Post, User
from portal.accounts.services import set_mfa_required
from tests import factories
from tests.second_factor import TOTP_SECRET, say_code, totp

pytestmark = pytest.mark.django_db
SETUP = "/en/accounts/second-factor/"
ACTIVATE = "/en/accounts/2fa/totp/activate/"


def signed_in(user: User) -> Client:
    """Through the real form, so that the session is as fresh as people's."""
    client = Client()
    typed = {"login": user.email, "password": factories.PASSWORD}
    say_code(client, client.post("/en/accounts/login/", typed))
    assert "_auth_user_id" in client.session
    return client


def becomes_member(user: User, now: datetime) -> None:
    assert user.person_id is not None
    set_mfa_required(person_id=user.person_id, required=True, by=None, now=now)


def activate(client: Client) -> Any:
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'name="[^"]*"?[^>]*value="([A-Z2-7]{32})"|value="([A-Z2-7]{32})"', page)
    assert secret is not None
    seed = secret[1] or secret[2]
    return client.post(ACTIVATE, {"code": format_hotp_value(hotp_value(seed, int(time.time()) // 30))})


@pytest.mark.parametrize("path", ["", "map/", "npo/", "desk/", "ward/", "credits/", "accounts/email/", "accounts/2fa/"])
def test_from_the_moment_it_is_needed_every_page_leads_to_the_setup(now: datetime, path: str) -> None:
    user = factories.make_user()
    client = signed_in(user)
    assert SETUP not in client.get(f"/en/{path}").get("Location", "")
    becomes_member(user, now)
    assert client.get(f"/en/{path}")["Location"] == SETUP
    assert client.post(f"/en/{path}", {"name_ja": "x"})["Location"] == SETUP
    assert client.get(f"/en/{path}", headers={"HX-Request": "true"})["HX-Redirect"] == SETUP


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/map/points", "/en/language/?next=/en/", SETUP])
def test_what_stays_open(now: datetime, path: str) -> None:
    user = factories.make_user()
    client = signed_in(user)
    becomes_member(user, now)
    assert SETUP not in client.get(path).get("Location", "")


@pytest.mark.parametrize(("starts", "ends", "asked"), [(-1, None, True), (30, None, True), (-9, -1, False)])
def test_a_post_held_or_to_come_asks_for_it(starts: int, ends: int | None, asked: bool) -> None:
    user, day, now = factories.make_user(), timedelta(days=1), timezone.now()
    Holding.objects.create(
        post=Post.objects.create(kind="official"), person=user.person, starts=now + starts * day,
        ends=None if ends is None else now + ends * day,
    )  # fmt: skip
    assert (signed_in(user).get("/en/").get("Location") == SETUP) is asked


def test_the_way_leads_through_app_and_codes_back_to_where_one_wanted_to_go(
    cast: factories.Cast, django_capture_on_commit_callbacks: Any
) -> None:
    Authenticator.objects.filter(user=cast.manager).delete()
    client = signed_in(cast.manager)
    wanted = f"/en/npo/places/{cast.place.pk}/"
    assert client.get(wanted)["Location"] == SETUP
    page = client.get(SETUP).content.decode()
    assert "matters of others" in page and ACTIVATE in page and "/webauthn/add/" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = activate(client)
    assert answer["Location"] == "/en/accounts/2fa/recovery-codes/"
    codes = RecoveryCodes.activate(cast.manager).get_unused_codes()
    shown = client.get(answer["Location"]).content.decode()
    assert len(codes) == 10 and all(f"<li>{code}</li>" in shown for code in codes)
    assert f'href="{wanted}"' in shown and client.get(wanted).status_code == 200
    again = client.get(answer["Location"]).content.decode()
    assert not any(code in again for code in codes)


def test_a_session_from_before_the_factor_ends_when_it_is_set_up(now: datetime) -> None:
    user = factories.make_user()
    elsewhere, here = signed_in(user), signed_in(user)
    becomes_member(user, now)
    activate(here)
    assert here.get("/en/npo/").status_code == 200
    assert "/accounts/login/" in elsewhere.get("/en/npo/")["Location"]


def test_the_last_factor_stays_while_it_is_needed(cast: factories.Cast) -> None:
    client = signed_in(cast.manager)
    page = client.get("/en/accounts/2fa/totp/deactivate/").content.decode()
    assert "Add a passkey or another app first" in page
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.manager, type="totp").exists()
    set_mfa_required(person_id=cast.manager.person_id or 0, required=False, by=None, now=timezone.now())
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.manager).exists()


def test_another_telephone_takes_the_place_of_the_old_one(cast: factories.Cast) -> None:
    client = signed_in(cast.manager)
    before = Authenticator.objects.get(user=cast.manager, type="totp").pk
    activate(client)
    assert Authenticator.objects.get(user=cast.manager, type="totp").pk != before
    assert client.get("/en/npo/").status_code == 200


def test_a_number_works_once(cast: factories.Cast) -> None:
    code = totp(time.time())
    for client, welcome in ((Client(), True), (Client(), False)):
        client.post("/en/accounts/login/", {"login": cast.manager.email, "password": factories.PASSWORD})
        client.post("/en/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is welcome


def test_a_recovery_code_works_once(cast: factories.Cast) -> None:
    code = RecoveryCodes.activate(cast.manager).get_unused_codes()[0]
    for client, welcome in ((Client(), True), (Client(), False)):
        client.post("/en/accounts/login/", {"login": cast.manager.email, "password": factories.PASSWORD})
        client.post("/en/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is welcome


def test_it_costs_no_query_more(cast: factories.Cast, django_assert_num_queries: Any) -> None:
    client = Client()
    client.force_login(cast.manager)
    with django_assert_num_queries(2):  # session; account with person and factor
        client.get("/en/accounts/second-factor/")


def test_without_a_duty_the_page_says_what_it_is_good_for() -> None:
    page = signed_in(factories.make_user()).get(SETUP).content.decode()
    assert "nobody can sign in as you" in page and "matters of others" not in page


def test_the_tests_secret_is_a_secret() -> None:
    assert totp(59) == format_hotp_value(hotp_value(TOTP_SECRET, 1))


@pytest.mark.parametrize(
    "sent",
    [
        {"id": None, "rawId": "AA"}, {"id": None}, [1],
        {"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "AA", "attestationObject": "gA"}},
        {"id": "AA", "rawId": "AA", "response": None},
    ],
)  # fmt: skip
def test_nonsense_instead_of_a_key_is_a_wrong_key(cast: factories.Cast, sent: object) -> None:
    client, data = signed_in(cast.manager), {"credential": json.dumps(sent)}
    client.get("/en/accounts/2fa/webauthn/add/")
    answer = client.post("/en/accounts/2fa/webauthn/add/", data)
    assert answer.status_code == 200 and "is not right" in answer.content.decode()
    second = Client()
    second.post("/en/accounts/login/", {"login": cast.manager.email, "password": factories.PASSWORD})
    assert second.post("/en/accounts/2fa/authenticate/", data).status_code == 200
    stranger = Client()
    stranger.get("/en/accounts/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert stranger.post("/en/accounts/2fa/webauthn/login/", data)["Location"] == "/en/accounts/login/"
    assert "_auth_user_id" not in stranger.session and "_auth_user_id" not in second.session
