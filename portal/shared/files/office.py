"""Office documents (ECMA-376): a zip, judged by its directory first and counted while it is read."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import BinaryIO

from portal.shared.files.refusals import RefusedFileError

PIECE_BYTES = 64 * 1024
MOST_ENTRIES = 2_000
MOST_DIRECTORY_BYTES = 256 * 1024
MOST_UNPACKED = 128 * 1024 * 1024
MOST_RATIO = 250
SMALL = 64 * 1024
"""Entries up to this size may shrink as much as they like."""
_END = struct.Struct("<4s4H2LH")
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCUMENTS = {
    "word/document.xml": (f"{_OPEN_XML}wordprocessingml.document", ".docx"),
    "xl/workbook.xml": (f"{_OPEN_XML}spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (f"{_OPEN_XML}presentationml.presentation", ".pptx"),
}
_CONTENTS = "[Content_Types].xml"
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/", re.IGNORECASE)
_FILES_INSIDE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ", b"%PDF-", b"\x7fELF")
_FROM_ELSEWHERE = re.compile(
    rb"/(?:attachedTemplate|oleObject|frame|subDocument)[\"'][^>]*External|External[^>]*/(?:attachedTemplate|oleObject|frame|subDocument)[\"']"
)
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_TAIL_BYTES = 512


def check_office(file: BinaryIO, size: int) -> tuple[str, str]:
    """Content type and ending. Raises RefusedFileError for whatever is not a plain document."""
    _check_end(file, size)
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
            found = _check_directory(entries, size)
            budget = MOST_UNPACKED
            for entry in entries:
                budget -= _read_through(packed, entry, budget)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        struct.error,
    ) as error:
        raise RefusedFileError("damaged") from error
    return found


def _check_end(file: BinaryIO, size: int) -> None:
    """The directory must be small, whole, and the last thing in the file; Python would read any size of it into memory."""
    if size < _END.size:
        raise RefusedFileError("damaged")
    file.seek(size - _END.size)
    magic, _disk, _disk2, here, entries, length, start, comment = _END.unpack(file.read(_END.size))
    if magic != b"PK\x05\x06" or comment:
        raise RefusedFileError("damaged")
    if entries > MOST_ENTRIES or length > MOST_DIRECTORY_BYTES:
        raise RefusedFileError("bomb")
    if here != entries or start + length + _END.size != size:
        raise RefusedFileError("mixed")


def _check_directory(entries: Sequence[zipfile.ZipInfo], size: int) -> tuple[str, str]:
    """What the directory says of names and sizes, before anything is unpacked."""
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries) or any(_is_trick(entry) for entry in entries):
        raise RefusedFileError("mixed")
    if any(_MACROS.search(name) for name in names):
        raise RefusedFileError("macros")
    if sum(entry.compress_size for entry in entries) > size:
        raise RefusedFileError("bomb")
    if any(entry.file_size > max(SMALL, MOST_RATIO * entry.compress_size) for entry in entries):
        raise RefusedFileError("bomb")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RefusedFileError("bomb")
    main = [found for name, found in DOCUMENTS.items() if name in names]
    if len(main) != 1 or _CONTENTS.lower() not in names:
        raise RefusedFileError("mixed")
    return main[0]


def _is_trick(entry: zipfile.ZipInfo) -> bool:
    """Paths that leave the folder, locked entries, unusual packing."""
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    strange = "\\" in name or ":" in name or "\x00" in name or ".." in parts or "" in parts
    return strange or bool(entry.flag_bits & 0x1) or entry.compress_type not in (0, 8)


def _read_through(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> int:
    """Unpack in small pieces, count, look for what does not belong; returns how many bytes came out."""
    seen, tail = 0, b""
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    with packed.open(entry) as content:
        while piece := content.read(PIECE_BYTES):
            if not seen and piece.startswith(_FILES_INSIDE):
                raise RefusedFileError("inside")
            seen += len(piece)
            if seen > min(budget, entry.file_size):
                raise RefusedFileError("bomb")
            if is_xml:
                _judge_xml(tail + piece, entry.filename)
                tail = piece[-_TAIL_BYTES:]
    return seen


def _judge_xml(text: bytes, name: str) -> None:
    if _DECLARATIONS.search(text):
        raise RefusedFileError("mixed")
    if name == _CONTENTS and b"macroEnabled" in text:
        raise RefusedFileError("macros")
    if name.endswith(".rels") and _FROM_ELSEWHERE.search(text):
        raise RefusedFileError("inside")
