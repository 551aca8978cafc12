"""The history of an organisation, a place or an opening: who changed what when, with names as they are today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models

from organizations.directory.models import Membership, Organization
from organizations.places.models import LanguageService, OpeningException, OpeningHours, Place
from portal.accounts.models import Person
from portal.pages.history.words import Change, changes, field_label, row_words
from portal.shared.history.tracking import history_of
from volunteers.openings.models import Opening, Shift

MOST = 300
ROOTS: dict[str, type[models.Model]] = {"organization": Organization, "place": Place, "opening": Opening}
TITLES = {"organization": "name_ja", "place": "name_ja", "opening": "title_ja"}
"""The column by which a record is called."""
PARTS: dict[str, tuple[tuple[type[models.Model], str], ...]] = {
    "organization": ((Membership, "organization_id"),),
    "place": ((OpeningHours, "place_id"), (OpeningException, "place_id"), (LanguageService, "place_id")),
    "opening": ((Shift, "opening_id"),),
}


@dataclass
class Entry:
    """What one transaction did: by whom (a person id, or None for the system), through which view or task."""

    at: datetime
    by: int | None
    through: str
    who: str = ""
    created: bool = False
    deleted: bool = False
    changes: list[Change] = field(default_factory=list)


def row_history(kind: str, object_id: int) -> list[Entry] | None:
    """Entries, newest first, at most `MOST` kept rows of each table; None where there is no such record, nor was."""
    root = ROOTS[kind]
    present = root._default_manager.filter(pk=object_id).first()
    events = list(history_of(root)._default_manager.filter(pgh_obj=object_id).order_by("-pgh_id")[:MOST])
    if present is None and not events:
        return None
    found = [*_root_changes(events, present)]
    for model, column in PARTS[kind]:
        found.extend(_part_changes(model, column, object_id))
    entries = _together(found)
    _name(entries)
    return entries


def _root_changes(events: list[Any], present: models.Model | None) -> Iterable[Entry]:
    """Each update keeps the row as it was; what came of it is the next one kept, or the row of today."""
    after: Any = present
    for event in events:
        entry = _entry(event)
        if event.pgh_label == "insert":
            entry.created = True
        else:
            entry.deleted = event.pgh_label == "delete"
            entry.changes = (
                [] if entry.deleted or after is None else changes(type(event).pgh_tracked_model, event, after)
            )
            after = event
        yield entry


def _part_changes(model: type[models.Model], column: str, object_id: int) -> Iterable[Entry]:
    rows: list[Any] = list(history_of(model)._default_manager.filter(**{column: object_id}).order_by("-pgh_id")[:MOST])
    after: dict[int, Any] = {row.pk: row for row in model._default_manager.filter(**{column: object_id})}
    names = _people(row.person_id for row in rows) if model is Membership else {}
    for event in rows:
        entry = _entry(event)
        words = row_words(model, event, names)
        if event.pgh_label == "update":
            follows = after.get(event.id)
            change = Change(field_label(model), before=words, after=row_words(model, follows, names) if follows else "")
        else:
            gone = event.pgh_label == "delete"
            change = Change(field_label(model), before=words if gone else "", after="" if gone else words)
        entry.changes = [change]
        after[event.id] = event
        yield entry


def _entry(event: Any) -> Entry:
    told = event.pgh_context or {}
    return Entry(at=event.pgh_created_at, by=told.get("by"), through=told.get("through", ""))


def _together(found: Iterable[Entry]) -> list[Entry]:
    """One line for each transaction: the database's clock stands still within one."""

    def key(entry: Entry) -> tuple[datetime, int, str]:
        return (entry.at, entry.by or 0, entry.through)

    entries = []
    for _key, group in groupby(sorted(found, key=key, reverse=True), key):
        first, *rest = group
        for other in rest:
            first.created |= other.created
            first.deleted |= other.deleted
            first.changes.extend(other.changes)
        entries.append(first)
    return entries


def _name(entries: list[Entry]) -> None:
    """Names are looked up now, so that an erased person's is not here either."""
    names = _people(entry.by for entry in entries)
    for entry in entries:
        entry.who = names.get(entry.by or 0, "")


def _people(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in={one for one in ids if one}).values_list("pk", "name"))
