"""Writes to the types of places, which officials edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organizations.places.indexing import CHUNK, index_places
from organizations.places.models import Place, PlaceType
from portal.shared.audit import record_act
from portal.shared.records import as_json, changed_columns, checked_columns
from portal.shared.translating import name_needed, text_columns
from portal.shared.versions import content_changed

NAMES = text_columns(["name"])
EDITED = NAMES | {"icon", "position", "in_disaster"}


@transaction.atomic
def create_place_type(*, slug: str, columns: Mapping[str, Any], by: int | None, now: datetime) -> PlaceType:
    """A new type; `columns` are names (`name_ja` at least), icon, position and in_disaster. The slug never changes."""
    values = {
        **checked_columns(PlaceType, columns, EDITED),
        **checked_columns(PlaceType, {"slug": slug}, frozenset({"slug"})),
    }
    if not values.get("name_ja"):
        raise ValidationError({"name_ja": name_needed()})
    try:
        with transaction.atomic():
            made = PlaceType.objects.create(name=values["name_ja"], **values)
    except IntegrityError as error:
        message = _("There is a type with this short name already. Choose another one.")
        raise ValidationError({"slug": message}) from error
    record_act(by=by, verb="create_place_type", on=made, now=now, detail={"after": as_json(values)})
    content_changed()
    return made


@transaction.atomic
def update_place_type(*, type_id: int, columns: Mapping[str, Any], by: int | None, now: datetime) -> list[str]:
    """Change a type by column; answers what changed. After a new name, `reindex_places_of_type` must follow."""
    values = checked_columns(PlaceType, columns, EDITED)
    if "name_ja" in values and not values["name_ja"]:
        raise ValidationError({"name_ja": name_needed()})
    row = PlaceType.objects.select_for_update().get(pk=type_id)
    changed = changed_columns(row, values)
    if changed:
        before = {name: getattr(row, name) for name in changed}
        PlaceType.objects.filter(pk=type_id).update(**changed)
        detail = {"before": as_json(before), "after": as_json(changed)}
        record_act(by=by, verb="update_place_type", on=row, now=now, detail=detail)
        content_changed()
    return sorted(changed)


def reindex_places_of_type(*, type_id: int, now: datetime) -> int:
    """Bring the search words of the type's places up to date, a transaction for each 500; answers how many changed.

    What an interruption leaves undone, the night's step finds.
    """
    ids = list(Place.objects.filter(type_id=type_id).order_by("id").values_list("id", flat=True))
    changed = 0
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            changed += index_places(ids[start : start + CHUNK], now=now)
            content_changed()
    return changed
