"""Language service rows as plain values: which language, when, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizations.places.choices import ServiceMode
from portal.shared.languages import BY_CODE

MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class SpokenRow:
    """One row; no weekdays = whenever the place is open; minutes after midnight, both or neither."""

    language: str
    weekdays: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    starts: int | None = None
    ends: int | None = None
    mode: str = ServiceMode.STAFF
    needs_booking: bool = False


def spoken_faults(rows: Sequence[SpokenRow]) -> list[str]:
    """Codes of what cannot be stored; empty when all is well."""
    if len(rows) > MOST_ROWS:
        return ["too-many"]
    found = {code for row in rows for code in _faults_of(row)}
    if len(set(rows)) < len(rows):
        found.add("twice")
    return sorted(found)


def _faults_of(row: SpokenRow) -> list[str]:
    found = []
    if row.language not in BY_CODE:
        found.append("language")
    if not row.weekdays <= frozenset(range(7)) or not row.weeks <= {1, 2, 3, 4, 5, -1} or row.mode not in ServiceMode:
        found.append("choice")
    if row.starts is None or row.ends is None:
        return [*found, "one-time"] if row.starts != row.ends else found
    if not 0 <= row.starts < 1440:
        found.append("late-start")
    elif not row.starts < row.ends <= 2880:
        found.append("order")
    return found
