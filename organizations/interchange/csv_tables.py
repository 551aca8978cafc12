"""Rows of a CSV file under the headings of a recognised layout, one at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from organizations.interchange.decoding import Text
from organizations.interchange.faults import RowError, UnusableFile
from organizations.interchange.headers import HEADER_WITHIN, Match, best_match
from organizations.interchange.layout_files import Layout
from organizations.interchange.rows import MOST_COLUMNS, MOST_ROWS, Row, is_blank

DELIMITERS = (",", "\t", ";")
Cells = list[str]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file whose structure was checked from end to end; `header` is the line of its header."""

    text: Text
    delimiter: str
    header: int
    cells: tuple[str, ...]
    match: Match

    @property
    def width(self) -> int:
        return len(self.cells)

    def rows(self) -> Iterator[Row]:
        """All entries below the header; blank rows and repeated headers are passed over."""
        records = (one for one in self.records() if self._is_entry(one[1]))
        previous = next(records, None)
        second_half = False
        while previous is not None:
            following = next(records, None)
            first_half = following is not None and self._halves(previous[1], following[1])
            yield self._row(*previous, broken=first_half or second_half)
            previous, second_half = following, first_half

    def records(self) -> Iterator[tuple[int, Cells]]:
        for line, cells in _parse(self.text, self.delimiter):
            if line > self.header:
                yield line, cells

    def _is_entry(self, cells: Cells) -> bool:
        return tuple(cells) != self.cells and not all(is_blank(cell) for cell in cells)

    def _halves(self, first: Cells, second: Cells) -> bool:
        return max(len(first), len(second)) < self.width and len(first) + len(second) - 1 == self.width

    def _row(self, line: int, cells: Cells, *, broken: bool) -> Row:
        if broken:
            return Row(line, {}, RowError(line, "", "broken_row", self.delimiter.join(cells)))
        beyond = cells[self.width :]
        if any(cell.strip() for cell in beyond):
            return Row(line, {}, RowError(line, "", "long_row", self.delimiter.join(beyond)))
        named = {column.field: cells[at] for at, column in self.match.columns.items() if at < len(cells)}
        return Row(line, named, short=len(cells) <= max(self.match.columns))


def csv_table(text: Text, layouts: tuple[Layout, ...]) -> CsvTable | None:
    """Find delimiter and header, then prove the structure to the end of the file; None if no layout fits."""
    best: CsvTable | None = None
    for delimiter in DELIMITERS:
        first = _first_records(text, delimiter)
        found = best_match([cells for _, cells in first], layouts)
        if found and (best is None or found[1].score > best.match.score):
            line, cells = first[found[0]]
            best = CsvTable(text, delimiter, line, tuple(cells), found[1])
    if best is not None:
        _check_structure(best)
    return best


def _first_records(text: Text, delimiter: str) -> Sequence[tuple[int, Cells]]:
    first: list[tuple[int, Cells]] = []
    try:
        first.extend(islice(_parse(text, delimiter), HEADER_WITHIN))
    except UnusableFile:
        if delimiter == DELIMITERS[0]:
            raise
    return first


def _parse(text: Text, delimiter: str) -> Iterator[tuple[int, Cells]]:
    """(line on which it starts, cells) of each record; broken quoting refuses the file."""
    reader = csv.reader(text.lines(), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise UnusableFile("too_many_columns", line=start, limit=MOST_COLUMNS)
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise _unusable(str(error), start) from error


def _unusable(reason: str, line: int) -> UnusableFile:
    if "unexpected end of data" in reason:
        return UnusableFile("open_quote", line=line)
    if "field limit" in reason:
        return UnusableFile("long_cell", line=line, limit=f"{csv.field_size_limit():,}")
    return UnusableFile("stray_quote", line=line)


def _check_structure(table: CsvTable) -> None:
    """Read to the end: refuses broken quoting, too many rows, and a last row that breaks off."""
    end, last, before_last = table.header, table.width, table.width
    for count, (line, cells) in enumerate(table.records(), 1):
        end, before_last, last = line, last, len(cells)
        if count > MOST_ROWS:
            raise UnusableFile("too_many_rows", limit=f"{MOST_ROWS:,}")
    breaks_off = last < table.width and last != before_last
    if breaks_off and not table.text.ends_with_break():
        raise UnusableFile("truncated", line=end)
