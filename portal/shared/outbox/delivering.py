"""Delivery: claim a few, send each under its own lease, mark it sent; whatever dies on the way comes back by itself.

A claimed message is due again when its claim runs out, so that one condition and one index find both what waits and
what a killed deliverer left. Sending twice is possible (a crash between the server's "yes" and our mark), losing is
not; a second copy carries the same Message-ID.
"""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.db.models import F

from portal.shared.models import Ward
from portal.shared.outbox.letters import write_letter
from portal.shared.outbox.links import portal_host
from portal.shared.outbox.models import OF_ACCOUNTS, Message
from portal.shared.outbox.verdicts import LINE_PAUSE, MOST_ATTEMPTS, Fate, Verdict, judge, pause_after
from portal.shared.ruby import strip_ruby
from portal.shared.wards import current_ward

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
"""Longer than opening a connection and sending one mail can take when every answer comes at the last second."""
BATCH = 10
ROUND_SECONDS = 45.0
FAILURES_IN_A_ROW = 3
_CLAIM = """
    WITH found AS MATERIALIZED (
        SELECT id FROM outbox_message
        WHERE status IN ('waiting', 'claimed') AND due <= %(now)s
        ORDER BY due, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox_message SET status = 'claimed', claim = %(claim)s, due = %(until)s
    FROM found WHERE outbox_message.id = found.id
    RETURNING outbox_message.id
"""


def deliver_due(*, now: datetime, seconds: float = ROUND_SECONDS) -> dict[str, int]:
    """Send what is due until nothing is left, the time is over or the mail server is away; answers counts.

    Any number of these may run at once. Each statement is its own transaction: call it outside of one.
    """
    return _Round(now, seconds).run()


class _Round:
    """One deliverer's work: its claim, its connection to the mail server, its clock."""

    def __init__(self, now: datetime, seconds: float) -> None:
        self.began, self.now, self.seconds = time.monotonic(), now, seconds
        self.claim = uuid.uuid4()
        self.line: Any = get_connection()
        self.ward = current_ward()
        self.failures = 0
        self.counts = {"sent": 0, "later": 0, "dead": 0}

    def run(self) -> dict[str, int]:
        try:
            while self._goes_on() and (ids := self._claim_some()):
                if self._open_line():
                    self._deliver(ids)
                self._release()
        finally:
            self._close_line()
        return self.counts

    def clock(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)

    def _goes_on(self) -> bool:
        return self.failures < FAILURES_IN_A_ROW and time.monotonic() - self.began < self.seconds

    def _claim_some(self) -> list[int]:
        now = self.clock()
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, {"claim": self.claim, "until": now + LEASE, "now": now, "most": BATCH})
            return sorted(row[0] for row in cursor.fetchall())

    def _deliver(self, ids: list[int]) -> None:
        for number in ids:
            if not self._goes_on():
                return
            message = self._begin_attempt(number)
            if message is not None:
                self._attempt(message)

    def _mine(self, number: int) -> Any:
        return Message.objects.filter(pk=number, claim=self.claim, status=Message.Status.CLAIMED)

    def _begin_attempt(self, number: int) -> Message | None:
        """A lease of its own for each message: the first of ten may take long without costing the tenth.

        Counted before it is tried, so that a message whose sending kills the process does not come back for ever.
        """
        if not self._mine(number).update(due=self.clock() + LEASE, attempts=F("attempts") + 1):
            return None
        message = Message.objects.get(pk=number)
        if message.attempts > MOST_ATTEMPTS:
            self._bury(message, message.last_error or "interrupted each time")
            return None
        return message

    def _attempt(self, message: Message) -> None:
        try:
            letter = self._letter(message)
            if not self.line.send_messages([letter]):
                raise ConnectionError("not taken")
        except Exception as error:
            verdict = judge(error)
            self._fail(message, verdict)
            if verdict.line_broken:
                self._reopen_line()
            return
        self.failures = 0
        sent = self._mine(message.pk).update(
            status=Message.Status.SENT, claim=None, ended=self.clock(), values={}, last_error=""
        )
        self.counts["sent"] += sent

    def _letter(self, message: Message) -> EmailMultiAlternatives:
        letter = write_letter(message.template, message.values, message.language, self.ward)
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=formataddr((_sender_name(self.ward, letter.language), _sender(self.ward))),
            to=[message.to],
            headers={
                "Message-ID": f"<{message.uid}@{portal_host()}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": letter.language,
            },
        )
        mail.attach_alternative(letter.html, "text/html")
        return mail

    def _fail(self, message: Message, verdict: Verdict) -> None:
        self.failures = self.failures + 1 if verdict.line_broken else 0
        logger.warning("mail %s (%s) not sent: %s", message.uid, message.template, verdict.kind)
        if verdict.fate is Fate.NEVER or (verdict.fate is Fate.LATER and message.attempts >= MOST_ATTEMPTS):
            self._bury(message, verdict.kind)
            return
        blamed = verdict.fate is Fate.LATER
        pause = pause_after(message.attempts) if blamed else LINE_PAUSE
        self.counts["later"] += self._mine(message.pk).update(
            status=Message.Status.WAITING,
            claim=None,
            due=self.clock() + pause,
            attempts=message.attempts if blamed else message.attempts - 1,
            last_error=verdict.kind,
        )

    def _bury(self, message: Message, kind: str) -> None:
        values = {} if message.template.startswith(OF_ACCOUNTS) else message.values
        self.counts["dead"] += self._mine(message.pk).update(
            status=Message.Status.DEAD, claim=None, ended=self.clock(), last_error=kind, values=values
        )

    def _release(self) -> None:
        """What was claimed and not tried waits as before, or a minute when the mail server is away."""
        pause = timedelta(0) if self.failures < FAILURES_IN_A_ROW else LINE_PAUSE
        mine = Message.objects.filter(claim=self.claim, status=Message.Status.CLAIMED)
        mine.update(status=Message.Status.WAITING, claim=None, due=self.clock() + pause)

    def _open_line(self) -> bool:
        try:
            self.line.open()
        except Exception as error:
            self.failures = FAILURES_IN_A_ROW
            kind = judge(error).kind
            logger.warning("the mail server is away: %s", kind)
            Message.objects.filter(claim=self.claim, status=Message.Status.CLAIMED).update(last_error=kind)
            return False
        return True

    def _reopen_line(self) -> None:
        """After an error nobody knows what the server still expects."""
        self._close_line()
        self.line = get_connection()
        if self._goes_on():
            self._open_line()

    def _close_line(self) -> None:
        try:
            self.line.close()
        except Exception as error:
            logger.info("closing the mail connection: %s", type(error).__name__)


def _sender(ward: Ward) -> str:
    return ward.sender or str(settings.DEFAULT_FROM_EMAIL)


def _sender_name(ward: Ward, language: str) -> str:
    names = {"ja": ward.name_ja, "ja-simple": ward.name_ja_simple}
    return strip_ruby(names.get(language, ward.name_en))
