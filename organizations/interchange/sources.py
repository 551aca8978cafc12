"""The bytes of a file: opened, limited in size, told from archives and web pages, and never loaded whole."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from organizations.interchange.faults import UnusableFile

SPOOLED_BYTES = 4 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
HEAD_BYTES = 4096

Openable = str | os.PathLike[str] | bytes | IO[bytes]

SIGNATURES = (
    (b"PK\x03\x04", "ZIP/XLSX"),
    (b"PK\x05\x06", "ZIP"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS/DOC"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
)


def open_source(file: Openable, max_bytes: int) -> BinaryIO:
    """A seekable stream at its start, of at most `max_bytes`; larger files are refused before they are read.

    Streams that cannot seek (pipes) are copied to a spooled temporary file, no further than the limit.
    """
    try:
        if isinstance(file, bytes):
            _refuse_large(len(file), max_bytes)
            return io.BytesIO(file)
        if isinstance(file, str | os.PathLike):
            return _open_path(Path(file), max_bytes)
        return _take_stream(file, max_bytes)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnusableFile("unreadable", reason=reason) from error


def refuse_foreign(source: BinaryIO) -> None:
    """Refuse empty files, archives, pictures, documents and web pages by their first bytes."""
    source.seek(0)
    head = source.read(HEAD_BYTES)
    source.seek(0)
    bare = head.removeprefix(b"\xef\xbb\xbf").strip()
    if not bare and len(head) < HEAD_BYTES:
        raise UnusableFile("empty")
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            raise UnusableFile("archive", kind=kind)
    if bare.startswith(b"<"):
        raise UnusableFile("web_page")


def recode_utf16(source: BinaryIO) -> BinaryIO:
    """The same text as UTF-8, so that every later step deals with byte lines only."""
    target = _new_spool()
    source.seek(0)
    reader = io.TextIOWrapper(source, encoding="utf-16", newline="")
    lines = 1
    try:
        while text := reader.read(CHUNK_BYTES):
            target.write(text.encode("utf-8"))
            lines += text.count("\n")
    except UnicodeError as error:
        raise UnusableFile("undecodable", line=lines, encoding="UTF-16") from error
    finally:
        reader.detach()
    target.seek(0)
    return target


def _refuse_large(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise UnusableFile("too_large", size=f"{size:,}", limit=f"{max_bytes:,}")


def _open_path(path: Path, max_bytes: int) -> BinaryIO:
    handle = path.open("rb")
    try:
        status = os.fstat(handle.fileno())
        if not stat.S_ISREG(status.st_mode):
            with handle:
                return _spool(handle, max_bytes)
        _refuse_large(status.st_size, max_bytes)
    except BaseException:
        handle.close()
        raise
    return handle


def _take_stream(stream: IO[bytes], max_bytes: int) -> BinaryIO:
    if hasattr(stream, "encoding"):
        raise ValueError("a text stream instead of bytes")
    if not _seekable(stream):
        return _spool(stream, max_bytes)
    stream.seek(0, os.SEEK_END)
    _refuse_large(stream.tell(), max_bytes)
    stream.seek(0)
    return cast(BinaryIO, stream)


def _seekable(stream: Any) -> bool:
    check = getattr(stream, "seekable", None)
    return bool(check()) if callable(check) else hasattr(stream, "seek")


def _spool(stream: IO[bytes], max_bytes: int) -> BinaryIO:
    spool = _new_spool()
    size = 0
    while chunk := stream.read(min(CHUNK_BYTES, max_bytes + 1 - size)):
        size += len(chunk)
        _refuse_large(size, max_bytes)
        spool.write(chunk)
    spool.seek(0)
    return spool


def _new_spool() -> BinaryIO:
    """Closed by whoever closes the reading."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=SPOOLED_BYTES))
