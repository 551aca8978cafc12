"""Nobody learns from the portal whether an address has an account: same bytes, same work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.shared.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN, CLOSED = "somebody@example.org", "nobodyxx@example.org", "closed00@example.org"
Work = tuple[list[tuple[int, str, str]], int, int, int]


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time a password is hashed."""
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return calls


def login(client: Client, email: str) -> Iterator[Any]:
    yield client.post("/en/accounts/login/", {"login": email, "password": "wrong"})


def reset(client: Client, email: str) -> Iterator[Any]:
    yield client.post("/en/accounts/password/reset/", {"email": email})
    yield client.get("/en/accounts/password/reset/done/")


def sign_up(client: Client, email: str) -> Iterator[Any]:
    typed = {"name": "Somebody", "email": email, "password1": "a rather long password"}
    yield client.post("/en/accounts/signup/?next=/en/map/", typed)
    yield client.get("/en/accounts/confirm-email/")
    for _ in range(3):
        yield client.post("/en/accounts/confirm-email/", {"code": "XXXXXX"})
    yield client.get("/en/accounts/confirm-email/")


def passkey(client: Client, email: str) -> Iterator[Any]:
    answer = client.get("/en/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert "publicKey" in answer.json()["request_options"]
    yield answer


def _work(steps: Callable[[Client, str], Iterator[Any]], email: str, hashed: list[str]) -> Work:
    """What somebody sees, and what it costs: queries, hashes, mails."""
    before, mails = len(hashed), Message.objects.count()
    with CaptureQueriesContext(connection) as queries:
        seen = [(one.status_code, one.get("Location", ""), _text(one, email)) for one in steps(Client(), email)]
    asked = sum("content_version" not in one["sql"] for one in queries)  # this one depends on the clock
    return seen, asked, len(hashed) - before, Message.objects.count() - mails


def _text(answer: Any, email: str) -> str:
    text = answer.content.decode().replace(email, "ADDRESS")
    return re.sub(r'(csrfmiddlewaretoken" value=|"challenge": )"[^"]+"', "", text)


@pytest.mark.parametrize("steps", [login, reset, sign_up, passkey])
def test_known_and_unknown_addresses_cost_the_same(
    steps: Callable[[Client, str], Iterator[Any]], hashed: list[str]
) -> None:
    factories.make_user(KNOWN)
    closed = factories.make_user(CLOSED)
    closed.is_active = False
    closed.save()
    _work(steps, "warm-up0@example.org", hashed)
    unknown = _work(steps, UNKNOWN, hashed)
    assert _work(steps, KNOWN, hashed) == unknown
    assert _work(steps, CLOSED, hashed) == unknown


def test_the_owner_of_a_taken_address_is_told_by_mail(client: Client) -> None:
    factories.make_user(KNOWN)
    list(sign_up(client, KNOWN))
    assert [one.template for one in Message.objects.filter(to=KNOWN)] == ["account/account_already_exists"]
