"""Bringing a file in: all of it in one transaction, each refused row named, editors' corrections kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from organizations.directory.models import Organization
from organizations.interchange.collisions import speaks_of_another
from organizations.interchange.faults import RowError
from organizations.interchange.models import ImportRun
from organizations.interchange.place_values import Values, organization_values, place_values
from organizations.interchange.reading import Reading, Recognised
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.places.indexing import index_places
from organizations.places.models import OpeningHours, Place, PlaceType
from organizations.places.organization_services import index_places_of
from portal.shared.texts import State, mark_source_changed, set_text
from portal.shared.versions import content_changed
from portal.shared.words import kana_key

Record = TypeVar("Record", PlaceRecord, OrganizationRecord)
CHUNK = 500
IMPORT_LOCK = 0x696D_706F_7274
SOURCE_COLUMNS = ("name_ja", "description_ja", "access_ja", "hours_note_ja")
CORRECTED_HERE = gettext_noop(
    "Line %(line)s: “%(value)s” has been corrected here since the last import. The corrected values are kept; "
    "please compare them with the file and change them by hand if the file is right."
)
NUMBER_TAKEN = gettext_noop(
    "Line %(line)s: the corporate number “%(value)s” already belongs to another organisation. Please check which one is right."
)

ANOTHER_ENTRY = gettext_noop(
    "Line %(line)s: this number stands for “%(stored)s” here, but the file says “%(value)s” at another address. If the "
    "list counts anew, its numbers must be made different first; if the entry moved, please change it by hand."
)


@dataclass
class Report:
    """What became of the rows; `refused` names each one that was left out, `notes` what was left out of a row."""

    recognised: Recognised
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    dry_run: bool = False
    run_id: int | None = None

    def refuse(self, line: int, column: str, reason: str) -> None:
        self.refused.append({"line": line, "column": column, "reason": reason})

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON shows it."""
        counts = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        return {
            **counts,
            "refused": len(self.refused),
            "rows": self.refused,
            "notes": self.notes,
            "dry_run": self.dry_run,
            "recognised": asdict(self.recognised),
        }


@dataclass(frozen=True)
class Kind(Generic[Record]):
    """How one kind of record becomes rows."""

    model: type[models.Model]
    values: Callable[[Record], Values]
    defaults: dict[str, Any]


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
    types = {one.slug: one for one in PlaceType.objects.all()}
    kind: Kind[PlaceRecord] = Kind(Place, lambda record: place_values(record, types), {})
    return _import(reading, kind, _Run(file_name, sha256, dry_run, by, now))


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
    return _import(reading, kind, _Run(file_name, sha256, dry_run, by, now))


