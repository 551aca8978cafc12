"""The ward this portal serves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.shared.audit import record_act
from portal.shared.models import Ward
from portal.shared.records import as_json, changed_columns, checked_columns
from portal.shared.versions import content_changed

EDITED = frozenset(
    {
        "name_ja", "name_ja_simple", "name_en", "phone", "sender", "tile_url", "tile_credit", "tile_credit_url",
        "night_hour", "open_data_licence", "disaster_mode",
    }
)  # fmt: skip


def current_ward() -> Ward:
    """The ward's settings row without its long outline (read when named); the defaults when not saved yet."""
    return Ward.objects.defer("outline").filter(pk=1).first() or Ward(pk=1)


@transaction.atomic
def update_ward(*, columns: Mapping[str, Any], by: int | None, now: datetime) -> bool:
    """Change settings by column; false when nothing is new. ValidationError names what cannot be stored."""
    values = checked_columns(Ward, columns, EDITED)
    needed = [field for field in Ward._meta.fields if not field.blank and values.get(field.name) == ""]
    if needed:
        raise ValidationError({field.name: field.error_messages["blank"] for field in needed})
    ward, _ = Ward.objects.select_for_update().get_or_create(pk=1)
    changed = changed_columns(ward, values)
    if not changed:
        return False
    before = {name: getattr(ward, name) for name in changed}
    Ward.objects.filter(pk=1).update(**changed)
    record_act(
        by=by, verb="update_ward", on=ward, now=now, detail={"before": as_json(before), "after": as_json(changed)}
    )
    content_changed()
    return True
