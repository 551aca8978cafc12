"""What the rooms above do when the places of an opening were set anew: told here, because imports only point down.

A room's function is added once, when the portal starts (`volunteers/wiring.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from volunteers.openings.models import Opening


class WhenPlacesAreSet(Protocol):
    """Settle who asks for places, in the same transaction, which holds the opening."""

    def __call__(self, *, opening: Opening, now: datetime) -> None: ...


_told: list[WhenPlacesAreSet] = []


def when_places_are_set(settle: WhenPlacesAreSet) -> WhenPlacesAreSet:
    """Have this called whenever places were added or taken away; adding it twice changes nothing."""
    if settle not in _told:
        _told.append(settle)
    return settle


def tell_of_places(*, opening: Opening, now: datetime) -> None:
    """Call everybody who asked, in the order in which they did."""
    for settle in _told:
        settle(opening=opening, now=now)
