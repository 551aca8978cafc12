"""What a mail server's refusal means for the message: try later, never again, or not its fault. Free of Django."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

MOST_ATTEMPTS = 10
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480))
"""After the first, second … attempt: ten attempts in sixteen hours, so that greylisting and a bad night pass."""
SERVICE_CLOSES = 421
LINE_PAUSE = timedelta(minutes=1)


class Fate(Enum):
    """What becomes of a message that was not sent."""

    NEVER = "never"
    LATER = "later"
    NOT_ITS_FAULT = "not its fault"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate, the kind of error in a few words without anybody's data, whether the connection is to be renewed."""

    fate: Fate
    kind: str
    line_broken: bool = False


def judge(error: BaseException) -> Verdict:
    """What an error of sending says: a refused address is final, our own sender or password is not the mail's fault."""
    name = type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        final = bool(codes) and all(500 <= code < 600 for code in codes)
        return Verdict(Fate.NEVER if final else Fate.LATER, " ".join([name, *map(str, codes)])[:80])
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Verdict(Fate.NEVER, name)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return Verdict(Fate.NOT_ITS_FAULT, f"{name} {error.smtp_code}", line_broken=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Verdict(Fate.LATER, f"{name} {error.smtp_code}", line_broken=error.smtp_code == SERVICE_CLOSES)
    return Verdict(Fate.LATER, name[:80], line_broken=isinstance(error, OSError))


def pause_after(attempts: int) -> timedelta:
    """How long until the next attempt, after this many."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
