"""What the import screens show: past imports, one report, refused rows as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.interchange.decoding import NAMES
from organizations.interchange.guarding import guard
from organizations.interchange.models import ImportRun, ImportUpload

RUNS_SHOWN = 20
ROWS_SHOWN = 100
MUNICIPALITIES_NAMED = 5


def runs_that_left_rows_out() -> QuerySet[ImportRun]:
    """The latest import of each file, where it refused rows: a better file brought in later settles it."""
    latest = ImportRun.objects.order_by("file_name", "-at", "-id").distinct("file_name").values("id")
    return ImportRun.objects.filter(id__in=latest, refused_rows__gt=0)


def past_imports(*, refused: bool, before: int | None) -> dict[str, Any]:
    """One page of the ledger, newest first; `older` is where the next page begins, None at the end."""
    runs = runs_that_left_rows_out() if refused else ImportRun.objects.all()
    if before:
        runs = runs.filter(id__lt=before)
    found = list(runs.defer("report").select_related("by").order_by("-id")[: RUNS_SHOWN + 1])
    older = found[RUNS_SHOWN - 1].pk if len(found) > RUNS_SHOWN else None
    return {"runs": found[:RUNS_SHOWN], "older": older}


def waiting_uploads(person_id: int | None, now: datetime) -> list[ImportUpload]:
    """Files this person has chosen but neither stored nor discarded; `unusable` is why one cannot be read yet."""
    waiting = ImportUpload.objects.of(person_id, now).filter(run=None).defer("report")
    return list(waiting.annotate(unusable=KT("report__unusable")).order_by("-at"))


def report_page(report: dict[str, Any]) -> dict[str, Any]:
    """A report for a page: what was recognised, and no more rows than a page can carry."""
    rows, notes = report.get("rows", []), report.get("notes", [])
    recognised = report.get("recognised", {})
    encoding = recognised.get("encoding", "")
    return {
        "report": report,
        "recognised": {**recognised, "encoding": NAMES.get(encoding, encoding)},
        "rows": rows[:ROWS_SHOWN],
        "more_rows": max(0, report.get("refused", len(rows)) - ROWS_SHOWN),
        "notes": notes[:ROWS_SHOWN],
        "more_notes": max(0, report.get("noted", len(notes)) - ROWS_SHOWN),
        "shown": report.get("shown", []),
        "elsewhere": elsewhere_words(report.get("elsewhere", {})),
    }


def elsewhere_words(counted: dict[str, int]) -> str:
    """How many rows lie in other municipalities, and in which, the commonest first; empty where none does."""
    if not counted:
        return ""
    names = sorted(counted, key=lambda name: (-counted[name], name))
    total = sum(counted.values())
    sentence = ngettext(
        "%(total)s row lies outside this ward: %(names)s.", "%(total)s rows lie outside this ward: %(names)s.", total
    )
    listed = " / ".join(names[:MUNICIPALITIES_NAMED]) + (" …" if len(names) > MUNICIPALITIES_NAMED else "")
    return sentence % {"total": f"{total:,}", "names": listed}


def refused_csv(report: dict[str, Any]) -> Iterator[bytes]:
    """Line, column and reason of each refused row, in UTF-8 with byte order mark, harmless in a spreadsheet.

    Where more were refused than a report keeps, a last line says how many.
    """
    rows = report.get("rows", [])
    yield b"\xef\xbb\xbf" + _csv_line([_("Line"), _("Column"), _("Reason")])
    for row in rows:
        yield _csv_line([str(row["line"]), row["column"], row["reason"]])
    more = report.get("refused", len(rows)) - len(rows)
    if more > 0:
        yield _csv_line(["", "", ngettext("And %(total)s more.", "And %(total)s more.", more) % {"total": more}])


def _csv_line(cells: list[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([guard(cell) for cell in cells])
    return line.getvalue().encode("utf-8", "replace")
