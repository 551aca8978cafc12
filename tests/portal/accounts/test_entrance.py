"""The pages around sign-in speak the portal's words, and say who helps."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.shared.languages import INTERFACE_LANGUAGES
from portal.shared.models import Ward

pytestmark = pytest.mark.django_db
PATHS = ("login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/x-y/", "inactive/")


def _main(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("language", [one.code for one in INTERFACE_LANGUAGES])
@pytest.mark.parametrize("path", PATHS)
def test_each_page_names_the_ward_s_number(client: Client, language: str, path: str) -> None:
    Ward.objects.update_or_create(pk=1, defaults={"municipality_code": "131041", "phone": "03-1234-5678"})
    assert "03-1234-5678" in _main(client, f"/{language}/accounts/{path}")
    Ward.objects.filter(pk=1).update(phone="")
    without = _main(client, f"/{language}/accounts/{path}")
    assert "03-1234-5678" not in without and "None" not in without


@pytest.mark.parametrize("path", PATHS)
def test_no_page_speaks_another_s_words(client: Client, path: str) -> None:
    html = _main(client, f"/en/accounts/{path}")
    for words in ("Sign Up", "Reset My Password", "Remember Me", "contact us", "Bad Token", "Account Inactive"):
        assert words not in html, words


def test_staying_signed_in_says_where(client: Client) -> None:
    assert "Stay signed in on this device" in _main(client, "/en/accounts/login/")
