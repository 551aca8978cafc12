"""Nobody tries out codes: some wrong ones an hour from one neighbourhood of the net, counted without its address."""

from __future__ import annotations

from django.core.cache import caches

from organizations.reports.limiting import neighbourhood

WRONG_AN_HOUR = 20
_SECONDS = 3600


def had_enough(address: str) -> bool:
    """Whether this hour saw too many wrong codes from there; right ones are never counted."""
    number: int = caches["default"].get(_key(address), 0)
    return number >= WRONG_AN_HOUR


def count_wrong(address: str) -> None:
    """One more."""
    cache, key = caches["default"], _key(address)
    cache.add(key, 0, _SECONDS)
    cache.set(key, cache.get(key, 0) + 1, _SECONDS)


def _key(address: str) -> str:
    return f"certificates:{neighbourhood(address)}"
