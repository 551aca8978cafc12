"""What the rooms above say on an opening's page at the desk: asked here, because imports only point down.

A room's function is added once, when the portal starts (`volunteers/wiring.py`); its template stands in
templates/npo/openings/parts/ and reads what the function gave.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from volunteers.openings.models import Opening


class OnThePage(Protocol):
    """Values for the template of the room's part; few queries, whatever the opening has."""

    def __call__(self, *, opening: Opening, now: datetime) -> dict[str, Any]: ...


_asked: list[OnThePage] = []


def on_the_page(say: OnThePage) -> OnThePage:
    """Have this asked for every opening's page at the desk; adding it twice changes nothing."""
    if say not in _asked:
        _asked.append(say)
    return say


def parts_of(opening: Opening, now: datetime) -> dict[str, Any]:
    """What everybody says, as one context."""
    return {name: value for say in _asked for name, value in say(opening=opening, now=now).items()}
