"""Writes: keep an upload, delete a file, forget in time. Rows and bytes never disagree for longer than a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.db import models, transaction

from portal.shared.audit import record_act
from portal.shared.files import disk
from portal.shared.files.inspection import Finding, inspect
from portal.shared.files.models import StoredFile
from portal.shared.files.names import clean_name
from portal.shared.files.policies import POLICIES, UploadPolicy
from portal.shared.files.refusals import RefusedFileError
from portal.shared.nights.steps import Chunk, Cursor

CHUNK = 200
ORPHANS_AFTER = timedelta(days=1)
"""So long may bytes wait for their row's transaction, and so long stay the bytes of a row that is gone."""
LEFT_TO_THE_NIGHT = frozenset({"replaced", "retention"})
"""Deletions that nobody waits for: their bytes stay that day, so that a backup which runs meanwhile gets them."""


def store_upload(
    *,
    upload: File[bytes],
    purpose: str,
    owner: int | None,
    on: models.Model,
    by: int | None,
    now: datetime,
    field: str = "file",
) -> StoredFile:
    """Judge an upload by its content and keep it for `purpose`, hanging on a saved record; `owner` is a Person id.

    Raises ValidationError on `field` with a sentence that says what is wrong and what to do; then nothing stays.
    """
    policy = POLICIES[purpose]
    try:
        finding = inspect(cast(BinaryIO, upload), upload.size, policy)
        written = disk.write_down(finding.pieces)
    except RefusedFileError as refused:
        raise refused.for_field(field) from refused
    except OSError as error:
        raise _no_room(error, field) from error
    name = clean_name(upload.name or "", finding.endings)
    hangs_on = {"object_type": on._meta.label_lower, "object_id": on.pk, "owner_person_id": owner, "name": name}
    try:
        return _keep(written, {**hangs_on, **_values(finding, written, policy, now)}, by)
    except OSError as error:
        raise _no_room(error, field) from error
    finally:
        written.temporary.unlink(missing_ok=True)


def _values(finding: Finding, written: disk.Written, policy: UploadPolicy, now: datetime) -> dict[str, Any]:
    return {
        "purpose": policy.purpose,
        "content_type": finding.content_type,
        "width": finding.width,
        "height": finding.height,
        "size": written.size,
        "sha256": written.sha256,
        "created": now,
        "delete_after": None if policy.retention is None else now + policy.retention,
    }


def _keep(written: disk.Written, values: dict[str, Any], by: int | None) -> StoredFile:
    """Bytes first, row second: a crash in between leaves bytes without a row, which the night sweeps, never the reverse."""
    path = disk.random_path()
    try:
        with transaction.atomic():
            disk.put_in_place(written, path)
            file = StoredFile.objects.create(path=path, **values)
            record_act(by=by, verb="store_file", on=file, now=file.created, detail=file.facts())
    except BaseException:
        disk.remove(path)
        raise
    return file


def _no_room(error: OSError, field: str) -> Exception:
    """A full disk is told to whoever uploads; any other trouble with it is a fault."""
    return RefusedFileError("disk").for_field(field) if error.errno in disk.NO_ROOM else error


@transaction.atomic
def delete_file(*, file: StoredFile, by: int | None, now: datetime, reason: str = "") -> None:
    """The row stays without its name, as a trace; the bytes go once that is committed. Deleting twice is once.

    Where somebody wants them gone, at once; for a reason of LEFT_TO_THE_NIGHT, by the sweep a day later.
    """
    if StoredFile.objects.kept().filter(pk=file.pk).update(deleted=now, name=""):
        record_act(by=by, verb="delete_file", on=file, now=now, reason=reason, detail=file.facts())
        take = partial(disk.let_go, since=now.timestamp()) if reason in LEFT_TO_THE_NIGHT else disk.remove
        transaction.on_commit(partial(take, file.path))


@transaction.atomic
def delete_files_of_person(*, person_id: int, by: int | None, now: datetime) -> int:
    """For erasure: everything this person gave, and whose it was; returns how many files."""
    files = list(StoredFile.objects.kept().filter(owner_person_id=person_id))
    for file in files:
        delete_file(file=file, by=by, now=now, reason="erasure")
    StoredFile.objects.filter(owner_person_id=person_id).update(owner_person_id=None)
    return len(files)


@transaction.atomic
def delete_files_on(*, on: models.Model, purpose: str, by: int | None, now: datetime) -> int:
    """What hangs on a record for one purpose; returns how many files."""
    files = list(StoredFile.objects.on(on, purpose).select_for_update())
    for file in files:
        delete_file(file=file, by=by, now=now)
    return len(files)


def forget_files(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """A step of the night: first files whose time is over, then, folder by folder, bytes that no row points at for a day.

    Never both in one transaction: bytes of a row whose deletion is not committed yet are no orphans.
    """
    if isinstance(cursor, str):
        return _sweep(cursor, (now - ORPHANS_AFTER).timestamp())
    due = StoredFile.objects.kept().filter(delete_after__lte=now, pk__gt=cursor or 0).order_by("pk")
    chunk = list(due[:CHUNK])
    for file in chunk:
        delete_file(file=file, by=None, now=now, reason="retention")
    rest: Cursor = chunk[-1].pk if len(chunk) == CHUNK else ""
    return Chunk(rest, {"deleted": len(chunk), "orphans": 0}, done=len(chunk))


def _sweep(swept: str, before: float) -> Chunk:
    """The first folder after `swept`."""
    name = next((one for one in disk.folders() if one > swept), None)
    if name is None:
        return Chunk(None)
    old = list(disk.old_files(name, before))
    kept = _kept_paths(old)
    orphans = [path for path in old if path not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return Chunk(name, {"orphans": len(orphans)}, done=len(old))


def _kept_paths(paths: Iterable[Path]) -> set[Path]:
    names = [path.relative_to(disk.folder()).as_posix() for path in paths]
    rows = StoredFile.objects.kept().filter(path__in=names).values_list("path", flat=True)
    return {disk.place_of(path) for path in rows}
