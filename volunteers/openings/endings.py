"""What the rooms above do when an opening ends: told here, in the same transaction, because imports only point down.

A room's function is added once, when the portal starts (`volunteers/wiring.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from volunteers.openings.models import Opening


class AtTheEnd(Protocol):
    """Settle what hangs on an opening that was closed or cancelled just now (`opening.status` says which)."""

    def __call__(self, *, opening: Opening, reason: str, by: int | None, now: datetime) -> None: ...


_told: list[AtTheEnd] = []


def at_the_end(settle: AtTheEnd) -> AtTheEnd:
    """Have this called whenever an opening ends; adding it twice changes nothing."""
    if settle not in _told:
        _told.append(settle)
    return settle


def tell_the_end(*, opening: Opening, reason: str, by: int | None, now: datetime) -> None:
    """Call everybody who asked, in the order in which they did."""
    for settle in _told:
        settle(opening=opening, reason=reason, by=by, now=now)
