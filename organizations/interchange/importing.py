"""Bringing a file in: all of it in one transaction, each refused row named, editors' corrections kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from organizations.directory.models import Organization
from organizations.interchange.collisions import speaks_of_another
from organizations.interchange.faults import RowError
from organizations.interchange.merging import Merge, file_values, merge
from organizations.interchange.models import ImportRun
from organizations.interchange.place_values import Values, organization_values, place_values, types_by_word
from organizations.interchange.reading import Reading
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.interchange.reports import Report
from organizations.interchange.row_writing import Writes, new_row, take_over, write
from organizations.places.models import OpeningHours, Place, PlaceType
from organizations.places.turns import take_turn
from portal.shared.versions import content_changed
from portal.shared.wards import current_ward

Record = TypeVar("Record", PlaceRecord, OrganizationRecord)
CHUNK = 500
CORRECTED_HERE = gettext_noop(
    "“%(value)s” has been corrected here since the last import. The corrected values are kept; please compare them "
    "with the file and change them by hand if the file is right."
)
NUMBER_TAKEN = gettext_noop(
    "The corporate number “%(value)s” already belongs to another organisation. Please check which one is right."
)
ANOTHER_ENTRY = gettext_noop(
    "This number stands for “%(stored)s” here, but the file says “%(value)s” at another address. If the list counts "
    "anew, its numbers must be made different first; if the entry moved, please change it by hand."
)
FIELD_OF = {
    "name_ja": "name",
    "legal_name": "name",
    "legal_kana": "kana",
    "description_ja": "description",
    "access_ja": "access",
    "hours_note_ja": "hours_note",
    "hours": "days",
    "hours_known": "days",
    "holiday_treatment": "hours_note",
    "closed_at_year_end": "hours_note",
    "type_id": "type",
    "location_source": "latitude",
}
"""Column → field of a layout, where the names differ: reports speak of the file's own headings."""


@dataclass(frozen=True)
class Kind(Generic[Record]):
    """How one kind of record becomes rows."""

    model: type[models.Model]
    values: Callable[[Record], Values]
    defaults: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """Which file, by whom, when, and whether in earnest."""

    file_name: str
    sha256: str
    dry_run: bool
    by: int | None
    now: datetime


class _DryRun(Exception):
    pass


def import_places(
    reading: Reading[PlaceRecord],
    *,
    file_name: str,
    sha256: str,
    dry_run: bool,
    by: int | None,
    now: datetime,
) -> Report:
    """Store a list of places; running it twice changes nothing. With `dry_run` the same rows are written and undone."""
    types = types_by_word(PlaceType.objects.all())
    kind: Kind[PlaceRecord] = Kind(Place, lambda record: place_values(record, types), {})
    return _import(reading, kind, Run(file_name, sha256, dry_run, by, now))


def import_organizations(
    reading: Reading[OrganizationRecord],
    *,
    file_name: str,
    sha256: str,
    dry_run: bool,
    by: int | None,
    now: datetime,
) -> Report:
    """Store a list of organisations: official lists are published at once."""
    defaults = {"status": Organization.Status.PUBLISHED}
    kind: Kind[OrganizationRecord] = Kind(Organization, organization_values, defaults)
    return _import(reading, kind, Run(file_name, sha256, dry_run, by, now))


@dataclass(frozen=True)
class _Job(Generic[Record]):
    """What stays the same from the first chunk to the last."""

    kind: Kind[Record]
    run: Run
    report: Report
    headings: dict[str, str] = field(default_factory=dict)
    ward_code: str = ""

    def look_where(self, values: Values) -> None:
        """Count a place of another municipality: a list of the wrong ward comes in row by row without a fault."""
        code, name = values.columns.get("municipality_code") or "", values.columns.get("municipality") or ""
        if self.kind.model is Place and self.ward_code and code != self.ward_code and (code or name):
            self.report.elsewhere[name or code] = self.report.elsewhere.get(name or code, 0) + 1

    def heading(self, name: str) -> str:
        """The file's heading of a column or field, or its plain name where the file has none."""
        return self.headings.get(FIELD_OF.get(name, name), name)

    def refuse(self, record: Record, columns: Iterable[str], sentence: str, **arguments: str) -> None:
        headings = ", ".join(dict.fromkeys(map(self.heading, columns)))
        self.report.refuse(record.line, headings, _(sentence) % {"value": record.name, **arguments})

    def note(self, record: Record, values: Values) -> None:
        for one in values.notes:
            error = RowError(record.line, self.heading(one.field), one.code, one.value)
            self.report.note(error.line, error.column, error.text(_))


