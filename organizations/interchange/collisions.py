"""Does a row of a file still speak of what is stored under its key? Lists that count anew from 1 do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from organizations.interchange.addresses import address_key
from portal.shared.geo import metres_between

STEADY_KEYS = ("corporate/", "name/")
"""A corporate number, or name and address themselves, mean the same body in every file."""
FAR_METRES = 500
_ADDRESS = ("prefecture", "municipality", "town", "block", "address")


def speaks_of_another(key: str, stored: Mapping[str, Any], named: str, given: Mapping[str, Any]) -> bool:
    """Whether name and address (or, without one, the position) both differ from what the last file said.

    stored: the columns of the last file; named: the name as it stands now, which an editor may have mended.
    """
    if key.startswith(STEADY_KEYS) or not stored.get("name_ja"):
        return False
    known = {address_key(str(stored["name_ja"])), address_key(named)}
    return address_key(str(given["name_ja"])) not in known and _elsewhere(stored, given)


def _elsewhere(stored: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    before, after = _address(stored), _address(given)
    if before and after:
        return before != after
    points: list[Any] = [one.get(name) for one in (stored, given) for name in ("latitude", "longitude")]
    return None not in points and metres_between(*points) > FAR_METRES


def _address(columns: Mapping[str, Any]) -> str:
    return address_key("".join(str(columns.get(name) or "") for name in _ADDRESS))
