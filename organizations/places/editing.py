"""The one way in which an edit of a place is stored: locked, compared, written, traced, indexed, made public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from organizations.places.indexing import index_place
from organizations.places.models import Place
from portal.shared.audit import record_act
from portal.shared.records import as_json, changed_columns
from portal.shared.versions import content_changed


class EditedMeanwhileError(Exception):
    """Somebody saved the place first; `place` is how it stands now."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"place {place.pk} stands at revision {place.revision}")
        self.place = place


@dataclass(frozen=True)
class Editor:
    """Who edits, and when."""

    by: int | None
    now: datetime


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
