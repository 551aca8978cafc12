"""Writing a message, deciding about dead ones, forgetting the old."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from portal.shared.clean_text import clean_paragraphs
from portal.shared.denials import Denial
from portal.shared.models import Ward
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.outbox.letters import reading_language, write_letter
from portal.shared.outbox.models import LIFE, Message
from portal.shared.outbox.nudging import nudge
from portal.shared.transitions import MoveRefusedError, move

ADDRESS_DAYS = 14
"""How long one can still see to whom something went."""
ROW_DAYS = 90
DEAD_DAYS = 30
CHUNK = 2000
LONGEST_ADDRESS = 320
WITHDRAWN = "withdrawn"
"""Stands where the kind of error would: nobody wanted it to be sent any more."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")


def enqueue_mail(
    *,
    template: str,
    to: str,
    language: str,
    values: Mapping[str, Any],
    now: datetime,
    by: int | None = None,
    person_id: int | None = None,
    key: str | None = None,
    not_before: datetime | None = None,
) -> Message:
    """Write the message in the caller's transaction and wake a worker after its commit.

    `template` names templates/mail/<template>.txt and .subject.txt; `values` are plain (JSON) values, one for every
    name the template uses. With a `key` the message is written at most once: the one that exists is returned, sent
    or not. Raises ValidationError for an address that cannot be one; UnknownTemplateError, MissingValuesError and
    TypeError are the caller's mistakes.
    """
    address = _checked_address(to)
    plain = {name: _plain(value) for name, value in values.items()}
    write_letter(template, plain, language, Ward(pk=1))
    message = Message(
        template=template,
        values=plain,
        language=reading_language(language),
        to=address,
        person_id=person_id,
        by_id=by,
        key=key,
        created=now,
        due=not_before or now,
    )
    written = _write(message)
    _nudge_after_commit()
    return written


def _write(message: Message) -> Message:
    if message.key is None:
        message.save(force_insert=True)
        return message
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return Message.objects.get(key=message.key)
    return message


def _checked_address(to: str) -> str:
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"to": error.messages}, code="invalid") from error
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError({"to": "too long"}, code="invalid")
    return address


def _plain(value: Any) -> Any:
    """JSON values whose texts a row and a mail can carry; TypeError for anything else."""
    if isinstance(value, str):
        return clean_paragraphs(_UNSTORABLE.sub("\ufffd", value))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    raise TypeError(f"a message carries plain values, not {type(value).__name__}")


def _nudge_after_commit() -> None:
    """Once for each transaction, however many messages it writes."""
    if not any(hook[1] is nudge for hook in connection.run_on_commit):
        transaction.on_commit(nudge)


def withdraw_mail(*, keys: Iterable[str] = (), about: str = "", now: datetime) -> int:
    """What is not true any more is not sent: of these keys, or of all that begin with `about`; answers how many.

    What is sent stays sent. The rows stay with their keys, so that nothing is written twice; a mail whose sending has
    begun at this very moment may still arrive.
    """
    theirs = models.Q(key__in=list(keys))
    if about:
        theirs |= models.Q(key__startswith=about)
    unsent = Message.objects.filter(theirs, status__in=(*Message.OPEN, Message.Status.DEAD))
    return unsent.update(status=Message.Status.GIVEN_UP, claim=None, ended=now, values={}, last_error=WITHDRAWN)


def hold_unsent(keys: Iterable[str]) -> list[Message]:
    """The messages of these keys that are not sent yet, held until the caller's transaction ends, in their keys' order."""
    return list(Message.objects.open().filter(key__in=list(keys)).order_by("key").select_for_update())


def rewrite_mail(message: Message, values: Mapping[str, Any]) -> None:
    """Other values for a message that `hold_unsent` gave; MissingValuesError as in `enqueue_mail`."""
    plain = {name: _plain(value) for name, value in values.items()}
    write_letter(message.template, plain, message.language, Ward(pk=1))
    Message.objects.filter(pk=message.pk).update(values=plain)


@transaction.atomic
def retry_message(*, uid: UUID, by: int | None, now: datetime) -> Message:
    """Send a dead message once more from the start; MoveRefusedError when it is not dead any more, or emptied."""
    message = Message.objects.get(uid=uid)
    if message.is_emptied:
        raise MoveRefusedError(
            Denial(
                "emptied",
                _("The link or code that this mail held is deleted."),
                _("The person can ask for a new one on the sign-in page."),
            )
        )
    columns = {"due": now, "attempts": 0, "ended": None}
    move(message, "retry", table=LIFE, by=by, now=now, columns=columns)
    _nudge_after_commit()
    return message


@transaction.atomic
def give_up_message(*, uid: UUID, by: int | None, now: datetime) -> Message:
    """Let a dead message be; what it said is emptied. MoveRefusedError when it is not dead any more."""
    message = Message.objects.get(uid=uid)
    move(message, "give_up", table=LIFE, by=by, now=now, columns={"values": {}, "ended": now})
    return message


def purge_messages(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """The night's share, a chunk of it: empty old addresses, delete old rows; what waits is never touched."""
    over, dead = Message.objects.filter(status__in=Message.OVER), Message.objects.dead()
    aged = over.filter(ended__lte=now - timedelta(days=ADDRESS_DAYS)).exclude(to="", values={})
    emptied = _some(aged).update(to="", values={}, person_id=None, by_id=None)
    deleted = 0
    for rows, days in ((over, ROW_DAYS), (dead, DEAD_DAYS)):
        deleted += _some(rows.filter(ended__lte=now - timedelta(days=days))).delete()[0]
    more = emptied == CHUNK or deleted >= CHUNK
    return Chunk("more" if more else None, {"emptied": emptied, "deleted": deleted}, done=emptied + deleted)


def _some(rows: models.QuerySet[Message]) -> models.QuerySet[Message]:
    ids = rows.order_by("ended", "id").values_list("id", flat=True)[:CHUNK]
    return Message.objects.filter(id__in=list(ids))


def forget_mail_of(*, person_id: int, addresses: Iterable[str] = ()) -> int:
    """Delete everything to or about this person, dead letters too, whatever its state (erasure); answers how many."""
    theirs = models.Q(person_id=person_id)
    for address in addresses:
        theirs |= models.Q(to__iexact=address)
    deleted = Message.objects.filter(theirs).delete()[0]
    Message.objects.filter(by_id=person_id).update(by_id=None)
    return deleted
