"""Nobody floods the ward with reports: a few an hour from one neighbourhood of the net, counted without its address."""

from __future__ import annotations

import hashlib
import ipaddress

from django.conf import settings
from django.core.cache import caches

MOST_AN_HOUR = 10
_SECONDS = 3600


def neighbourhood(address: str) -> str:
    """A short mark of the address without its last part (IPv4: 24 bits stay, IPv6: 48), sealed with our secret."""
    try:
        found = ipaddress.ip_address(address)
        kept = ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False)
    except ValueError:
        kept = None
    return hashlib.sha256(f"reports:{settings.SECRET_KEY}:{kept}".encode()).hexdigest()[:24]


def takes_another(address: str) -> bool:
    """Count one more report from there; false when the hour has had enough."""
    cache, key = caches["default"], f"reports:{neighbourhood(address)}"
    cache.add(key, 0, _SECONDS)
    number: int = cache.get(key, 0)
    if number >= MOST_AN_HOUR:
        return False
    cache.set(key, number + 1, _SECONDS)
    return True
