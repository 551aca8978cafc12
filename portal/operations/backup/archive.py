"""The backup's file: a zip whose last 64 bytes seal everything before them. Free of Django.

Tables and media come first, `manifest.json` last, because it names the checksum of each; the zip's comment ends with
the SHA-256 of the file up to there, so that a missing end or one altered byte anywhere is noticed before anything is
read out of it. The seal shows accidents, not forgery: whoever may write the file may seal it anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from portal.shared.durable import sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
SEAL_BYTES = 64
COMMENT = b"tsunagu backup, sealed by sha256:"
CHUNK = 1 << 18


class BackupError(Exception):
    """The sentence for the operator: what is wrong with the file or the target, and what to do."""


@dataclass(frozen=True)
class Table:
    """One table as it was: COPY's text format, ordered by its key."""

    name: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def entry(self) -> str:
        return f"tables/{self.name}.copy"


@dataclass(frozen=True)
class MediaFile:
    """One uploaded file by its path below the media folder."""

    path: str
    size: int
    sha256: str

    @property
    def entry(self) -> str:
        return f"media/{self.path}"


@dataclass
class Manifest:
    """What the archive holds, and which schema it fits."""

    created: str
    postgres: str
    migrations: dict[str, list[str]]
    sequences: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    media: list[MediaFile] = field(default_factory=list)
    format: int = FORMAT

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """Raises BackupError for a format of the future or a manifest that is none."""
        try:
            found: dict[str, Any] = json.loads(text)
            if found["format"] > FORMAT:
                raise BackupError(
                    f"The backup has format {found['format']}; this version reads up to {FORMAT}. Install a newer one."
                )
            found["tables"] = [Table(**one) for one in found["tables"]]
            found["media"] = [MediaFile(**one) for one in found["media"]]
            return cls(**found)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError("The backup's manifest cannot be read.") from error


class Writer:
    """Fills a new archive entry by entry."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def add(self, name: str, chunks: Iterable[bytes]) -> tuple[int, str]:
        """Stream one entry; answers its size in bytes and its SHA-256."""
        size, digest = 0, hashlib.sha256()
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self.archive.open(info, "w", force_zip64=True) as out:
            for chunk in gathered(chunks):
                size += len(chunk)
                digest.update(chunk)
                out.write(chunk)
        return size, digest.hexdigest()


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """A new archive under a name of its own beside `target`, which it replaces only when it is whole and on disk.

    Readable by its owner alone. OSError (a full disk, say) leaves the target as it was and nothing beside it.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                yield Writer(archive)
                archive.comment = COMMENT + b"0" * SEAL_BYTES
            _seal(file)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _seal(file: IO[bytes]) -> None:
    file.flush()
    size = file.seek(0, os.SEEK_END) - SEAL_BYTES
    digest = _digest(file, size)
    file.seek(size)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def _digest(file: IO[bytes], size: int) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while size > 0 and (chunk := file.read(min(CHUNK, size))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


class Reader:
    """A verified archive."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.archive, self.manifest = archive, manifest

    def chunks(self, entry: str) -> Iterator[bytes]:
        """The entry's bytes in pieces."""
        with self.archive.open(entry) as file:
            while chunk := file.read(CHUNK):
                yield chunk


@contextmanager
def reading(source: Path) -> Iterator[Reader]:
    """The archive, after its seal and every checksum in it were found right; raises BackupError otherwise."""
    with source.open("rb") as file:
        size = file.seek(0, os.SEEK_END) - SEAL_BYTES
        if size <= 0 or _digest(file, size).encode() != file.read(SEAL_BYTES):
            raise BackupError(f"{source} is no whole backup: it was cut short or altered. Nothing was changed.")
        try:
            reader = _opened(file)
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise BackupError(f"{source} is no backup of this portal. Nothing was changed.") from error
        with reader.archive:
            yield reader


def _opened(file: IO[bytes]) -> Reader:
    archive = zipfile.ZipFile(file)
    reader = Reader(archive, Manifest.read(archive.read(MANIFEST)))
    _check_entries(reader)
    return reader


def _check_entries(reader: Reader) -> None:
    manifest = reader.manifest
    promised = {one.entry: one.sha256 for one in manifest.tables}
    promised |= {one.entry: one.sha256 for one in manifest.media}
    found = [name for name in reader.archive.namelist() if name != MANIFEST]
    if sorted(found) != sorted(promised):
        raise BackupError("The backup does not hold what its manifest says. Nothing was changed.")
    for one in manifest.media:
        _check_path(one.path)
    for entry, expected in promised.items():
        digest = hashlib.sha256()
        for chunk in reader.chunks(entry):
            digest.update(chunk)
        if digest.hexdigest() != expected:
            raise BackupError(f"{entry} in the backup is not what its manifest says. Nothing was changed.")


def _check_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
        raise BackupError(f"The backup names a file outside the media folder: {path!r}. Nothing was changed.")


def finish(writer: Writer, manifest: Manifest) -> None:
    """Add the manifest, which knows all entries."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    writer.add(MANIFEST, [text.encode()])


def gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of a quarter of a megabyte or so: COPY hands out single rows."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        waiting.append(bytes(chunk))
        size += len(chunk)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
