"""Language service rows as plain values: which language, when, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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


class Hours(Protocol):
    """What the week says of one interval, in minutes after midnight; 0 is Monday."""

    @property
    def weekday(self) -> int: ...
    @property
    def opens(self) -> int: ...
    @property
    def closes(self) -> int: ...


def days_outside(row: Any, week: Sequence[Hours]) -> list[int]:
    """The weekdays on which a row speaks while the place is closed; a pause at noon and other weeks do not count."""
    spans = {
        day: (
            min(one.opens for one in week if one.weekday == day),
            max(one.closes for one in week if one.weekday == day),
        )
        for day in {one.weekday for one in week if one.weekday < 7}
    }
    return [day for day in sorted(row.weekdays or spans) if not _lies_within(row, spans.get(day))] if spans else []


def _lies_within(row: Any, span: tuple[int, int] | None) -> bool:
    if span is None or row.starts is None or row.ends is None:
        return span is not None
    return span[0] <= row.starts and row.ends <= span[1]


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
