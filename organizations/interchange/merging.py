"""What a newer file may change in a row that is already here: value by value, never what was corrected here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from organizations.interchange.place_values import Values

Hours = Sequence[Mapping[str, Any]]
_MISSING = object()


@dataclass(frozen=True)
class Merge:
    """`corrected` names what the file and an editor both changed, each to something else; then nothing is taken over.

    `changes` are the columns that get a new value, `hours` whether the weekly hours do.
    """

    corrected: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    hours: bool = False

    @property
    def empty(self) -> bool:
        """The row already stands as the file has it, by an editor's hand."""
        return not (self.changes or self.hours)


def file_values(values: Values) -> dict[str, Any]:
    """What is remembered of a file's row."""
    return {**values.columns, "hours": values.hours}


def merge(row: Any, values: Values, hours_here: Hours | None) -> Merge:
    """Compare file, last file and the row as it stands. hours_here: its hours where somebody has edited it, else None."""
    last = row.imported
    told = {name: value for name, value in values.columns.items() if last.get(name, _MISSING) != value}
    changes = {name: value for name, value in told.items() if not same(standing(row, name), value)}
    corrected = [name for name in changes if name in last and not same(standing(row, name), last[name])]
    before, newest = in_order(last.get("hours", values.hours)), in_order(values.hours)
    new_hours = before != newest
    if new_hours and hours_here is not None:
        here = in_order(hours_here)
        new_hours = here != newest
        if here not in (before, newest):
            corrected.append("hours")
    return Merge(corrected=corrected) if corrected else Merge(changes=changes, hours=new_hours)


def standing(row: Any, name: str) -> Any:
    """The column's value as a file's values are written: dates as text."""
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def same(one: Any, other: Any) -> bool:
    """Equal, or both empty: an empty text, an empty list and no value say the same."""
    return bool((one or None) == (other or None))


def in_order(hours: Hours) -> list[tuple[Any, ...]]:
    """Rows of hours as tuples in one order, so that two sets of them can be compared."""
    rows = [
        (one["weekday"], one["opens"], one["closes"], tuple(sorted(one["weeks"])), one["last_reception"])
        for one in hours
    ]
    return sorted(rows, key=lambda row: (*row[:4], row[4] or 0))
