"""Writing messages: in the writer's transaction, at most once for a key, nothing that could break a header."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.shared.models import Act
from portal.shared.outbox import nudging, services
from portal.shared.outbox.letters import MissingValuesError, UnknownTemplateError
from portal.shared.outbox.models import Message
from portal.shared.outbox.services import (
    enqueue_mail,
    forget_mail_of,
    give_up_message,
    purge_messages,
    retry_message,
    withdraw_mail,
)
from portal.shared.transitions import MoveRefusedError

pytestmark = pytest.mark.django_db


def mail(now: datetime, **changed: Any) -> Message:
    fields: dict[str, Any] = {
        "template": "account/password_reset_key",
        "to": "reader@example.org",
        "language": "ja",
        "values": {"password_reset_url": "https://portal.example/reset/1"},
    }
    return enqueue_mail(**{**fields, **changed}, now=now)


def test_a_message_is_a_row_of_its_writers_transaction(now: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        mail(now)
        raise RuntimeError
    assert not Message.objects.exists()
    later = now + timedelta(days=1)
    message = mail(now, language="zh-TW", person_id=7, by=8, not_before=later)
    message.refresh_from_db()
    assert (message.status, message.language, message.due, message.created) == ("waiting", "ja", later, now)
    assert (message.person_id, message.by_id, message.attempts) == (7, 8, 0)


def test_a_key_is_written_once_and_then_found(now: datetime) -> None:
    first = mail(now, key="reminder-5-2026-11-18")
    again = mail(now, key="reminder-5-2026-11-18", to="other@example.org")
    assert again.pk == first.pk and again.to == "reader@example.org"
    assert Message.objects.count() == 1
    mail(now)
    mail(now)
    assert Message.objects.count() == 3, "without a key each is a message of its own"


def test_what_is_withdrawn_is_not_sent_and_its_key_stays_used(now: datetime) -> None:
    kept, gone, claimed = (mail(now, key=key) for key in ("thing:12:a", "thing:1:a", "thing:1:b"))
    Message.objects.filter(pk=claimed.pk).update(status="claimed", claim=uuid4())
    assert withdraw_mail(about="thing:1:", now=now) == 2
    assert withdraw_mail(about="thing:1:", keys=["thing:1:a"], now=now) == 0
    gone.refresh_from_db()
    assert (gone.status, gone.values, gone.ended) == ("given_up", {}, now)
    assert mail(now, key="thing:1:a").pk == gone.pk and Message.objects.open().get() == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@example.org\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a" * 400 + "@x.jp",
    ],
)
def test_what_is_no_single_address_is_refused_by_name(now: datetime, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        mail(now, to=address)
    assert set(refused.value.message_dict) == {"to"}


def test_the_callers_mistakes_are_told_at_once(now: datetime) -> None:
    with pytest.raises(UnknownTemplateError):
        mail(now, template="account/nothing")
    with pytest.raises(UnknownTemplateError):
        mail(now, template="../ward/desk")
    with pytest.raises(MissingValuesError, match="password_reset_url"):
        mail(now, values={})
    with pytest.raises(TypeError):
        mail(now, values={"password_reset_url": object()})
    mail(now, values={"password_reset_url": "", "more": [1, None, {"a": "b\x00\ud800"}]})
    assert Message.objects.get().values["more"] == [1, None, {"a": "b\ufffd\ufffd"}]


def test_one_nudge_for_each_transaction(
    now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    nudged: list[int] = []
    monkeypatch.setattr(services, "nudge", lambda: nudged.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        mail(now)
        mail(now)
    assert nudged == [1]


def test_a_queue_that_is_away_is_left_alone_for_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Away:
        def send_task(self, name: str, **options: Any) -> None:
            asked.append(name)
            raise ConnectionRefusedError

    monkeypatch.setattr(nudging, "_resume_at", 0.0)
    monkeypatch.setattr(nudging, "_sender", Away)
    nudging.nudge()
    nudging.nudge()
    assert asked == [nudging.TASK]
    monkeypatch.setattr(nudging, "_resume_at", 0.0)
    nudging.nudge()
    assert len(asked) == 2


def dead(now: datetime) -> Message:
    message = mail(now)
    Message.objects.filter(pk=message.pk).update(status="dead", ended=now, attempts=10, last_error="SMTPDataError 554")
    message.refresh_from_db()
    return message


def test_an_official_tries_a_dead_message_again_or_gives_it_up(now: datetime) -> None:
    message = dead(now)
    retry_message(uid=message.uid, by=5, now=now + timedelta(hours=1))
    message.refresh_from_db()
    assert (message.status, message.attempts, message.ended) == ("waiting", 0, None)
    with pytest.raises(MoveRefusedError):
        retry_message(uid=message.uid, by=5, now=now)
    other = dead(now)
    give_up_message(uid=other.uid, by=5, now=now)
    other.refresh_from_db()
    assert (other.status, other.values, other.ended) == ("given_up", {}, now)
    with pytest.raises(MoveRefusedError):
        give_up_message(uid=other.uid, by=6, now=now)
    acts = Act.objects.filter(object_type="outbox.message").order_by("id")
    assert [(act.verb, act.person_id) for act in acts] == [("retry_message", 5), ("give_up_message", 5)]
    assert "reader" not in str([act.detail for act in acts])


def purged(moment: datetime) -> tuple[int, int]:
    """Rows emptied and deleted in a night, chunk by chunk."""
    cursor, counts = None, Counter[str]()
    for _ in range(20):
        chunk = purge_messages(night=moment.date(), now=moment, cursor=cursor)
        counts.update(chunk.counts)
        cursor = chunk.cursor
        if cursor is None:
            return counts["emptied"], counts["deleted"]
    raise AssertionError("no end")


def test_many_chunks_come_to_an_end(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)
    for _ in range(5):
        Message.objects.filter(pk=mail(now).pk).update(status="sent", ended=now)
    assert purged(now + timedelta(days=20)) == (5, 0)
    assert purged(now + timedelta(days=100)) == (0, 5)


def test_the_night_empties_and_then_deletes(now: datetime) -> None:
    sent, given_up, stuck, waits = (mail(now, person_id=3) for _ in range(4))
    Message.objects.filter(pk=sent.pk).update(status="sent", ended=now)
    Message.objects.filter(pk=given_up.pk).update(status="given_up", ended=now)
    Message.objects.filter(pk=stuck.pk).update(status="dead", ended=now)
    assert purged(now + timedelta(days=13)) == (0, 0)
    assert purged(now + timedelta(days=14)) == (2, 0)
    assert purged(now + timedelta(days=14)) == (0, 0)
    sent.refresh_from_db()
    assert (sent.to, sent.values, sent.person_id) == ("", {}, None)
    assert purged(now + timedelta(days=29)) == (0, 0)
    assert purged(now + timedelta(days=30)) == (0, 1), "address and text of what cannot be delivered"
    assert purged(now + timedelta(days=90)) == (0, 2)
    assert list(Message.objects.all()) == [waits], "what waits is never purged"


def test_a_person_is_forgotten_in_every_state(now: datetime) -> None:
    mail(now, person_id=3)
    mail(now, to="Old@Example.org")
    kept = mail(now, person_id=4, by=3)
    assert forget_mail_of(person_id=3, addresses=["old@example.org"]) == 2
    kept.refresh_from_db()
    assert list(Message.objects.all()) == [kept] and kept.by_id is None


@pytest.mark.parametrize(
    "columns",
    [{"status": "claimed"}, {"status": "sent"}, {"to": ""}, {"template": ""}, {"claim": "0" * 32}],
)
def test_the_database_keeps_states_and_columns_together(now: datetime, columns: dict[str, Any]) -> None:
    message = mail(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**columns)
