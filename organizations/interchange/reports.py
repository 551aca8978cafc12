"""What became of the rows of a file: counts, each refused row by line and column, remarks on those that came in."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from organizations.interchange.reading import Recognised

MOST_NOTES = 1_000
MOST_KEPT_ROWS = 5_000
MOST_GROUPS = 50
_VALUE = re.compile(r"「[^」]*」|“[^”]*”|\d+")


@dataclass
class Report:
    """`refused` names every row that was left out; `notes` holds the first remarks, `noted` counts them all, `groups` by kind.

    `elsewhere` counts the rows that come in though they lie in another municipality, by its name.
    """

    recognised: Recognised
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    noted: int = 0
    groups: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False
    run_id: int | None = None

    def refuse(self, line: int, column: str, reason: str) -> None:
        self.refused.append({"line": line, "column": column, "reason": reason})

    def note(self, line: int, column: str, reason: str) -> None:
        """A remark; beyond MOST_NOTES only counted, for a list of 200,000 rows may earn a million of them."""
        self.noted += 1
        self._group(line, column, reason)
        if len(self.notes) < MOST_NOTES:
            self.notes.append({"line": line, "column": column, "reason": reason})

    def _group(self, line: int, column: str, reason: str) -> None:
        """Remarks that differ in a value alone are one: thousands of the same mean that a column is shifted."""
        key = (column, _VALUE.sub("…", reason))
        known = self.groups.get(key)
        if known is not None:
            known["count"] += 1
        elif len(self.groups) < MOST_GROUPS:
            self.groups[key] = {"column": column, "count": 1, "line": line, "reason": reason}

    def grouped(self) -> list[dict[str, Any]]:
        """One of each kind of remark with its number, the commonest first."""
        return sorted(self.groups.values(), key=lambda one: (-one["count"], one["line"]))

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON shows it, with every refused row."""
        counts = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        return {
            **counts,
            "refused": len(self.refused),
            "rows": self.refused,
            "noted": self.noted,
            "remarks": self.grouped(),
            "notes": self.notes,
            "elsewhere": self.elsewhere,
            "dry_run": self.dry_run,
            "recognised": asdict(self.recognised),
        }

    def for_ledger(self) -> dict[str, Any]:
        """As the database keeps it: at most MOST_KEPT_ROWS refused rows, `refused` counts them all."""
        return {**self.as_dict(), "rows": self.refused[:MOST_KEPT_ROWS]}
