"""Rows of an import on their way into the database, a chunk at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from organizations.directory.models import Organization
from organizations.directory.naming import name_key
from organizations.interchange.merging import file_values
from organizations.interchange.place_values import Values
from organizations.places.indexing import index_places
from organizations.places.models import OpeningHours, Place
from organizations.places.organization_services import index_places_of
from portal.shared.texts import State, mark_source_changed, set_text
from portal.shared.words import kana_key

BATCH = 500
SOURCE_COLUMNS = ("name_ja", "description_ja", "access_ja", "hours_note_ja")
_SHARED = (
    "name name_ja name_en description_ja translation_state municipality_code postal_code phone extension email "
    "form_url url imported updated"
)
_OWN: Mapping[type[models.Model], str] = {
    Place: "type kana access_ja hours_note_ja contact_note hazards capacity hours_known holiday_treatment "
    "closed_at_year_end town_code prefecture municipality town block building floor latitude longitude "
    "location_source revision",
    Organization: "kind legal_name legal_kana corporate_number fields_of_activity address founded sort_key name_key "
    "revision",
}


@dataclass
class Writes:
    """New and changed rows of one chunk, the hours of those that get new ones, and rows that the file caught up with."""

    model: type[models.Model]
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    settled: list[Any] = field(default_factory=list)
    hours: list[tuple[Any, list[dict[str, Any]]]] = field(default_factory=list)

    def add(self, row: Any, values: Values) -> None:
        self.new.append(row)
        self.hours.append((row, values.hours))

    def change(self, row: Any, values: Values | None) -> None:
        """values: those with new hours; None leaves the hours alone."""
        self.changed.append(row)
        if values is not None:
            self.hours.append((row, values.hours))


def new_row(model: type[models.Model], record: Any, values: Values, defaults: Mapping[str, Any]) -> Any:
    """A row of the record, not yet stored."""
    row: Any = model(import_key=record.import_key, import_layout=record.layout, **defaults)
    _assign(row, values.columns)
    row.imported = file_values(values)
    return row


def take_over(row: Any, changes: Mapping[str, Any], *, now: datetime) -> None:
    """Give the row its new values; translations of changed Japanese texts become outdated."""
    _assign(row, changes)
    for name in SOURCE_COLUMNS:
        if name in changes:
            mark_source_changed(row, name.removesuffix("_ja"), minor=False)
    row.updated = now
    row.revision += 1


def _assign(row: Any, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        if name == "name_en":
            set_text(row, "name", "en", value, State.SOURCE)
        else:
            setattr(row, name, value)
    if isinstance(row, Organization):
        row.sort_key = kana_key(row.legal_kana or row.name_ja)
        row.name_key = name_key(row.name_ja)


def write(writes: Writes, *, now: datetime, index: bool) -> None:
    """Store the chunk; `index` brings search words, tags and positions up to date."""
    manager = writes.model._default_manager
    manager.bulk_create(writes.new)
    if writes.changed:
        manager.bulk_update(writes.changed, f"{_OWN[writes.model]} {_SHARED}".split(), batch_size=BATCH)
    if writes.settled:
        manager.bulk_update(writes.settled, ["imported"], batch_size=BATCH)
    if writes.model is Place:
        OpeningHours.objects.filter(place__in=[row for row, _ in writes.hours]).delete()
        rows = (OpeningHours(place=row, **one) for row, hours in writes.hours for one in hours)
        OpeningHours.objects.bulk_create(rows)
        if index:
            index_places([row.pk for row in [*writes.new, *writes.changed]], now=now)
    elif index and writes.changed:
        index_places_of([row.pk for row in writes.changed], now=now)
