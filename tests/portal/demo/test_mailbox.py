"""The demo's mailbox: what is delivered can be read there, in a demonstration alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from portal.demo import mailbox
from portal.demo.models import DemoMail
from portal.shared.outbox.delivering import deliver_due
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/en/demo/mail/"


@pytest.fixture
def demo(settings: LazySettings) -> None:
    settings.ENV = replace(settings.ENV, demo=True)
    settings.EMAIL_BACKEND = "portal.demo.mailbox.Mailbox"


def test_outside_of_a_demonstration_there_is_no_mailbox(client: Client) -> None:
    assert client.get(PAGE).status_code == client.get(f"{PAGE}1/").status_code == 404


def test_a_forgotten_notice_shows_nobodys_mail_in_production(
    client: Client, demo: None, settings: LazySettings
) -> None:
    mail = DemoMail.objects.create(message_id="<1@x>", at=timezone.now(), sender="a@x.jp", to="b@x.jp", subject="s")
    assert client.get(f"{PAGE}{mail.pk}/").status_code == 200
    settings.ENV = replace(settings.ENV, mode="production")
    for page in (PAGE, f"{PAGE}{mail.pk}/", "/en/demo/"):
        assert client.get(page).status_code == 404
    home = client.get("/en/accounts/login/").content.decode()
    assert "invented people" in home and "/en/demo/" not in home


def test_a_new_password_by_the_link_in_the_mailbox(client: Client, demo: None) -> None:
    user = factories.make_user("reader@example.org")
    assert "No mail yet" in client.get(PAGE).content.decode()
    client.post("/en/accounts/password/reset/", {"email": user.email})
    assert "/demo/mail/" in client.get("/en/").content.decode(), "the note on every page leads there"
    deliver_due(now=timezone.now())
    found = DemoMail.objects.get()
    page = client.get(PAGE).content.decode()
    assert found.sender == "Tsunagu City <portal@localhost>"
    assert "reader@example.org" in page and f"{PAGE}{found.pk}/" in page
    letter = client.get(f"{PAGE}{found.pk}/").content.decode()
    link = letter.partition('<a href="http://localhost:8000/en/accounts/password/reset/key/')[2].partition('"')[0]
    answer = client.get(f"/en/accounts/password/reset/key/{link}", follow=True)
    assert answer.status_code == 200 and "password1" in answer.content.decode()


def test_the_same_mail_arrives_once_and_old_ones_go(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MOST_KEPT", 3)
    for number in range(5):
        Client().post("/en/accounts/password/reset/", {"email": f"nobody{number}@example.org"})
    deliver_due(now=timezone.now())
    assert [mail.to for mail in DemoMail.objects.order_by("id")] == [f"nobody{n}@example.org" for n in (2, 3, 4)]
