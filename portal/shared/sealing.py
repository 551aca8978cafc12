"""Seals small secrets before they reach the database: seeds of second factors, later bank data.

The keys are in the environment (FIELD_KEYS): the first seals, all open, so that a key can be changed without a pause.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "derived_key", "reseal", "seal", "unseal"]


def seal(text: str) -> str:
    """The text, readable only with one of the keys; different each time."""
    return _ring().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again; InvalidToken when it was changed or none of the keys fits."""
    return _ring().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str | None:
    """The same text under the first key, or None when it is sealed with it already."""
    try:
        _single(_keys()[0]).decrypt(sealed.encode())
    except InvalidToken:
        return _ring().rotate(sealed.encode()).decode()
    return None


def derived_key(secret_key: str) -> str:
    """What seeds were sealed with before FIELD_KEYS: still opened, never used for sealing where other keys are set."""
    digest = hashlib.sha256(f"mfa-seeds:{secret_key}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()


def _keys() -> tuple[str, ...]:
    return (*settings.FIELD_KEYS, derived_key(settings.SECRET_KEY))


def _ring() -> MultiFernet:
    return MultiFernet([_single(key) for key in _keys()])


@cache
def _single(key: str) -> Fernet:
    return Fernet(key)
