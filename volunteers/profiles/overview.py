"""What the rooms above say on a volunteer's page at the desk: asked here, because imports only point down.

A room's function is added once, when the portal starts (`volunteers/wiring.py`); templates/ward/volunteer.html shows what
it gave.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from volunteers.profiles.models import VolunteerProfile


class AtTheDesk(Protocol):
    """Values for the page, in the reader's language; few queries, whatever the person has."""

    def __call__(self, *, profile: VolunteerProfile, language: str, now: datetime) -> dict[str, Any]: ...


_asked: list[AtTheDesk] = []


def at_the_desk(say: AtTheDesk) -> AtTheDesk:
    """Have this asked for every volunteer's page at the desk; adding it twice changes nothing."""
    if say not in _asked:
        _asked.append(say)
    return say


def parts_of(profile: VolunteerProfile, language: str, now: datetime) -> dict[str, Any]:
    """What everybody says, as one context."""
    return {name: value for say in _asked for name, value in say(profile=profile, language=language, now=now).items()}
