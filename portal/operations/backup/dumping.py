"""Writes the backup: one snapshot of the database, and the files it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from portal.operations.backup import archive, schema, tables
from portal.operations.backup.archive import CHUNK, Manifest, MediaFile, Table, Writer

SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def make_backup(*, target: Path, media: Path, now: datetime, using: str = "default") -> Manifest:
    """Write `target` while the portal runs; answers what it holds.

    Media are read after the snapshot was taken, so that every file a row speaks of is there: what is replaced or due
    meanwhile stays on the disk for a day. Missing is only what somebody deleted in that very minute. Raises OSError (a full disk) with nothing left behind.
    """
    with archive.writing(target) as writer:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(SNAPSHOT)
            tables.one_way(cursor)
            manifest = _manifest(cursor, now, using)
            manifest.tables = [_add_table(writer, cursor, one) for one in _wanted(cursor)]
        manifest.media = [found for path in _files(media) if (found := _add_file(writer, media, path))]
        archive.finish(writer, manifest)
    return manifest


def _manifest(cursor: CursorWrapper, now: datetime, using: str) -> Manifest:
    cursor.execute("SHOW server_version")
    return Manifest(
        created=now.isoformat(timespec="seconds"),
        postgres=cursor.fetchone()[0],
        migrations=schema.applied(using),
        sequences=tables.sequences(cursor),
        left_out=sorted(tables.LEFT_OUT),
    )


def _wanted(cursor: CursorWrapper) -> list[tables.Found]:
    return [one for one in tables.tables(cursor) if one.name not in tables.LEFT_OUT]


def _add_table(writer: Writer, cursor: CursorWrapper, table: tables.Found) -> Table:
    rows = 0

    def counted() -> Iterator[bytes]:
        nonlocal rows
        for chunk in tables.copy_out(cursor, table.name, table.columns):
            rows += chunk.count(b"\n")
            yield chunk

    _, digest = writer.add(Table(table.name, [], 0, "").entry, counted())
    return Table(table.name, table.columns, rows, digest)


def _files(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file() and not path.is_symlink())


def _add_file(writer: Writer, media: Path, path: Path) -> MediaFile | None:
    name = path.relative_to(media).as_posix()
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None  # deleted since the folder was listed
    with file:
        size, digest = writer.add(MediaFile(name, 0, "").entry, iter(lambda: file.read(CHUNK), b""))
    return MediaFile(name, size, digest)
