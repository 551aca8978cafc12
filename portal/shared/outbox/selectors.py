"""What officials see of the mail: how much waits, since when, and what could not be delivered; never what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import get_language

from portal.shared.languages import SOURCE_CODE
from portal.shared.outbox.letters import MissingValuesError, UnknownTemplateError, write_subject
from portal.shared.outbox.models import Message

DEAD_SHOWN = 50
LATE = timedelta(minutes=10)
"""When mail that waits is worth a warning: beat looks every minute."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A line of the list."""

    uid: UUID
    subject: str
    to: str
    ended: datetime
    attempts: int
    refused: bool
    emptied: bool
    error: str


def mail_state(*, after: int, now: datetime, listed: bool = True) -> dict[str, Any]:
    """Context of the ward's mail page; `after` is the last row of the page before.

    `listed=False`: numbers alone, for readers who decide nothing; subjects may say what somebody has to do with whom.
    """
    # While the mail server is away, what it was offered is due again a minute later and has used up no attempt.
    late = Q(due__lte=now - LATE) | (Q(attempts=0, created__lte=now - LATE) & ~Q(last_error=""))
    numbers = Message.objects.open().aggregate(
        waiting=Count("id"),
        late=Count("id", filter=late),
        oldest=Min("created", filter=late),
    )
    day = Message.objects.filter(status=Message.Status.SENT, ended__gt=now - timedelta(days=1))
    trouble = (
        Message.objects.open().exclude(last_error="").order_by("-due").values_list("last_error", flat=True).first()
    )
    found = Message.objects.dead().order_by("-id")
    rows = list((found.filter(id__lt=after) if after else found)[: DEAD_SHOWN + 1]) if listed else []
    return {
        **numbers,
        "sent_today": day.count(),
        "trouble": trouble or "",
        "dead_count": found.count(),
        "dead": [_line(one) for one in rows[:DEAD_SHOWN]],
        "following": rows[DEAD_SHOWN - 1].pk if len(rows) > DEAD_SHOWN else None,
    }


def dead_count() -> int:
    """How many messages wait for an official's decision."""
    return Message.objects.dead().count()


def _line(message: Message) -> DeadLetter:
    try:
        subject = write_subject(message.template, message.values, get_language() or SOURCE_CODE)
    except (MissingValuesError, UnknownTemplateError):
        subject = message.template
    return DeadLetter(
        uid=message.uid,
        subject=subject,
        to=message.masked_to,
        ended=message.ended or message.created,
        attempts=message.attempts,
        refused=message.last_error.startswith("SMTPRecipientsRefused"),
        emptied=message.is_emptied,
        error=message.last_error,
    )
