"""By what an entry is known again when its file is read a second time (import key)."""

from __future__ import annotations

import hashlib

from organizations.interchange.addresses import address_key

LONGEST_KEY = 300


def entry_key(layout: str, publisher_code: str, external_id: str) -> str:
    """(layout, municipality, id) as one text, the same for every spelling of it."""
    return _fitting(f"{layout}/{publisher_code}/{address_key(external_id)}")


def name_key(*parts: str) -> str:
    """Name, address and whatever else tells two entries apart, for files without ids."""
    return _fitting("name/" + "/".join(address_key(part).replace("/", "|") for part in parts if part))


def corporate_key(number: str) -> str:
    return f"corporate/{number}"


def _fitting(key: str) -> str:
    if len(key) <= LONGEST_KEY:
        return key
    return key[:200] + "#" + hashlib.sha256(key.encode()).hexdigest()
