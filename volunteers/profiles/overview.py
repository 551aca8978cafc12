"""What the rooms above say on a volunteer's page, their own or at the desk: asked here, because imports only point down.

A room's function is added once, when the portal starts (`volunteers/wiring.py`); templates/ward/volunteer.html shows what
it gave, templates/volunteers/profiles/my_profile.html the numbers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from volunteers.profiles.models import VolunteerProfile


class AtTheDesk(Protocol):
    """Values for the page, in the reader's language; few queries, whatever the person has."""

    def __call__(self, *, profile: VolunteerProfile, language: str, now: datetime) -> dict[str, Any]: ...


_asked: list[AtTheDesk] = []


class OnMyPage(Protocol):
    """How many things wait for the person's answer, by name; one query."""

    def __call__(self, *, profile: VolunteerProfile, now: datetime) -> dict[str, int]: ...


_counted: list[OnMyPage] = []


def at_the_desk(say: AtTheDesk) -> AtTheDesk:
    """Have this asked for every volunteer's page at the desk; adding it twice changes nothing."""
    if say not in _asked:
        _asked.append(say)
    return say


def parts_of(profile: VolunteerProfile, language: str, now: datetime) -> dict[str, Any]:
    """What everybody says, as one context."""
    return {name: value for say in _asked for name, value in say(profile=profile, language=language, now=now).items()}


def on_my_page(count: OnMyPage) -> OnMyPage:
    """Have this asked for every volunteer's own page; adding it twice changes nothing."""
    if count not in _counted:
        _counted.append(count)
    return count


def waiting_for_me(profile: VolunteerProfile, now: datetime) -> dict[str, int]:
    """What everybody counts, as one context."""
    return {name: number for count in _counted for name, number in count(profile=profile, now=now).items()}
