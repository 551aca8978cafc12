"""The ward's mail page: numbers and dead letters, no bodies, addresses in part, decisions that leave an act."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from portal.accounts.models import Post
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.outbox.services import enqueue_mail
from tests import ward_people

pytestmark = pytest.mark.django_db
PAGE = "/en/ward/mail/"


def write(**columns: object) -> Message:
    message = enqueue_mail(
        template="account/password_reset_key",
        to="somebody@example.org",
        language="ja",
        values={"password_reset_url": "https://portal.example/secret-link/"},
        now=timezone.now() - timedelta(hours=2),
    )
    Message.objects.filter(pk=message.pk).update(**columns)
    return message


def dead(error: str = "SMTPRecipientsRefused 550") -> Message:
    return write(status="dead", ended=timezone.now(), attempts=10, last_error=error)


def test_officials_see_what_waits_and_what_is_stuck_but_no_content() -> None:
    client = ward_people.signed_in(ward_people.holder(Post.Kind.OFFICIAL, timezone.now()))
    now = timezone.now()
    write(due=now + timedelta(days=1))
    page = client.get(PAGE).content.decode()
    assert "Everything could be delivered" in page and "Mail is late" not in page, "a reminder of tomorrow is not late"
    write(last_error="ConnectionRefusedError", due=now + timedelta(seconds=30))
    dead()
    dead("TimeoutError")
    page = client.get(PAGE).content.decode()
    assert "Mail is late" in page and "ConnectionRefusedError" in page
    assert "s…@example.org" in page and "so…" not in page and "somebody@" not in page
    assert "The address is refused" in page and "Tried 10 times in vain." in page
    assert "Choose a new password" in page, "the subject, in the official's language"
    assert "secret-link" not in page


def test_a_dead_letter_is_tried_again_or_given_up() -> None:
    official = ward_people.holder(Post.Kind.OFFICIAL, timezone.now())
    client = ward_people.signed_in(official)
    again, over = dead(), dead()
    assert client.post(f"{PAGE}{again.uid}/retry/", follow=True).redirect_chain == [(PAGE, 302)]
    client.post(f"{PAGE}{over.uid}/give-up/")
    assert [Message.objects.get(pk=one.pk).status for one in (again, over)] == ["waiting", "given_up"]
    assert "Somebody else was faster" in client.post(f"{PAGE}{over.uid}/retry/", follow=True).content.decode() or (
        Message.objects.get(pk=over.pk).status == "given_up"
    )
    assert Act.objects.filter(person_id=official.person_id, object_type="outbox.message").count() == 2


@pytest.mark.parametrize("kind", [Post.Kind.AUDITOR, Post.Kind.CONTRACTOR])
def test_who_decides_nothing_sees_numbers_alone(kind: str) -> None:
    client = ward_people.signed_in(ward_people.holder(kind, timezone.now()))
    message = dead()
    page = client.get(PAGE).content.decode()
    assert "Could not be delivered (1)" in page and "Try again" not in page
    assert "example.org" not in page and "Choose a new password" not in page
    assert client.post(f"{PAGE}{message.uid}/retry/").status_code == 403
    assert Message.objects.get().status == "dead"


def test_what_is_emptied_cannot_be_tried_again() -> None:
    client = ward_people.signed_in(ward_people.holder(Post.Kind.OFFICIAL, timezone.now()))
    message = dead()
    Message.objects.update(values={})
    page = client.get(PAGE).content.decode()
    assert "Choose a new password" in page and "Give up" in page and "Try again" not in page
    assert "is deleted" in client.post(f"{PAGE}{message.uid}/retry/", follow=True).content.decode()
    assert Message.objects.get().status == "dead"


def test_no_subject_names_somebody() -> None:
    """Officials and letter carriers read subjects."""
    for path in (Path(settings.BASE_DIR) / "templates" / "mail").rglob("*.subject.txt"):
        assert not re.search(r"{{ *(name|who|successor|to_email|email)\b", path.read_text()), path.name
