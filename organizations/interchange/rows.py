"""One entry of a file under the field names of its layout, whatever the form of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from organizations.interchange.faults import RowError

MOST_ROWS = 200_000
MOST_COLUMNS = 500
_PLACEHOLDERS = frozenset("-‐‑‒–—―−－ーｰ─")


@dataclass(frozen=True, slots=True)
class Row:
    """Field → text as in the file; `fault` refuses the row, `short`: cells were missing at its end."""

    line: int
    cells: Mapping[str, str]
    fault: RowError | None = None
    short: bool = False


def is_blank(text: str) -> bool:
    """Empty, or a dash of whatever kind that stands for "nothing"."""
    return not (bare := text.strip()) or (len(bare) <= 3 and _PLACEHOLDERS.issuperset(bare))
