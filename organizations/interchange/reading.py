"""Government files in: recognise encoding, layout and header row, then hand out plain records lazily.

    reading = read_places(path)            # UnusableFile: the whole file is refused, nothing may be stored
    reading.recognised                     # Recognised(layout, title, encoding, header_row, ...)
    for item in reading:                   # PlaceRecord or RowError, both with .line
        ...

The whole file is proven (encoding, quoting, end) before the first record is handed out; memory stays flat,
since the file is read again for every pass.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Generic, TypeVar

from organizations.interchange.cells import Cells
from organizations.interchange.csv_tables import CsvTable, csv_table
from organizations.interchange.decoding import Text, read_text
from organizations.interchange.faults import RowError, UnusableFile
from organizations.interchange.geojson_tables import GeoJsonTable, geojson_table, refuse_large_json
from organizations.interchange.headers import HEADER_WITHIN, Match, candidates
from organizations.interchange.layout_files import Layout, layouts
from organizations.interchange.organization_rows import organization_record
from organizations.interchange.place_rows import place_record
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.interchange.sources import CHUNK_BYTES, Openable, open_source, refuse_foreign

Record = TypeVar("Record", PlaceRecord, OrganizationRecord)
Table = CsvTable | GeoJsonTable
MAX_BYTES = 64 * 1024 * 1024
CLEARLY_WORSE = 0.8
_JSON_START = re.compile(rb'\{|\[\s*(?:[\[\]{"]|$)')


@dataclass(frozen=True, slots=True)
class Recognised:
    """What kind of file this is, to be shown before anything is stored.

    `layout` and `title` are empty for GeoJSON without entries; `header_row` is a line, 0 for GeoJSON.
    """

    layout: str
    title: str
    encoding: str
    header_row: int
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A table, what it was recognised as, the file's own bytes, and the streams that were opened for it."""

    table: Table
    recognised: Recognised
    source: BinaryIO
    streams: tuple[BinaryIO, ...]


class Reading(Generic[Record]):
    """A recognised file; each iteration reads it anew and yields a record or a RowError for every entry."""

    def __init__(self, opened: Opened, read_row: Callable[[Cells, Layout], Record | RowError]) -> None:
        self.recognised = opened.recognised
        self._opened = opened
        self._read_row: Callable[[Cells, Layout], Record | RowError] = read_row

    def __enter__(self) -> Reading[Record]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def headings(self) -> dict[str, str]:
        """Field of the layout → heading as the file has it."""
        match = self._opened.table.match
        return _headings(match) if match else {}

    def sha256(self) -> str:
        """Fingerprint of the bytes that are read here, whatever stands under the file's name by now."""
        digest = hashlib.sha256()
        self._opened.source.seek(0)
        while piece := self._opened.source.read(CHUNK_BYTES):
            digest.update(piece)
        return digest.hexdigest()

    def close(self) -> None:
        """Close what was opened for this reading; a stream handed in stays open."""
        for stream in self._opened.streams:
            stream.close()

    def __iter__(self) -> Iterator[Record | RowError]:
        match = self._opened.table.match
        if match is None:
            return
        headings = self.headings
        seen: dict[str, int] = {}
        for row in self._opened.table.rows():
            if row.fault is not None:
                yield row.fault
                continue
            item = self._read_row(Cells(row, headings), match.layout)
            if isinstance(item, RowError):
                yield item
            elif first := seen.get(item.import_key):
                yield RowError(row.line, "", "duplicate", item.name, (("first", first),))
            else:
                seen[item.import_key] = row.line
                yield item


def open_table(
    file: Openable,
    *,
    kind: str,
    encoding: str | None = None,
    layout: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Opened:
    """Recognise a file of this kind (place, organization); raises UnusableFile, never anything else."""
    stated = _stated(layout, kind)
    source = open_source(file, max_bytes)
    own: tuple[BinaryIO, ...] = () if source is file else (source,)
    try:
        refuse_foreign(source)
        text, is_json = _text(source, encoding)
        own += () if text.source is source else (text.source,)
        table = _table(text, is_json, (stated,)) if stated else _find(text, is_json, kind)
        if table is None:
            raise _unrecognised(stated, is_json)
        return Opened(table, _recognised(text, table, stated), source, own)
    except BaseException as error:
        for stream in own:
            stream.close()
        if isinstance(error, OSError):
            raise UnusableFile("unreadable", reason=error.strerror or "") from error
        raise


def read_places(
    file: Openable, *, encoding: str | None = None, layout: str | None = None, max_bytes: int = MAX_BYTES
) -> Reading[PlaceRecord]:
    """A list of places: path, bytes or binary stream (which must stay open while the reading is used)."""
    opened = open_table(file, kind="place", encoding=encoding, layout=layout, max_bytes=max_bytes)
    return Reading(opened, place_record)


def read_organizations(
    file: Openable, *, encoding: str | None = None, layout: str | None = None, max_bytes: int = MAX_BYTES
) -> Reading[OrganizationRecord]:
    """A list of organisations, on the same terms as `read_places`."""
    opened = open_table(file, kind="organization", encoding=encoding, layout=layout, max_bytes=max_bytes)
    return Reading(opened, organization_record)


def _stated(layout: str | None, kind: str) -> Layout | None:
    if layout is None:
        return None
    known = {key: one for key, one in layouts().items() if one.kind == kind}
    if layout not in known:
        raise UnusableFile("unknown_layout_name", layout=layout, known=", ".join(known))
    return known[layout]


def _text(source: BinaryIO, encoding: str | None) -> tuple[Text, bool]:
    source.seek(0)
    head = source.read(64).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    is_json = _JSON_START.match(head) is not None
    if is_json:
        refuse_large_json(source.seek(0, os.SEEK_END))
    return read_text(source, encoding, long_lines=is_json), is_json


def _table(text: Text, is_json: bool, pool: tuple[Layout, ...]) -> Table | None:
    return geojson_table(text, pool) if is_json else csv_table(text, pool)


def _find(text: Text, is_json: bool, kind: str) -> Table | None:
    """The best layout of the wanted kind, unless a list of the other kind fits clearly better."""
    pool = candidates(None, "geojson" if is_json else "csv")
    best = _table(text, is_json, pool)
    if best is None or best.match is None or best.match.layout.kind == kind:
        return best
    own = _table(text, is_json, tuple(layout for layout in pool if layout.kind == kind))
    if own is None or own.match is None or own.match.score < CLEARLY_WORSE * best.match.score:
        raise UnusableFile(f"not_{kind}s", title=best.match.layout.title)
    return own


def _unrecognised(stated: Layout | None, is_json: bool) -> UnusableFile:
    if is_json:
        return UnusableFile("unknown_properties")
    if stated is None:
        return UnusableFile("unknown_layout", rows=HEADER_WITHIN)
    return UnusableFile("wrong_layout", layout=stated.key, rows=HEADER_WITHIN, column=stated.name_column.label)


def _recognised(text: Text, table: Table, stated: Layout | None) -> Recognised:
    match = table.match
    layout = match.layout if match else stated
    return Recognised(
        layout=layout.key if layout else "",
        title=layout.title if layout else "",
        encoding=text.encoding,
        header_row=table.header,
        unknown_columns=match.unknown if match else (),
        missing_columns=match.missing if match else (),
    )


def _headings(match: Match) -> dict[str, str]:
    """Field → heading as the file has it, in the order of the layout (positions of GeoJSON have none)."""
    ordered = {c.field: match.headings[c.field] for c in match.layout.columns if c.field in match.headings}
    return {**ordered, **{field: field for field in ("latitude", "longitude") if field not in ordered}}
