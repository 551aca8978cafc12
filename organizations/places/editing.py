"""The one way in which an edit of a place is stored: locked, compared, written, traced, indexed, made public."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction

from organizations.places.indexing import index_place
from organizations.places.models import Place
from portal.shared.audit import record_act
from portal.shared.records import as_json, changed_columns
from portal.shared.versions import content_changed

Versions = Sequence[tuple[str, ...]]
"""Label, mine, theirs, and where one may choose between both the name of the part."""


class EditedMeanwhileError(Exception):
    """Somebody saved the place first; `place` is how it stands now, `versions` and `seen` its section."""

    def __init__(self, place: Place, versions: Versions | None = None, seen: str = "") -> None:
        super().__init__(f"place {place.pk} stands at revision {place.revision}")
        self.place, self.versions, self.seen = place, versions or [], seen


class Section(Protocol):
    """An editor of one section, filled in and valid."""

    place: Place

    def seen(self, place: Place | None = None) -> str:
        """What stands in the section, short; without `place` what this editor was opened with."""

    def versions(self, place: Place) -> Versions:
        """Where mine differs from what stands now."""

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        """Hand it to the section's service."""


@dataclass(frozen=True)
class Editor:
    """Who edits, and when."""

    by: int | None
    now: datetime


def fingerprint(value: object) -> str:
    """A short mark that differs when the value does."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def section_place(place_id: int) -> Place:
    """The place, locked until the transaction ends, whatever its revision."""
    return Place.objects.select_for_update(of=("self",)).get(pk=place_id)


@transaction.atomic
def save_section(section: Section, *, revision: int, seen: str, by: int | None, now: datetime) -> list[str]:
    """Store a section although others were saved meanwhile, and name what was kept of the other person's.

    EditedMeanwhileError when this section no longer is what its editor has seen; compared under the place's lock.
    """
    place = section_place(section.place.pk)
    kept = list[str]()
    if place.revision != revision:
        opened = section.place
        same_place = (place.status, place.organization_id) == (opened.status, opened.organization_id)
        if not seen or not same_place:
            raise EditedMeanwhileError(place, section.versions(place), section.seen(place))
        reconcile = getattr(section, "reconcile", None)
        if reconcile is not None:
            kept = reconcile(place, seen)
        elif section.seen(place) != seen and section.versions(place):
            raise EditedMeanwhileError(place, section.versions(place), section.seen(place))
    section.save(revision=place.revision, by=by, now=now)
    return kept


def lock_place(place_id: int, revision: int) -> Place:
    """The place, locked until the transaction ends; EditedMeanwhileError when `revision` is no longer its own."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place_id)
    if place.revision != revision:
        raise EditedMeanwhileError(place)
    return place


def store_columns(place: Place, verb: str, columns: Mapping[str, Any], editor: Editor, *, reason: str = "") -> int:
    """Write what differs from the locked place and return its revision; nothing different leaves no trace."""
    changed = changed_columns(place, columns)
    if not changed:
        return place.revision
    before = {name: getattr(place, name) for name in changed}
    detail = {"before": as_json(before), "after": as_json(changed)}
    return write_edit(place, verb, changed, editor, detail=detail, reason=reason)


def write_edit(
    place: Place, verb: str, columns: Mapping[str, Any], editor: Editor, *, detail: dict[str, Any], reason: str = ""
) -> int:
    """Write the columns and the next revision, and tell audit, index and page cache."""
    values = {**columns, "revision": place.revision + 1, "edited_by_hand": editor.now, "updated": editor.now}
    Place.objects.filter(pk=place.pk).update(**values)
    for name, value in values.items():
        setattr(place, name, value)
    record_act(by=editor.by, verb=verb, on=place, now=editor.now, reason=reason, detail=detail)
    index_place(place.pk, now=editor.now)
    content_changed()
    return place.revision


def stored_rows(model: type[models.Model], place: Place, columns: Sequence[str]) -> list[dict[str, Any]]:
    """The child rows as they stand, in the order in which they were written."""
    return list(model._default_manager.filter(place=place).order_by("id").values(*columns))


def replace_rows(model: type[models.Model], place: Place, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put `rows` in the place of the child rows; the place must be locked."""
    manager = model._default_manager
    manager.filter(place=place).delete()
    manager.bulk_create([model(place=place, **row) for row in rows])
