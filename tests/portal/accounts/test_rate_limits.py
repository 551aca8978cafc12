"""Guessing is slowed down by account and by network address, with and without Redis, and nobody else is kept out."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.test import Client

from tests import factories
from tests.second_factor import say_code

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


@pytest.fixture(params=["as ever", "away", "frozen"])
def redis(request: pytest.FixtureRequest, settings: Any) -> Iterator[str]:
    """Redis as it is, not there, or taking every connection and answering nothing."""
    with socket.create_server(("localhost", 0), backlog=50) as listener:
        port = listener.getsockname()[1] if request.param == "frozen" else 9
        if request.param != "as ever":
            pages = {**portal_settings.CACHES["pages"], "LOCATION": f"redis://localhost:{port}/0"}
            settings.CACHES = {**portal_settings.CACHES, "pages": pages}
        yield request.param


def tries(password: str, email: str = "target@example.org", **meta: str) -> Client:
    client = Client(**meta)  # type: ignore[arg-type]
    say_code(client, client.post(LOGIN, {"login": email, "password": password}))
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_one_account_is_slowed_down_and_the_others_come_in(redis: str, cast: factories.Cast) -> None:
    factories.make_user("target@example.org")
    for number in range(10):
        assert not is_in(tries("wrong", REMOTE_ADDR=f"192.0.2.{number}"))
    assert not is_in(tries(factories.PASSWORD, REMOTE_ADDR="192.0.2.77"))
    began = time.monotonic()
    assert is_in(tries(factories.PASSWORD, cast.manager.email, REMOTE_ADDR="192.0.2.0"))
    assert time.monotonic() - began < 15, redis


def test_one_address_is_slowed_down_and_other_addresses_come_in(redis: str) -> None:
    factories.make_user("target@example.org")
    for number in range(30):
        tries("wrong", f"guess{number}@example.org", REMOTE_ADDR="192.0.2.9")
    assert not is_in(tries(factories.PASSWORD, REMOTE_ADDR="192.0.2.9"))
    assert is_in(tries(factories.PASSWORD, REMOTE_ADDR="192.0.2.10"))


def test_numbers_are_not_guessed(cast: factories.Cast) -> None:
    client = Client()
    client.post(LOGIN, {"login": cast.manager.email, "password": factories.PASSWORD})
    for _ in range(10):
        client.post("/en/accounts/2fa/authenticate/", {"code": "0000000"})
    page = say_code(client, {"Location": "/en/accounts/2fa/authenticate/"})
    assert not is_in(client) and "too many tries" in page.content.decode()


def test_behind_a_proxy_the_last_address_counts_and_a_forged_one_does_not(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    factories.make_user("target@example.org")
    for number in range(30):
        forged = f"203.0.113.{number}, 198.51.100.5"
        tries("wrong", f"guess{number}@example.org", HTTP_X_FORWARDED_FOR=forged)
    assert not is_in(tries(factories.PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.5"))
    assert is_in(tries(factories.PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.6"))


def test_without_a_proxy_nobody_chooses_their_address() -> None:
    factories.make_user("target@example.org")
    for number in range(30):
        tries("wrong", f"guess{number}@example.org", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert not is_in(tries(factories.PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99"))


def test_a_flood_of_sign_ups_is_told_to_wait_in_our_words() -> None:
    answers = [Client(REMOTE_ADDR="192.0.2.50").post("/ja/accounts/signup/", {}) for _ in range(21)]
    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert "Too Many Requests" not in answers[-1].content.decode() and "<main" in answers[-1].content.decode()