def _import(reading: Reading[Record], kind: Kind[Record], run: Run) -> Report:
    report = Report(reading.recognised, dry_run=run.dry_run)
    job = _Job(kind, run, report, reading.headings, current_ward().municipality_code)
    try:
        with transaction.atomic():
            take_turn()
            for records in _chunks(_accepted(reading, report)):
                _store_chunk(records, job)
            if run.dry_run:
                raise _DryRun
            _remember(run, report)
            if report.created or report.updated:
                content_changed()
    except _DryRun:
        pass
    return report


def _accepted(reading: Reading[Record], report: Report) -> Iterator[Record]:
    for item in reading:
        if isinstance(item, RowError):
            report.refuse(item.line, item.column, item.text(_))
            continue
        for warning in item.warnings:
            report.note(warning.line, warning.column, warning.text(_))
        yield item


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def _store_chunk(records: Sequence[Record], job: _Job[Record]) -> None:
    present, taken = _present(records, job.kind), _taken_numbers(records, job.kind)
    hours_here = _hours_here(present.values())
    writes = Writes(job.kind.model)
    for record in records:
        values = job.kind.values(record)
        job.note(record, values)
        job.look_where(values)
        number = values.columns.get("corporate_number") or ""
        row = present.get(record.import_key)
        if taken.get(number, record.import_key) != record.import_key:
            job.refuse(record, ["corporate_number"], NUMBER_TAKEN, value=number)
        elif row is None:
            fresh = new_row(job.kind.model, record, values, {**job.kind.defaults, "updated": job.run.now})
            writes.add(fresh, values)
        elif row.imported == file_values(values):
            job.report.unchanged += 1
        elif speaks_of_another(record.import_key, row.imported, row.name_ja, values.columns):
            job.refuse(record, ["name", "address"], ANOTHER_ENTRY, stored=row.name_ja)
        else:
            _take_over(row, record, values, merge(row, values, hours_here.get(row.pk)), job, writes)
    write(writes, now=job.run.now, index=not job.run.dry_run)
    job.report.created += len(writes.new)
    job.report.updated += len(writes.changed)


def _take_over(row: Any, record: Record, values: Values, found: Merge, job: _Job[Record], writes: Writes) -> None:
    if found.corrected:
        job.refuse(record, found.corrected, CORRECTED_HERE)
        return
    row.imported = file_values(values)
    if found.empty:
        writes.settled.append(row)
        job.report.unchanged += 1
        return
    take_over(row, found.changes, now=job.run.now)
    writes.change(row, values if found.hours else None)


def _present(records: Sequence[Record], kind: Kind[Record]) -> dict[str, Any]:
    """Rows of these keys, locked in one order within the chunk; between chunks the turn keeps writers apart."""
    keys = [record.import_key for record in records]
    found: Any = kind.model._default_manager.select_for_update().filter(import_key__in=keys).order_by("pk")
    return {row.import_key: row for row in found}


def _hours_here(rows: Iterable[Any]) -> dict[int, list[dict[str, Any]]]:
    """Hours as they stand, of those places that somebody has edited here."""
    edited = [row.pk for row in rows if isinstance(row, Place) and row.edited_by_hand]
    found: dict[int, list[dict[str, Any]]] = defaultdict(list, {pk: [] for pk in edited})
    columns = ("place_id", "weekday", "weeks", "opens", "closes", "last_reception")
    for one in OpeningHours.objects.filter(place__in=edited).values(*columns) if edited else ():
        found[one["place_id"]].append(one)
    return dict(found)


def _taken_numbers(records: Sequence[Record], kind: Kind[Record]) -> dict[str, str]:
    """Corporate number → import key of the row that has it, among those in question; a draft's is not its own yet."""
    if kind.model is not Organization:
        return {}
    wanted = [record.corporate_number for record in records if record.corporate_number]
    rows = Organization.objects.filter(corporate_number__in=wanted).exclude(status=Organization.Status.DRAFT)
    # Of a closed and a living one with the same number the living one comes last, and holds it.
    found = sorted(rows.values_list("corporate_number", "import_key", "status"), key=lambda row: row[2] != "closed")
    return {number: key or "" for number, key, _status in found if number}


def _remember(run: Run, report: Report) -> None:
    stored = ImportRun.objects.create(
        at=run.now,
        by_id=run.by,
        file_name=run.file_name[:200],
        sha256=run.sha256,
        layout=report.recognised.layout[:40],
        encoding=report.recognised.encoding[:20],
        created_rows=report.created,
        updated_rows=report.updated,
        unchanged_rows=report.unchanged,
        refused_rows=len(report.refused),
        report=report.for_ledger(),
    )
    report.run_id = stored.pk
