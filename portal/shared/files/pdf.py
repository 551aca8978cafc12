"""PDF: kept as it came, so it must be nothing but a PDF, and a quiet one (ISO 32000-1, 7.5 and 12.6.4)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from portal.shared.files.refusals import RefusedFileError

PIECE_BYTES = 64 * 1024
OVERLAP_BYTES = 2 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
LONGEST_TAIL = 16
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 22 + 65_535
_HEADER = re.compile(rb"%PDF-[12]\.\d")
_END = re.compile(rb"%%EOF[\x00\t\n\f\r ]*$")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Rendition|Launch|ImportData|SubmitForm|EmbeddedFiles?|RichMedia|GoToE)(?![A-Za-z])|/XFA\s*(?:\[|\d+ \d+ R)"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z])")
_FLATE = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\s*(?:\]|/(?!\w+Decode)|>>|\s)")


def check_pdf(file: BinaryIO, size: int) -> None:
    """Raises RefusedFileError unless the file is one whole PDF without locks, programs or files inside."""
    file.seek(0)
    if not _HEADER.match(file.read(8)):
        raise RefusedFileError("mixed")
    _check_tail(file, size)
    streams: list[tuple[int, bytes]] = []
    for start, window in _windows(file):
        _judge(window)
        streams += _object_streams(start, window)
    budget = MOST_UNPACKED
    for start, entries in dict(streams).items():
        budget -= _check_objects(file, start, entries, budget)


def _check_tail(file: BinaryIO, size: int) -> None:
    file.seek(max(0, size - _ZIP_TAIL))
    tail = file.read()
    end = _END.search(tail, max(0, len(tail) - LONGEST_TAIL))
    if end is None:
        raise RefusedFileError("mixed" if b"%%EOF" in tail else "damaged")
    if _ZIP_END in tail:
        raise RefusedFileError("mixed")


def _windows(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The file in overlapping pieces with their offsets, so that no name is cut in two."""
    start, window = 0, b""
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        start += max(0, len(window) - OVERLAP_BYTES)
        window = window[-OVERLAP_BYTES:] + piece
        yield start, window


def _judge(data: bytes) -> None:
    """Names may be spelt with escapes: /J#61vaScript is /JavaScript."""
    plain = _unescaped(data)
    if _LOCKED.search(plain):
        raise RefusedFileError("pdf_locked")
    if _ACTIVE.search(plain):
        raise RefusedFileError("pdf_active")


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _object_streams(start: int, window: bytes) -> Iterator[tuple[int, bytes]]:
    """Where packed objects begin, and the entries that say how they are packed; the overlap tells some twice."""
    for found in _STREAM.finditer(window):
        entries = _unescaped(window[max(0, found.start() - OVERLAP_BYTES // 2) : found.start()]).rpartition(b" obj")[2]
        if _OBJECTS.search(entries):
            yield start + found.end(), entries


def _check_objects(file: BinaryIO, start: int, entries: bytes, budget: int) -> int:
    """Unpack one stream of objects and judge it; returns how many bytes came out."""
    if b"/Filter" not in entries:
        return 0  # not packed: it was judged with the rest of the file
    if not _FLATE.search(entries):
        raise RefusedFileError("pdf_active")
    file.seek(start)
    unpacker, seen, window = zlib.decompressobj(), 0, b""
    while not unpacker.eof and (packed := unpacker.unconsumed_tail or file.read(PIECE_BYTES)):
        try:
            piece = unpacker.decompress(packed, PIECE_BYTES)
        except zlib.error as error:
            raise RefusedFileError("damaged") from error
        seen += len(piece)
        if seen > budget:
            raise RefusedFileError("bomb")
        window = window[-OVERLAP_BYTES:] + piece
        _judge(window)
    return seen
