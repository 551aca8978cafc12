"""Files that people gave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.shared.files.models import StoredFile
from portal.shared.files.services import delete_file, delete_files_of_person
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    return delete_files_of_person(person_id=subject.person_id, by=erasing.by, now=erasing.now)


def _forget(ids: list[int], now: datetime) -> int:
    for file in StoredFile.objects.kept().filter(pk__in=ids):
        delete_file(file=file, by=None, now=now, reason="retention")
    return len(ids)


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = StoredFile.objects.kept().filter(owner_person_id=subject.person_id).order_by("id")
    return list(rows.values("uid", "purpose", "name", "size", "created"))


PERSONAL_DATA = (
    PersonalData(
        name="files",
        fields={"files.StoredFile": frozenset({"name", "owner_person_id"})},
        title=_("Files you gave us"),
        purpose=_("For what you gave them."),
        who_sees=_("You, and whoever may see what they belong to."),
        retention=Retention(
            days=0,
            words=_("As long as what they belong to."),
            overdue=lambda limit, now: StoredFile.objects.kept().filter(delete_after__lte=now),
            forget=_forget,
        ),
        erase=_erase,
        show=_show,
    ),
)
