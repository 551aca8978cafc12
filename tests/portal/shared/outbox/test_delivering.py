"""Delivery: each message once, refused ones set aside, a poisoned one in nobody's way, leases that run out."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import connection

from portal.shared.models import Ward
from portal.shared.outbox import delivering
from portal.shared.outbox.delivering import deliver_due
from portal.shared.outbox.models import Message
from portal.shared.outbox.services import enqueue_mail
from portal.shared.outbox.verdicts import MOST_ATTEMPTS, PAUSES
from tests.portal.shared.outbox.post_office import PostOffice, open_post_office


def write(now: datetime, to: str = "reader@example.org", language: str = "ja", **changed: Any) -> Message:
    fields = {
        "template": "account/password_reset_key",
        "values": {"password_reset_url": "https://portal.example/ja/reset/1-abc/"},
    }
    return enqueue_mail(**{**fields, **changed}, to=to, language=language, now=now)


@pytest.fixture
def office(settings: LazySettings) -> Iterator[PostOffice]:
    with open_post_office() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.server_address[1]
        yield made


@pytest.mark.django_db
def test_a_mail_leaves_with_its_headers_and_is_emptied(now: datetime, settings: LazySettings) -> None:
    settings.PORTAL_URL = "https://portal.example:8443"
    Ward.objects.update_or_create(pk=1, defaults={"name_ja": "つなぐ区", "sender": "ward@example.org", "phone": "03-1"})
    message = write(now)
    assert deliver_due(now=now) == {"sent": 1, "later": 0, "dead": 0}
    assert deliver_due(now=now + timedelta(days=1)) == {"sent": 0, "later": 0, "dead": 0}
    [sent] = mail.outbox
    headers = sent.message()
    assert headers["Message-ID"] == f"<{message.uid}@portal.example>"
    assert headers["Auto-Submitted"] == "auto-generated" and headers["Date"] and headers["Content-Language"] == "ja"
    assert sent.to == ["reader@example.org"] and "ward@example.org" in sent.from_email
    assert "https://portal.example/ja/reset/1-abc/" in sent.body and "03-1" in sent.body
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert '<a href="https://portal.example/ja/reset/1-abc/">' in html and "style=" not in html
    message.refresh_from_db()
    assert (message.status, message.values, message.claim, message.attempts) == ("sent", {}, None, 1)
    assert message.ended is not None and message.ended >= now


@pytest.mark.django_db
def test_what_is_not_due_waits(now: datetime) -> None:
    write(now, not_before=now + timedelta(hours=3))
    assert deliver_due(now=now + timedelta(hours=2))["sent"] == 0
    assert deliver_due(now=now + timedelta(hours=3))["sent"] == 1


@pytest.mark.django_db
def test_a_refused_address_is_dead_a_busy_one_is_tried_again(now: datetime, office: PostOffice) -> None:
    office.refused = {"gone@": b"550 no such person", "busy@": b"450 later"}
    gone, busy, fine = write(now, "gone@example.org"), write(now, "busy@example.org"), write(now, "fine@example.org")
    assert deliver_due(now=now) == {"sent": 1, "later": 1, "dead": 1}
    for one in (gone, busy, fine):
        one.refresh_from_db()
    assert (gone.status, gone.last_error) == ("dead", "SMTPRecipientsRefused 550")
    assert gone.values == {} and busy.values, "nobody keeps a link that opens an account"
    assert (busy.status, busy.last_error, busy.attempts) == ("waiting", "SMTPRecipientsRefused 450", 1)
    assert timedelta(0) <= busy.due - now - PAUSES[0] < timedelta(minutes=1)
    assert fine.status == "sent"
    office.refused = {}
    assert deliver_due(now=now + timedelta(minutes=3))["sent"] == 1
    assert office.taken[-1].startswith(f"<{busy.uid}@")


@pytest.mark.django_db
def test_a_poisoned_message_blocks_nobody_and_dies_in_the_end(now: datetime, office: PostOffice) -> None:
    office.hangs_up_on = "poison@"
    broken = [write(now) for _ in range(5)]
    Message.objects.filter(pk__in=[one.pk for one in broken]).update(template="no/such/template")
    poison = write(now, "poison@example.org")
    others = [write(now, f"person{number}@example.org") for number in range(15)]
    assert deliver_due(now=now) == {"sent": 15, "later": 6, "dead": 0}
    assert {one.split("@")[0].strip("<") for one in office.taken} == {str(one.uid) for one in others}
    moment = now
    for pause in PAUSES:
        moment += pause + timedelta(minutes=1)
        counts = deliver_due(now=moment)
    assert counts["dead"] == 6
    poison.refresh_from_db()
    assert (poison.status, poison.attempts, poison.last_error) == ("dead", MOST_ATTEMPTS, "SMTPServerDisconnected")
    assert Message.objects.get(pk=broken[0].pk).values, "others can be tried again for a while"


@pytest.mark.django_db
def test_a_message_that_kills_its_deliverer_each_time_dies_too(now: datetime) -> None:
    message = write(now)
    Message.objects.filter(pk=message.pk).update(
        status="claimed", claim=uuid.uuid4(), due=now - timedelta(seconds=1), attempts=MOST_ATTEMPTS
    )
    assert deliver_due(now=now) == {"sent": 0, "later": 0, "dead": 1}
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("dead", "interrupted each time")


@pytest.mark.django_db
def test_while_the_mail_server_is_away_nothing_is_used_up(now: datetime, settings: LazySettings) -> None:
    with open_post_office() as closed:
        port = closed.server_address[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    messages = [write(now) for _ in range(delivering.BATCH + 2)]
    for minutes in range(0, 60, 5):
        assert deliver_due(now=now + timedelta(minutes=minutes)) == {"sent": 0, "later": 0, "dead": 0}
    assert Message.objects.filter(status="waiting", attempts=0).count() == len(messages)
    assert Message.objects.filter(last_error="ConnectionRefusedError").count() == len(messages)


@pytest.mark.django_db
def test_our_own_wrong_sender_is_not_the_mails_fault(now: datetime, office: PostOffice) -> None:
    office.takes_senders = False
    messages = [write(now) for _ in range(5)]
    assert deliver_due(now=now) == {"sent": 0, "later": 3, "dead": 0}, "three in a row are enough to see it"
    assert Message.objects.filter(status="waiting", attempts=0).count() == len(messages)
    office.takes_senders = True
    assert deliver_due(now=now + timedelta(minutes=3))["sent"] == 5


@pytest.mark.django_db
def test_a_killed_deliverers_claim_runs_out(now: datetime) -> None:
    message = write(now)
    until = now + delivering.LEASE
    Message.objects.filter(pk=message.pk).update(status="claimed", claim=uuid.uuid4(), due=until, attempts=1)
    assert deliver_due(now=until - timedelta(seconds=1))["sent"] == 0
    assert deliver_due(now=until)["sent"] == 1
    assert mail.outbox[0].message()["Message-ID"].startswith(f"<{message.uid}@")


@pytest.mark.django_db
def test_whoever_lost_a_claim_changes_nothing_any_more(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deliverer that slept past its lease while another one sent the mail."""
    message = write(now)
    real = delivering._Round._letter

    def slept(self: Any, letter: Message) -> Any:
        Message.objects.filter(pk=message.pk).update(status="sent", claim=None, ended=now)
        return real(self, letter)

    monkeypatch.setattr(delivering._Round, "_letter", slept)
    assert deliver_due(now=now)["sent"] == 0
    message.refresh_from_db()
    assert message.ended == now


