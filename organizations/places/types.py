"""The first place types; officials change them afterwards, so an existing row is never overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "place_types.json"
SHELTERS = frozenset({"evacuation-shelter", "emergency-site"})
"""Slugs of what opens in a disaster only; `in_disaster` is wider: desks, AEDs and Wi-Fi have hours of their own."""


def load_place_types(model: Any) -> int:
    """Add the types that are missing, through the model given (a migration's or today's); answers how many."""
    added = 0
    for entry in json.loads(DATA.read_text(encoding="utf-8")):
        values = {f"name_{column}": name for column, name in entry.pop("names").items()}
        values["name"] = values["name_ja"]
        _, created = model._default_manager.get_or_create(slug=entry.pop("slug"), defaults={**entry, **values})
        added += created
    return added
