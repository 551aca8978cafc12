"""The layouts of government lists, read from `layouts/*.csv`, so that a ward can paste in new orders."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "layouts"
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its official heading, which field of a record it fills, other headings seen in practice.

    `field` may be `hazard:<slug>`, `activity:<number>`, `extra:<heading>` (kept as text) or `personal`
    (never read).
    """

    label: str
    field: str
    required: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One list of one generation, the same object everywhere; `form`: csv, geojson; `kind`: place, organization.

    `type_hint` is the type of place (or kind of organisation) of all rows unless a row says more.
    """

    key: str
    kind: str
    form: str
    title: str
    generation: str
    type_hint: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)

    @property
    def name_column(self) -> Column:
        return next(column for column in self.columns if column.field == "name")


def heading_key(text: str) -> str:
    """What two spellings of a heading share: letters and digits after NFKC, without case, breaks, marks.

    No heading is longer than LONGEST_HEADING characters; what follows in a cell of text is not looked at or kept.
    """
    return _heading_key(text[:LONGEST_HEADING])


@lru_cache(maxsize=4096)
def _heading_key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def _columns(key: str) -> Iterator[Column]:
    for row in _records(FOLDER / f"{key}.csv"):
        field = f"extra:{row['label']}" if row["field"] == "extra" else row["field"]
        aliases = tuple(filter(None, row["aliases"].split("|")))
        yield Column(row["label"], field, row["requirement"] == "required", aliases)


@cache
def layouts() -> dict[str, Layout]:
    """All layouts by key, in the order of `index.csv` (which decides between equally good matches)."""
    return {
        row["key"]: Layout(
            key=row["key"],
            kind=row["kind"],
            form=row["form"],
            title=row["title"],
            generation=row["generation"],
            type_hint=row["type_hint"],
            columns=tuple(_columns(row["key"])),
        )
        for row in _records(FOLDER / "index.csv")
    }


@cache
def type_words(by: str) -> tuple[tuple[str, str], ...]:
    """(value, slug) pairs of `types.csv` by "poi" code, "word" in a name or note, type "label", or "kind"."""
    return tuple((row["value"], row["slug"]) for row in _records(FOLDER / "types.csv") if row["by"] == by)