def file_sha256(chunks: Iterable[bytes]) -> str:
    """The file's fingerprint for the ledger."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True)
class _Run:
    file_name: str
    sha256: str
    dry_run: bool
    by: int | None
    now: datetime


def _import(reading: Reading[Record], kind: Kind[Record], run: _Run) -> Report:
    report = Report(reading.recognised, dry_run=run.dry_run)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
            for records in _chunks(_accepted(reading, report)):
                _store_chunk(records, kind, run, report)
            if run.dry_run:
                raise _DryRun
            _remember(run, report)
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
            report.notes.append({"line": warning.line, "column": warning.column, "reason": warning.text(_)})
        yield item


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def _store_chunk(records: Sequence[Record], kind: Kind[Record], run: _Run, report: Report) -> None:
    manager = kind.model._default_manager
    keys = [record.import_key for record in records]
    found: Any = manager.select_for_update().filter(import_key__in=keys)
    present: dict[str, Any] = {row.import_key: row for row in found}
    taken = _taken_numbers(records, kind)
    new: list[Any] = []
    changed: list[Any] = []
    hours: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        values = kind.values(record)
        if taken.get(values.columns.get("corporate_number") or "", record.import_key) != record.import_key:
            arguments = {"line": record.line, "value": values.columns["corporate_number"]}
            report.refuse(record.line, "corporate_number", _(NUMBER_TAKEN) % arguments)
            continue
        row = present.get(record.import_key)
        if row is None:
            new.append(_new_row(record, values, kind, run.now))
            hours[record.import_key] = values.hours
        elif row.imported == _kept(values):
            report.unchanged += 1
        elif speaks_of_another(record.import_key, row.imported, row.name_ja, values.columns):
            arguments = {"line": record.line, "stored": row.name_ja, "value": record.name}
            report.refuse(record.line, "name, address", _(ANOTHER_ENTRY) % arguments)
        elif _merge(row, values, record, report, run.now):
            changed.append(row)
            hours[record.import_key] = values.hours
    _write(kind, new, changed, hours, run)
    report.created += len(new)
    report.updated += len(changed)


def _taken_numbers(records: Sequence[Record], kind: Kind[Record]) -> dict[str, str]:
    """Corporate number → import key of the row that has it, among those in question."""
    if kind.model is not Organization:
        return {}
    wanted = [record.corporate_number for record in records if record.corporate_number]
    found = Organization.objects.filter(corporate_number__in=wanted).values_list("corporate_number", "import_key")
    return {number: key or "" for number, key in found if number}


def _kept(values: Values) -> dict[str, Any]:
    return {**values.columns, "hours": values.hours}


def _new_row(record: Record, values: Values, kind: Kind[Record], now: datetime) -> Any:
    row: Any = kind.model(import_key=record.import_key, import_layout=record.layout, **kind.defaults)
    _assign(row, values.columns)
    row.imported = _kept(values)
    row.updated = now
    return row


def _assign(row: Any, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        if name == "name_en":
            set_text(row, "name", "en", value, State.HUMAN)
        else:
            setattr(row, name, value)
    if isinstance(row, Organization):
        row.sort_key = kana_key(row.legal_kana or row.name_ja)


def _merge(row: Any, values: Values, record: Record, report: Report, now: datetime) -> bool:
    """Take over what the file changed, unless somebody corrected that very value here; false when nothing is new."""
    changes = {name: value for name, value in values.columns.items() if row.imported.get(name, _MISSING) != value}
    corrected = [name for name in changes if not _untouched(row, name)]
    if row.edited_by_hand and values.hours != row.imported.get("hours", values.hours):
        corrected.append("hours")
    if corrected:
        arguments = {"line": record.line, "value": record.name}
        report.refuse(record.line, ", ".join(corrected), _(CORRECTED_HERE) % arguments)
        return False
    _assign(row, changes)
    for name in SOURCE_COLUMNS:
        if name in changes:
            mark_source_changed(row, name.removesuffix("_ja"), minor=False)
    row.imported = _kept(values)
    row.updated = now
    if isinstance(row, Place):
        row.revision += 1
    return True


_MISSING = object()


def _untouched(row: Any, name: str) -> bool:
    """Whether the row still holds what the last file said (a row without that column is untouched)."""
    if name not in row.imported:
        return True
    current = getattr(row, name)
    current = current.isoformat() if hasattr(current, "isoformat") else current
    return bool((current or None) == (row.imported[name] or None))


def _write(
    kind: Kind[Record],
    new: list[Any],
    changed: list[Any],
    hours: dict[str, list[dict[str, Any]]],
    run: _Run,
) -> None:
    manager = kind.model._default_manager
    manager.bulk_create(new)
    if changed:
        manager.bulk_update(changed, _written_columns(kind.model), batch_size=CHUNK)
    if kind.model is Organization and changed and not run.dry_run:
        index_places_of([row.pk for row in changed], now=run.now)
    if kind.model is not Place or not (new or changed):
        return
    by_hand = {row.pk for row in changed if row.edited_by_hand}
    touched = [row for row in [*new, *changed] if row.pk not in by_hand]
    OpeningHours.objects.filter(place__in=[row for row in changed if row.pk not in by_hand]).delete()
    OpeningHours.objects.bulk_create(OpeningHours(place=row, **one) for row in touched for one in hours[row.import_key])
    if not run.dry_run:
        index_places([row.pk for row in [*new, *changed]], now=run.now)


def _written_columns(model: type[models.Model]) -> list[str]:
    probe = (
        "type_id kana access_ja hours_note_ja contact_note hazards capacity hours_known holiday_treatment "
        "closed_at_year_end town_code prefecture municipality town block building latitude longitude location_source "
        "revision"
        if model is Place
        else "kind legal_name legal_kana corporate_number fields_of_activity address founded sort_key"
    )
    shared = (
        "name name_ja name_en description_ja translation_state municipality_code postal_code phone extension email "
        "form_url url imported updated"
    )
    return [name.removesuffix("_id") for name in f"{probe} {shared}".split()]


def _remember(run: _Run, report: Report) -> None:
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
        report=report.as_dict(),
    )
    report.run_id = stored.pk
