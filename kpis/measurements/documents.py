"""The file behind an entered value: a stored file that hangs on the entry, read by whoever reads the entry."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.base import File
from django.utils.translation import gettext as _

from kpis.measurements.models import Entry
from portal.accounts.models import User
from portal.accounts.rules import can_see_ward_desk
from portal.shared.denials import Denial
from portal.shared.files.models import StoredFile
from portal.shared.files.policies import KPI_ENTRY
from portal.shared.files.services import delete_file, delete_files_on, store_upload


def file_of(entry: Entry) -> StoredFile | None:
    """The newest; one query."""
    return StoredFile.objects.on(entry, KPI_ENTRY).first()


def can_read_entry_file(user: AbstractBaseUser | AnonymousUser, file: StoredFile, now: datetime) -> Denial | None:
    """The ward's own people, as the page of the entry; nobody else before or after it counts."""
    if isinstance(user, User):
        return can_see_ward_desk(user, now)
    return Denial("no-post", _("Only people who work for the ward can see this page."))


def keep_file(*, entry: Entry, upload: File[bytes], by: int, now: datetime) -> StoredFile:
    """In the transaction of whoever holds the entry; another one takes the place of the first.

    ValidationError on `file` when it is not taken.
    """
    kept = store_upload(upload=upload, purpose=KPI_ENTRY, owner=None, on=entry, by=by, now=now)
    for file in StoredFile.objects.on(entry, KPI_ENTRY).exclude(pk=kept.pk):
        delete_file(file=file, by=by, now=now, reason="replaced")
    return kept


def forget_file(*, entry: Entry, by: int, now: datetime) -> None:
    """Nobody needs the file of a value that was taken back: a survey may name people."""
    delete_files_on(on=entry, purpose=KPI_ENTRY, by=by, now=now)
