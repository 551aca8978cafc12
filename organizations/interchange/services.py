"""Writes around an import by screen: keep the file, try it, bring it in once, forget it."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.interchange.faults import UnusableFile
from organizations.interchange.file_kinds import store_upload, try_upload
from organizations.interchange.models import ImportRun, ImportUpload, uploads_folder
from portal.shared.audit import record_act
from portal.shared.clean_text import clean_line

MENDED_BY_CHOICE = frozenset(
    {
        "other_encoding",
        "undecodable",
        "nul_bytes",
        "unknown_layout",
        "unknown_properties",
        "wrong_layout",
        "not_places",
        "not_organizations",
    }
)
"""Faults of a file that another kind, encoding or layout may mend; with any other the file is not kept."""


class CannotKeepError(Exception):
    """The server could not write the file down."""


@dataclass(frozen=True)
class Choice:
    """How an official wants the file to be read; empty encoding and layout are recognised."""

    kind: str
    encoding: str = ""
    layout: str = ""


def keep_upload(*, chunks: Iterable[bytes], file_name: str, choice: Choice, by: int, now: datetime) -> ImportUpload:
    """Keep the file for the second step and try it.

    Raises UnusableFile when no other choice could mend it, CannotKeepError when the disk refuses; then nothing stays.
    """
    upload = ImportUpload(uid=uuid.uuid4(), at=now, by_id=by, file_name=clean_line(file_name)[:200])
    upload.kind, upload.encoding, upload.layout = choice.kind, choice.encoding, choice.layout
    try:
        upload.size, upload.sha256 = _write(upload, chunks)
        upload.report = _tried(upload, now)
        upload.save()
    except BaseException:
        _delete_file(upload)
        raise
    _forget_equal(upload)
    return upload


@transaction.atomic
def _forget_equal(kept: ImportUpload) -> None:
    """The same file chosen again replaces what this person has waiting of it."""
    equal = ImportUpload.objects.select_for_update(of=("self",)).filter(
        by_id=kept.by_id, sha256=kept.sha256, kind=kept.kind, run=None, at__lte=kept.at
    )
    for upload in list(equal.exclude(pk=kept.pk)):
        upload.delete()
        transaction.on_commit(partial(_delete_file, upload))


@transaction.atomic
def check_upload(*, upload_id: int, choice: Choice, now: datetime) -> None:
    """Try the kept file again under another choice; UnusableFile changes nothing, nor does an upload that is done with."""
    upload = ImportUpload.objects.select_for_update(of=("self",)).filter(pk=upload_id, run=None).first()
    if upload is None:
        return
    upload.kind, upload.encoding, upload.layout = choice.kind, choice.encoding, choice.layout
    upload.report = _tried(upload, now)
    upload.save()


@transaction.atomic
def import_upload(*, upload_id: int, by: int, now: datetime) -> ImportRun:
    """Bring the checked file in and forget it; a second call answers the first one's run.

    Raises UnusableFile when the file is not what was checked, or was discarded in another window.
    """
    upload = ImportUpload.objects.select_for_update(of=("self",)).filter(pk=upload_id).first()
    if upload is None:
        raise UnusableFile("changed")
    if upload.run_id is not None:
        return ImportRun.objects.get(pk=upload.run_id)
    report = store_upload(upload, now=now)
    run = ImportRun.objects.get(pk=report.run_id or 0)
    ImportUpload.objects.filter(pk=upload.pk).update(run=run, report={})
    counts = {"created": report.created, "updated": report.updated, "refused": len(report.refused)}
    record_act(by=by, verb="import_file", on=run, now=now, detail={"file": upload.file_name, **counts})
    transaction.on_commit(lambda: _delete_file(upload))
    return run


@transaction.atomic
def discard_upload(*, upload_id: int) -> bool:
    """Forget a file that is not wanted after all; false when its rows are stored already, and then nothing happens."""
    upload = ImportUpload.objects.select_for_update(of=("self",)).filter(pk=upload_id).first()
    if upload is not None and upload.run_id is not None:
        return False
    if upload is not None:
        upload.delete()
        transaction.on_commit(lambda: _delete_file(upload))
    return True


def forget_old_uploads(*, now: datetime) -> dict[str, int]:
    """Delete what has waited for more than a day, and files that no row knows; safe to run twice."""
    border = now - ImportUpload.KEPT
    with transaction.atomic():
        old = list(ImportUpload.objects.select_for_update(skip_locked=True).filter(at__lte=border))
        ImportUpload.objects.filter(pk__in=[one.pk for one in old]).delete()
    for upload in old:
        _delete_file(upload)
    return {"uploads": len(old), "files": _delete_orphans(border)}


def _delete_orphans(border: datetime) -> int:
    folder = uploads_folder()
    known = {uid.hex for uid in ImportUpload.objects.values_list("uid", flat=True)}
    deleted = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):  # another window may be doing the same
            if path.name not in known and path.stat().st_mtime < border.timestamp():
                path.unlink()
                deleted += 1
    return deleted


def _tried(upload: ImportUpload, now: datetime) -> dict[str, object]:
    try:
        return try_upload(upload, now=now)
    except UnusableFile as fault:
        if fault.code not in MENDED_BY_CHOICE:
            raise
        return {"unusable": fault.text(_), "code": fault.code}


def _write(upload: ImportUpload, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        uploads_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise CannotKeepError(error.strerror or "") from error
    return size, digest.hexdigest()


def _delete_file(upload: ImportUpload) -> None:
    with suppress(OSError):
        upload.path.unlink(missing_ok=True)
