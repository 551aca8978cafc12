"""Where a page of results ended, as an opaque word in the address.

A cursor holds the sort key of the last entry shown. It needs no signature: whoever forges one
only chooses where his own list begins. What does not fit its shape is refused.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MAX_LENGTH = 1200
MAX_ID = 2**63 - 1
LAST_DAY = (date.max - date(1970, 1, 1)).days
MAX_KEY = 200
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_INT4 = range(-(2**31), 2**31)

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The phase or order of the list, and the values of the last entry in it; the id comes last."""

    phase: str
    key: Key

    def __str__(self) -> str:
        raw = json.dumps([self.phase, *self.key], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _is_int4(value: Any) -> bool:
    return type(value) is int and value in _INT4


def _is_day(value: Any) -> bool:
    """Days since 1970 that are a date, or -1 for none."""
    return type(value) is int and -1 <= value <= LAST_DAY


def _is_id(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_ID


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_KEY and not _UNSTORABLE.search(value)


def _is_flag(value: Any) -> bool:
    return type(value) is int and value in (0, 1)


_SHAPES: Mapping[str, tuple[Callable[[Any], bool], ...]] = {
    "names": (_is_flag, _is_int4, _is_id),
    "rank": (_is_int4, _is_id),
    "kana": (_is_text, _is_id),
    "near": (_is_int4, _is_id),
    "fresh": (_is_day, _is_id),
}


def read_cursor(text: str) -> Cursor | None:
    """The cursor that `str()` wrote, None for anything else."""
    if not text or len(text) > MAX_LENGTH or not text.isascii():
        return None
    try:
        decoded = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (Base64Error, ValueError, RecursionError):
        return None
    if not isinstance(decoded, list) or not decoded or not isinstance(decoded[0], str):
        return None
    phase, key = decoded[0], tuple(decoded[1:])
    shape = _SHAPES.get(phase)
    if shape is None or len(shape) != len(key) or not all(fits(one) for fits, one in zip(shape, key, strict=True)):
        return None
    cursor = Cursor(phase, key)
    return cursor if str(cursor) == text else None
