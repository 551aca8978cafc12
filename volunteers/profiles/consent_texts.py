"""The words that people agree to: a file of versions, of which a row is never rewritten."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from volunteers.profiles.models import ConsentText

DATA = Path(__file__).parent / "data" / "consent_texts.json"


def load_consent_texts(model: Any) -> int:
    """Add the versions that are missing, through the model given (a migration's or today's); answers how many."""
    added = 0
    for entry in json.loads(DATA.read_text(encoding="utf-8")):
        values = {f"body_{column}": body for column, body in entry["body"].items()}
        values |= {"body": entry["body"]["ja"], "starts": datetime.fromisoformat(entry["starts"])}
        _, created = model._default_manager.get_or_create(
            purpose=entry["purpose"], version=entry["version"], defaults=values
        )
        added += created
    return added


def text_in_force(purpose: str, now: datetime) -> ConsentText | None:
    """The newest version that holds at a moment."""
    return ConsentText.objects.filter(purpose=purpose, starts__lte=now).order_by("-version").first()
