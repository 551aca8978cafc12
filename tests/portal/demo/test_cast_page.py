"""The page of people to try: only in a demonstration, and its numbers let one in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from portal.demo.cast import CAST
from portal.demo.seeding import make_cast
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, now: Any) -> None:
    settings.ENV = replace(settings.ENV, demo=True)
    make_cast([factories.make_organization(f"団体{number}") for number in range(5)], now=now)


def test_a_number_from_the_page_signs_in(demo: None, client: Client) -> None:
    assert "/en/demo/" in client.get("/en/accounts/login/").content.decode()
    page = client.get("/en/demo/").content.decode()
    for role in (one for one in CAST if one.totp_secret):
        number = re.search(rf"{re.escape(role.email)}.*?<td[^>]*>(\d{{6}})</td>", page, re.DOTALL)
        assert number is not None, role
    first = CAST[0]
    found = re.search(rf"{re.escape(first.email)}.*?<td[^>]*>(\d{{6}})</td>", page, re.DOTALL)
    assert found is not None
    client.post("/en/accounts/login/", {"login": first.email, "password": "tsunagu demo 2026"})
    client.post("/en/accounts/2fa/authenticate/", {"code": found[1]})
    assert "_auth_user_id" in client.session


def test_elsewhere_there_is_no_such_page(client: Client) -> None:
    assert client.get("/en/demo/").status_code == 404
    assert "/en/demo/" not in client.get("/en/accounts/login/").content.decode()
