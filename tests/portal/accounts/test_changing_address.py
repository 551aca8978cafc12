"""Another e-mail address: whoever proves it has it, also from somebody who only began with it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.internal.flows import email_verification
from allauth.account.models import EmailAddress
from django.test import Client

from portal.accounts.models import Person, User
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories
from tests.ward_people import just_signed_in

pytestmark = pytest.mark.django_db
WANTED = "wanted@example.org"


def _change(user: User) -> Any:
    client = just_signed_in(user)
    client.post("/en/accounts/email/", {"email": WANTED, "action_add": ""})
    mail = Message.objects.filter(to=WANTED, template="account/email_confirmation").latest("pk")
    return client.post("/en/accounts/confirm-email/", {"code": mail.values["code"]}, follow=True)


def test_an_unfinished_sign_up_makes_way_for_whoever_proves_the_address() -> None:
    user = factories.make_user()
    data = {"name": "Squatter", "email": WANTED, "password1": factories.PASSWORD}
    Client().post("/en/accounts/signup/", data)
    assert User.objects.filter(email=WANTED).exists()
    answer = _change(user)
    user.refresh_from_db()
    assert answer.status_code == 200 and user.email == WANTED
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(WANTED, True)]
    assert not Person.objects.filter(name="Squatter").exists()
    assert Act.objects.filter(verb="release_address", person_id=user.person_id).exists()


@pytest.mark.parametrize("state", ["given", "confirmed", "signed-in"])
def test_an_account_that_is_somebodys_stays_and_the_page_says_so(state: str) -> None:
    user, before = factories.make_user(), factories.make_user(WANTED)
    EmailAddress.objects.filter(user=before).update(verified=state == "confirmed")
    if state == "given":
        before.set_unusable_password()
    before.last_login = before.date_joined if state == "signed-in" else None
    before.save()
    answer = _change(user)
    user.refresh_from_db()
    assert answer.status_code == 200 and user.email != WANTED
    assert "already registered" in answer.content.decode()
    assert User.objects.get(email=WANTED).pk == before.pk
    assert EmailAddress.objects.get(user=user).email == user.email


def test_who_only_begins_with_an_address_takes_it_from_nobody() -> None:
    before = factories.make_user(WANTED)
    EmailAddress.objects.filter(user=before).update(verified=False)
    client = just_signed_in(factories.make_user())
    client.post("/en/accounts/email/", {"email": WANTED, "action_add": ""})
    assert client.post("/en/accounts/confirm-email/", {"code": "XXXX-XXXX"}).status_code == 200
    assert User.objects.filter(pk=before.pk).exists()


def test_two_who_prove_one_address_at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    user, other = factories.make_user(), factories.make_user()

    def too_late(*_args: Any) -> bool:
        User.objects.filter(pk=other.pk).update(email=WANTED)
        User.objects.filter(pk=user.pk).update(email=WANTED)
        return True

    monkeypatch.setattr(email_verification, "verify_email", too_late)
    answer = _change(user)
    user.refresh_from_db()
    assert answer.status_code == 200 and user.email != WANTED
    assert "already registered" in answer.content.decode()
