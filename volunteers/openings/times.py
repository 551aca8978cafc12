"""Which parts of the week a span of time touches. Free of the ORM."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.shared.japan import JAPAN
from volunteers.vocabulary import SLOT_STARTS, SLOTS, TIMES


def slot_of(moment: datetime) -> tuple[int, int]:
    """Weekday (0 is Monday) and part of the day in Japan; before six it is still the night of the day before."""
    local = moment.astimezone(JAPAN)
    part = sum(start <= local.time() for start in SLOT_STARTS) - 1
    return (local.weekday(), part) if part >= 0 else ((local.weekday() - 1) % 7, len(SLOT_STARTS) - 1)


def slots_between(begin: datetime, end: datetime) -> tuple[str, ...]:
    """Codes of the parts of the week from `begin` to just before `end`, in the vocabulary's order."""
    found, moment = set[str](), begin.astimezone(JAPAN)
    while moment < end and len(found) < len(SLOTS):
        weekday, part = slot_of(moment)
        found.add(SLOTS[weekday * len(TIMES) + part])
        moment = (moment + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return tuple(code for code in SLOTS if code in found)
