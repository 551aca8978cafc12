"""allauth in this house: seeds of second factors never in clear, counters that stay."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import InvalidToken
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from tests import factories

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


def test_a_seed_is_never_stored_in_clear_and_comes_back() -> None:
    user, secret = factories.make_user(), generate_totp_secret()
    TOTP.activate(user, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    assert secret not in stored
    row = Authenticator.objects.get(user=user)
    assert get_mfa_adapter().decrypt(row.data["secret"]) == secret


def test_the_same_seed_is_stored_differently_each_time() -> None:
    adapter = get_mfa_adapter()
    assert adapter.encrypt("SEED") != adapter.encrypt("SEED")
    assert {adapter.decrypt(adapter.encrypt(text)) for text in ("SEED", "種", "")} == {"SEED", "種", ""}


def test_another_key_opens_nothing() -> None:
    sealed = get_mfa_adapter().encrypt("SEED")
    with override_settings(SECRET_KEY="another key of this ward's portal", FIELD_KEYS=[]), pytest.raises(InvalidToken):
        get_mfa_adapter().decrypt(sealed)


def test_a_changed_seed_is_noticed() -> None:
    sealed = get_mfa_adapter().encrypt("SEED")
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    with pytest.raises(InvalidToken):
        get_mfa_adapter().decrypt(changed)


def _fail(client: Client, email: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": "wrong"})


def test_after_ten_wrong_passwords_the_right_one_waits_too(client: Client) -> None:
    user = factories.make_user("target@example.org")
    for _ in range(10):
        assert _fail(client, user.email).status_code == 200
    answer = client.post(LOGIN, {"login": user.email, "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session and "too many tries" in answer.content.decode()


def test_a_crowd_of_other_counters_does_not_set_somebody_free(client: Client) -> None:
    """Django's database cache keeps 300 entries unless told otherwise, and drops the rest by name."""
    user = factories.make_user("target@example.org")
    for _ in range(10):
        _fail(client, user.email)
    for number in range(700):
        caches["default"].set(f"crowd:{number}", [1.0], timeout=300)
    client.post(LOGIN, {"login": user.email, "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session
