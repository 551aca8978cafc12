"""Reads a backup back: all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from portal.operations.backup import archive, schema, tables
from portal.operations.backup.archive import BackupError, Manifest, MediaFile, Reader
from portal.shared.migrated import behind

# What a freshly migrated database holds; rows anywhere else are somebody's work.
FILLED_BY_MIGRATIONS = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "organizations_placetype",
        "volunteers_consenttext",
        *tables.LEFT_OUT,
    }
)
CONTENT_VERSION = "content_version"


def restore_backup(*, source: Path, media: Path, replace: bool = False, using: str = "default") -> Manifest:
    """Put the backup's rows, sequences and files in place, then bring an older schema up to this version.

    Everything is checked before anything is touched; rows are loaded in one transaction and compared with the
    backup's checksums before it ends. Raises BackupError with the reason; the target is then as it was.
    """
    with archive.reading(source) as reader:
        schema.refuse_newer(reader.manifest.migrations, schema.known())
        _refuse_half_done(media)
        _prepare_target(reader.manifest, media, replace, using)
        with _staged(reader, media) as staged:
            _load(reader, staged, media, using)
    ContentType.objects.clear_cache()
    if behind(using):
        call_command("migrate", database=using, interactive=False, verbosity=0)
    return reader.manifest


def _prepare_target(manifest: Manifest, media: Path, replace: bool, using: str) -> None:
    empty = is_empty(using)
    if not replace and (not empty or (media.is_dir() and any(media.iterdir()))):
        raise BackupError(
            "The database or the media folder is not empty. Restore into empty ones, or give --replace to put the "
            "backup in their place. Nothing was changed."
        )
    if schema.applied(using) == manifest.migrations:
        return
    if not empty:
        raise BackupError(
            "The backup is of another state of the schema than the database, so that it cannot take its place. "
            "Restore into an empty database (createdb), which is then migrated. Nothing was changed."
        )
    _clear_schema(using)
    schema.migrate_to(manifest.migrations, using)


def _refuse_half_done(media: Path) -> None:
    """A restore killed between its two renames and its commit leaves new files beside old rows; a person must choose."""
    for aside in media.parent.glob(f".{media.name}.restoring-*.before"):
        raise BackupError(
            f"An earlier restore was cut off: {aside} holds the media that belong to the rows in the database. Put it "
            f"back as {media}, or delete it, then restore again. Nothing was changed."
        )


def is_empty(using: str) -> bool:
    """Whether nobody has worked in the database yet: no tables, or none with rows but those of migrations."""
    with connections[using].cursor() as cursor:
        for table in tables.tables(cursor):
            if table.name in FILLED_BY_MIGRATIONS:
                continue
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table.name)))
            if cursor.fetchone()[0]:
                return False
    return True


def _clear_schema(using: str) -> None:
    """Take the empty tables away, so that migrations can begin at the beginning."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for table in tables.tables(cursor):
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table.name)))
        for name in tables.sequences(cursor):
            cursor.execute(sql.SQL("DROP SEQUENCE {}").format(sql.Identifier(name)))


def _load(reader: Reader, staged: Path, media: Path, using: str) -> None:
    swapped = _Swap(staged, media)
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            tables.one_way(cursor)
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            _fill(cursor, reader)
            _restart_sequences(cursor, reader.manifest)
            _compare(cursor, reader.manifest)
            swapped.do()
    except BaseException as error:
        swapped.undo()
        if isinstance(error, DatabaseError | OSError):
            raise BackupError(f"The restore was given up and nothing was changed: {_first_line(error)}") from error
        raise
    swapped.finish()


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _fill(cursor: CursorWrapper, reader: Reader) -> None:
    found = {one.name: one.columns for one in tables.tables(cursor)}
    wanted = {one.name: one.columns for one in reader.manifest.tables}
    if {name: set(columns) for name, columns in found.items() if name not in tables.LEFT_OUT} != {
        name: set(columns) for name, columns in wanted.items()
    }:
        raise BackupError("The database's tables are not those of the backup. Nothing was changed.")
    quiet = tables.triggers(cursor)
    _switch(cursor, quiet, "DISABLE")
    cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, found))))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in reader.manifest.tables:
        tables.copy_in(cursor, table.name, table.columns, reader.chunks(table.entry))
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _switch(cursor, quiet, "ENABLE")


def _switch(cursor: CursorWrapper, triggers: list[tuple[str, str]], word: str) -> None:
    """History must not note the restore as a change of every row; foreign keys stay on."""
    for table, name in triggers:
        statement = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
        cursor.execute(statement.format(sql.Identifier(table), sql.SQL(word), sql.Identifier(name)))


def _restart_sequences(cursor: CursorWrapper, manifest: Manifest) -> None:
    """By ALTER, which a failed transaction takes back, unlike setval.

    The content's version passes both pasts, so that no page kept from either counts as new.
    """
    present = tables.sequences(cursor)
    for name, number in manifest.sequences.items():
        if name == CONTENT_VERSION:
            number = max(number, present.get(name, 0)) + 1
        statement = sql.SQL("ALTER SEQUENCE {} RESTART WITH {}")
        cursor.execute(statement.format(sql.Identifier(name), sql.Literal(number)))


def _compare(cursor: CursorWrapper, manifest: Manifest) -> None:
    for table in manifest.tables:
        if tables.measure(cursor, table.name, table.columns) != (table.rows, table.sha256):
            raise BackupError(f"{table.name} did not come back as it was. Nothing was changed.")


@contextmanager
def _staged(reader: Reader, media: Path) -> Iterator[Path]:
    """The backup's files in a folder beside the media, on the same disk."""
    media.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{media.name}.restoring-", dir=media.parent))
    if media.is_dir():
        folder.chmod(media.stat().st_mode)
    try:
        for one in reader.manifest.media:
            _stage(reader, folder, one)
        yield folder
    except OSError as error:
        raise BackupError(f"The media cannot be put in place: {error.strerror}. Nothing was changed.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stage(reader: Reader, folder: Path, one: MediaFile) -> None:
    target = folder / one.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        for chunk in reader.chunks(one.entry):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


class _Swap:
    """The media folder changes places with the staged one in two renames, and back if the rows cannot be kept."""

    def __init__(self, staged: Path, media: Path) -> None:
        self.staged, self.media = staged, media
        self.aside = staged.with_name(f"{staged.name}.before")
        self.done = False

    def do(self) -> None:
        if self.media.exists():
            self.media.rename(self.aside)
        self.done = True
        self.staged.rename(self.media)

    def undo(self) -> None:
        if self.done:
            if self.media.exists():
                self.media.rename(self.staged)
            if self.aside.exists():
                self.aside.rename(self.media)

    def finish(self) -> None:
        shutil.rmtree(self.aside, ignore_errors=True)
