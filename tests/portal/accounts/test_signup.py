"""Anybody makes an account with name, address and password, and comes to where they wanted to go."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.models import Person, User
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
TYPED = {"name": "Nguyễn Thị Minh Khai", "email": "Khai@Example.org", "password1": "four words in a row"}


def _code(address: str) -> str:
    return str(Message.objects.filter(to=address, template="account/email_confirmation").latest("pk").values["code"])


def test_name_address_password_code_and_one_is_in(client: Client) -> None:
    answer = client.post("/ja-simple/accounts/signup/", {**TYPED, "next": "/ja-simple/map/"})
    assert answer["Location"].startswith("/ja-simple/accounts/confirm-email/")
    user = User.objects.select_related("person").get(email="khai@example.org")
    assert user.person is not None and (user.person.name, user.person.language) == (TYPED["name"], "ja-simple")
    assert Act.objects.filter(verb="sign_up", person_id=user.person_id).exists()
    assert "_auth_user_id" not in client.session
    answer = client.post(answer["Location"], {"code": _code("khai@example.org")})
    assert answer["Location"] == "/ja-simple/map/" and client.session["_auth_user_id"] == str(user.pk)
    assert user.emailaddress_set.get().verified


def test_without_a_wish_the_way_leads_to_the_desk(client: Client) -> None:
    answer = client.post("/en/accounts/signup/", TYPED)
    assert client.post(answer["Location"], {"code": _code("khai@example.org")})["Location"] == "/en/desk/"


def test_the_code_is_asked_again_at_the_next_sign_in(client: Client) -> None:
    client.post("/en/accounts/signup/", TYPED)
    other = Client()
    answer = other.post("/en/accounts/login/", {"login": TYPED["email"], "password": TYPED["password1"]})
    assert "confirm-email" in answer["Location"] and "_auth_user_id" not in other.session


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", "", "This field is required"),
        ("name", "x" * 201, "at most 200"),
        ("email", "khai", "valid email"),
        ("password1", "short", "too short"),
        ("password1", "1234567890123", "entirely numeric"),
        ("password1", "khai@example.org", "too similar"),
        ("password1", "qwertyuiop", "too common"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client: Client, name: str, value: str, said: str) -> None:
    page = client.post("/en/accounts/signup/", {**TYPED, name: value}).content.decode()
    assert said in page and not User.objects.exists() and not Person.objects.exists()


def test_the_rules_stand_there_before_anything_is_typed(client: Client) -> None:
    page = client.get("/en/accounts/signup/").content.decode()
    assert "At least 10 characters" in page and page.index("At least 10") < page.index('name="password1"')


def test_a_program_that_fills_in_everything_makes_nothing(client: Client) -> None:
    answer = client.post("/en/accounts/signup/", {**TYPED, "website": "https://spam.example"})
    assert "confirm-email" in answer["Location"]
    assert not User.objects.exists() and not Message.objects.exists()


def test_a_taken_address_makes_no_second_account(client: Client) -> None:
    factories.make_user("khai@example.org")
    answer = client.post("/en/accounts/signup/", TYPED)
    assert "confirm-email" in answer["Location"]
    assert User.objects.count() == 1 and not Person.objects.filter(name=TYPED["name"]).exists()
    assert not Act.objects.filter(verb="sign_up").exists()
