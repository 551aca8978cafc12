"""The list of one's sessions: which device, since when, last used when; all others can be ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from portal.accounts.activity import SEEN_KEY
from portal.accounts.devices import device
from tests import factories
from tests.portal.accounts.factors.test_setup import signed_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_the_moment_is_written_now_and_then(django_assert_num_queries: Any) -> None:
    client = signed_in(factories.make_user())
    before = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=before)
    client.get("/en/credits/")
    assert UserSession.objects.get().last_seen_at == before
    session = client.session
    session[SEEN_KEY] -= 16 * 60
    session.save()
    client.get("/en/credits/")
    assert UserSession.objects.get().last_seen_at > before


def test_the_others_can_be_ended() -> None:
    user = factories.make_user()
    here, there = signed_in(user), signed_in(user)
    UserSession.objects.filter(session_key=there.session.session_key).update(user_agent=FIREFOX)
    page = here.get("/en/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page and "this device" in page and "Last seen" in page
    here.post("/en/accounts/sessions/")
    assert there.get("/en/desk/")["Location"].startswith("/en/accounts/login/")
    assert "signed in nowhere else" in here.get("/en/accounts/sessions/").content.decode()


def test_a_new_password_ends_the_others() -> None:
    user = factories.make_user()
    here, there = signed_in(user), signed_in(user)
    typed = {
        "oldpassword": factories.PASSWORD,
        "password1": "another long password",
        "password2": "another long password",
    }
    here.post("/en/accounts/password/change/", typed)
    assert "_auth_user_id" in here.session and here.get("/en/accounts/email/").status_code == 200
    assert there.get("/en/desk/")["Location"].startswith("/en/accounts/login/")


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 EdgA/140.0", "Edge, Android"),
        ("curl/8.0", ""),
    ],
)  # fmt: skip
def test_a_device_in_two_words(agent: str, said: str) -> None:
    assert device(agent) == said


def test_an_address_changes_only_with_its_code(client: Client) -> None:
    user = factories.make_user("old@example.org")
    here = signed_in(user)
    answer = here.post("/en/accounts/email/", {"email": "New@example.org", "action_add": ""})
    user.refresh_from_db()
    assert (
        user.email == "old@example.org"
        and "confirm-email" in here.get(answer["Location"], follow=True).request["PATH_INFO"]
    )