@pytest.mark.django_db(transaction=True)
def test_deliverers_at_once_send_each_message_once(
    now: datetime, office: PostOffice, run_at_once: Callable[..., list[Any]]
) -> None:
    messages = {f"<{write(now, f'person{number}@example.org').uid}@localhost>" for number in range(60)}
    counts = run_at_once(lambda: deliver_due(now=now), 4)
    assert sum(one["sent"] for one in counts) == 60
    assert sorted(office.taken) == sorted(messages)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_not(
    now: datetime, office: PostOffice, run_at_once: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a claim that is read first and written afterwards lets two deliverers send the same."""

    def careless(self: Any) -> list[int]:
        found = list(Message.objects.open().filter(due__lte=now).order_by("id").values_list("id", flat=True)[:10])
        Message.objects.filter(pk__in=found).update(status="claimed", claim=uuid.UUID(int=0))
        self.claim = uuid.UUID(int=0)
        return found

    monkeypatch.setattr(delivering._Round, "_claim_some", careless)
    for number in range(40):
        write(now, f"person{number}@example.org")
    run_at_once(lambda: deliver_due(now=now, seconds=5), 4)
    assert len(office.taken) > len(set(office.taken))


@pytest.mark.django_db
def test_what_is_due_is_found_by_its_index(now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM outbox_message WHERE status IN ('waiting', 'claimed') AND due <= %s "
            "ORDER BY due, id LIMIT 10 FOR UPDATE SKIP LOCKED",
            [now],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "message_due" in plan and "Sort" not in plan


@pytest.mark.django_db
def test_a_mail_of_the_smtp_kind_can_be_read_back(now: datetime, office: PostOffice) -> None:
    write(now, language="ja-simple", template="account/email_changed", values=CHANGED)
    deliver_due(now=now)
    found: Any = message_from_bytes(office.mails[0], policy=policy.default)
    text = found.get_body(("plain",)).get_content()
    assert "{" not in text and "{" not in found["Subject"]
    assert "a|b" in text, "only furigana is taken away"


CHANGED = {"from_email": "old@example.org", "to_email": "new@example.org", "ip": "::1", "at": "today", "browser": "a|b"}


@pytest.mark.django_db
def test_without_a_mail_server_production_keeps_everything(now: datetime, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "portal.shared.outbox.no_mail_server.NoMailServer"
    message = write(now)
    assert deliver_due(now=now)["sent"] == 0
    message.refresh_from_db()
    assert (message.status, message.attempts, message.last_error) == ("waiting", 0, "NoMailServerError")
