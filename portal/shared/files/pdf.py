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
MOST_STREAMS = 5_000
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
_STREAM = re.compile(rb"stream\r?\n")
_OBJECTS = re.compile(rb"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (one, one, one) for one in b"ObjStm") + rb"(?![A-Za-z])")
_ENTRY_BYTES = 1000
"""The entries before a stream of objects are short; whoever stretches them hides something."""
_FILTERS = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+|[^/\[])")
_PACKED = ([b"FlateDecode"], [b"Fl"])


def check_pdf(file: BinaryIO, size: int) -> None:
    """Raises RefusedFileError unless the file is one whole PDF without locks, programs or files inside."""
    file.seek(0)
    if not _HEADER.match(file.read(8)):
        raise RefusedFileError("mixed")
    _check_tail(file, size)
    streams: set[int] = set()
    for start, window in _windows(file):
        _judge(window)
        streams.update(_packed_objects(start, window, is_last=start + len(window) >= size))
        if len(streams) > MOST_STREAMS:
            raise RefusedFileError("bomb")
    budget = MOST_UNPACKED
    for start in sorted(streams):
        budget -= _check_objects(file, start, budget)


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


def _packed_objects(start: int, window: bytes, *, is_last: bool) -> Iterator[int]:
    """Where packed objects begin; the overlap tells some twice. Only the one usual way of packing is taken."""
    for found in _OBJECTS.finditer(window):
        before, behind = window[max(0, found.start() - _ENTRY_BYTES) : found.start()], len(window) - found.end()
        if (start and found.start() < _ENTRY_BYTES) or (behind < _ENTRY_BYTES and not is_last):
            continue  # the neighbouring window has all of it
        begins = _STREAM.search(window, found.end(), found.end() + _ENTRY_BYTES)
        if begins is None or b"obj" not in before:
            raise RefusedFileError("pdf_active")
        entries = _unescaped(before.rpartition(b"obj")[2] + window[found.end() : begins.start()])
        filters = [re.findall(rb"/(\w+)", one) for one in _FILTERS.findall(entries)]
        if len(filters) > 1 or b"/Predictor" in entries or (filters and filters[0] not in _PACKED):
            raise RefusedFileError("pdf_active")
        if filters:  # else it was judged with the rest of the file
            yield start + begins.end()


def _check_objects(file: BinaryIO, start: int, budget: int) -> int:
    """Unpack one stream of objects and judge it; returns how many bytes came out."""
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
