"""Which row is the header, and of which known list: the best match among the first rows decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from organizations.interchange.layout_files import Column, Layout, heading_key, layouts

HEADER_WITHIN = 10
ALIAS_WEIGHT = 0.8
FEWEST_COLUMNS = 3
LEAST_KNOWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """A row read as the header of a layout: position → column, and what did not fit.

    `score` is the share of its headings that the layout knows, other spellings counting a little less.
    """

    layout: Layout
    score: float
    columns: Mapping[int, Column]
    headings: Mapping[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def has_name(self) -> bool:
        return "name" in self.headings


@cache
def _labels(layout: Layout) -> dict[str, Column]:
    return {heading_key(column.label): column for column in layout.columns}


@cache
def _aliases(layout: Layout) -> dict[str, Column]:
    return {heading_key(alias): column for column in layout.columns for alias in column.aliases}


def match_header(cells: Sequence[str], layout: Layout) -> Match:
    """Read cells as the header of this layout; official headings come before other spellings."""
    keys = [heading_key(cell) for cell in cells]
    columns: dict[int, Column] = {}
    taken: set[str] = set()
    score = 0.0
    for known, weight in ((_labels(layout), 1.0), (_aliases(layout), ALIAS_WEIGHT)):
        for position, key in enumerate(keys):
            column = known.get(key)
            if column and position not in columns and column.label not in taken:
                columns[position] = column
                taken.add(column.label)
                score += weight
    filled = sum(1 for key in keys if key)
    return Match(
        layout=layout,
        score=score / filled if filled else 0.0,
        columns=columns,
        headings={column.field: " ".join(cells[position].split()) for position, column in columns.items()},
        unknown=tuple(
            " ".join(cells[p].split()) for p, key in enumerate(keys) if p not in columns and cells[p].strip()
        ),
        missing=tuple(column.label for column in layout.required if column.label not in taken),
    )


def _plausible(match: Match, stated: bool) -> bool:
    known = len(match.columns)
    fits = known >= FEWEST_COLUMNS and known >= LEAST_KNOWN_SHARE * (known + len(match.unknown))
    return match.has_name and (fits or stated)


def best_match(rows: Iterable[Sequence[str]], candidates: Iterable[Layout]) -> tuple[int, Match] | None:
    """(index of the row, match) with the highest score, the earlier on a tie; None if none fits."""
    best: tuple[int, Match] | None = None
    pool = tuple(candidates)
    for index, cells in enumerate(rows):
        for layout in pool:
            match = match_header(cells, layout)
            if _plausible(match, stated=len(pool) == 1) and (best is None or match.score > best[1].score):
                best = index, match
    return best


def candidates(layout_key: str | None, form: str) -> tuple[Layout, ...]:
    """The layouts to try: the stated one alone, else all of this form."""
    if layout_key is not None:
        return (layouts()[layout_key],)
    return tuple(layout for layout in layouts().values() if layout.form == form)
