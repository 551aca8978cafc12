"""What only a card says in words: a language with its short hours, and how far."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organizations.places.plain_times import PLAIN
from organizations.places.wording import comma, mode_words, span_words, weekday_words


class Service(NamedTuple):
    """One language service row of a place; minutes after midnight, 0 is Monday."""

    language: str
    weekdays: tuple[int, ...]
    weeks: tuple[int, ...]
    starts: int | None
    ends: int | None
    mode: str
    needs_booking: bool


@lru_cache(maxsize=4096)
def service_words(service: Service, language: str) -> str:
    """When and how somebody speaks it: "Thu 13–17, booking needed". language: the page's, already active."""
    days = weekday_words(service.weekdays, service.weeks)
    hours = _hours_words(service.starts, service.ends, language)
    parts = [" ".join(filter(None, (days, hours)))]
    parts += [mode_words(service.mode), _("booking needed") if service.needs_booking else ""]
    return comma().join(filter(None, parts))


def _hours_words(starts: int | None, ends: int | None, language: str) -> str:
    if starts is None or ends is None:
        return ""
    if starts % 60 == 0 and ends % 60 == 0 and language != PLAIN:
        full = {"first": starts // 60, "last": ends // 60 % 24 or 24}
        return pgettext("full hours", "%(first)d–%(last)d") % full
    return span_words(starts, ends)


def distance_words(metres: int) -> str:
    """Hundreds of metres, kilometres with one digit; always "about": a reader's position is only known to 100 m."""
    rounded = max(100, round(metres, -2))
    near = f"{rounded} m" if rounded < 1000 else f"{rounded / 1000:.1f} km"
    return _("about %(distance)s") % {"distance": near}
