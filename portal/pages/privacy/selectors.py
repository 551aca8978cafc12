"""What the register says, for the public page and for one person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.accounts.models import Person
from portal.shared.privacy.register import PersonalData, register
from portal.shared.wards import current_ward


def kinds() -> tuple[PersonalData, ...]:
    """Every kind of personal data, in the register's order."""
    return register().kinds


def my_data(person: Person, now: datetime) -> dict[str, Any]:
    """All that the portal holds about a person, with their name on it so that a copy says whose it is."""
    known = register()
    subject = known.find(person.uid)
    shown = [(kind, kind.show(subject)) for kind in known.kinds if kind.show and subject]
    return {
        "portal": current_ward().name_en,
        "about_and_given_to": person.name,
        "at": now,
        "kinds": [
            {
                "kind": kind.name,
                "title": str(kind.title),
                "purpose": str(kind.purpose),
                "who_sees": str(kind.who_sees),
                "kept": str(kind.retention.words),
                "rows": rows,
            }
            for kind, rows in shown
        ],
    }
