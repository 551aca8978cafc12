"""The portal's own address, for letters that no request stands behind."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def portal_link(path: str) -> str:
    """A path of the portal (`reverse(…)`) as an address that can be opened from a mail."""
    return f"{settings.PORTAL_URL}{path}"


def at_portal(address: str) -> str:
    """The same page under the portal's own address, whatever host somebody asked for when the address was made."""
    parts = urlsplit(address)
    return portal_link(urlunsplit(("", "", parts.path, parts.query, parts.fragment)))


def portal_host() -> str:
    """The portal's host name, without port: the right side of Message-IDs."""
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"


def page_link(language: str, name: str, *arguments: Any) -> str:
    """A page of the portal, by the name of its address, in the reader's language."""
    with translation.override(language):
        return portal_link(reverse(name, args=arguments))
