"""Files that officials bring in, and who did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.interchange.models import ImportRun, ImportUpload
from organizations.interchange.services import discard_upload
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject


def _erase(subject: Subject, erasing: Erasing) -> int:
    uploads = list(ImportUpload.objects.filter(by_id=subject.person_id).values_list("pk", flat=True))
    for upload_id in uploads:
        discard_upload(upload_id=upload_id)
    return len(uploads)


def _show(subject: Subject) -> list[Mapping[str, Any]]:
    rows = ImportRun.objects.filter(by_id=subject.person_id).order_by("id")
    return list(rows.values("at", "file_name", "layout"))


PERSONAL_DATA = (
    PersonalData(
        name="imports",
        fields={
            "organizations.ImportUpload": frozenset({"by", "report"}),
            "organizations.ImportRun": frozenset({"by", "report"}),
        },
        title=_("Files brought in by officials"),
        purpose=_("To know where an entry comes from, and who brought it in."),
        who_sees=_("The ward's officials and auditors."),
        retention=Retention(
            days=1,
            words=_("The file for a day; who brought it in for good, but without your name once your data are erased."),
            overdue=lambda limit, now: ImportUpload.objects.filter(at__lte=limit),
            forget=lambda ids, now: sum(discard_upload(upload_id=one) for one in ids),
        ),
        erase=_erase,
        show=_show,
    ),
)
