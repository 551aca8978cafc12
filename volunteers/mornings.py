"""When people read what a night has written for them: nobody's telephone rings at three."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from portal.shared.japan import JAPAN

MORNING: Final = time(7)
"""When the mails of a night go out, so from when people have time to answer."""


def morning_of(night: date) -> datetime:
    """The moment at which mails of that night go out, in Japan."""
    return datetime.combine(night, MORNING, JAPAN)
