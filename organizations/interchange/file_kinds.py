"""The two kinds of lists and how each is read and stored, so that screens need not know which is which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from organizations.interchange.faults import UnusableFile
from organizations.interchange.importing import import_organizations, import_places
from organizations.interchange.models import ImportUpload
from organizations.interchange.previewing import organizations_shown, places_shown
from organizations.interchange.reading import read_organizations, read_places
from organizations.interchange.reports import Report


@dataclass(frozen=True)
class FileKind:
    """Reading, storing and showing one kind of list."""

    read: Callable[..., Any]
    store: Callable[..., Report]
    show: Callable[[Any], list[dict[str, Any]]]


KINDS = {
    ImportUpload.Kind.PLACES.value: FileKind(read_places, import_places, places_shown),
    ImportUpload.Kind.ORGANIZATIONS.value: FileKind(read_organizations, import_organizations, organizations_shown),
}


def try_upload(upload: ImportUpload, *, now: datetime) -> dict[str, Any]:
    """The dry run's report with the first rows as they would be stored; UnusableFile for the whole file."""
    kind = KINDS[upload.kind]
    with _open(upload) as reading:
        report = _store(kind, reading, upload, dry_run=True, now=now)
        return {**report.for_ledger(), "shown": kind.show(reading)}


def store_upload(upload: ImportUpload, *, now: datetime) -> Report:
    """Bring the upload in; UnusableFile when it is not the file that was checked."""
    if not upload.path.is_file():
        raise UnusableFile("changed")
    with _open(upload) as reading:
        if reading.sha256() != upload.sha256:
            raise UnusableFile("changed")
        return _store(KINDS[upload.kind], reading, upload, dry_run=False, now=now)


def _open(upload: ImportUpload) -> Any:
    return KINDS[upload.kind].read(
        upload.path,
        encoding=upload.encoding or None,
        layout=upload.layout or None,
        max_bytes=settings.IMPORT_MAX_BYTES,
    )


def _store(kind: FileKind, reading: Any, upload: ImportUpload, *, dry_run: bool, now: datetime) -> Report:
    return kind.store(
        reading,
        file_name=upload.file_name,
        sha256=upload.sha256,
        dry_run=dry_run,
        by=upload.by_id,
        now=now,
    )
