"""Writes to an organisation that its openings must follow."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from portal.shared.audit import record_act
from volunteers.openings.models import Opening


@transaction.atomic
def repoint_organization(*, from_id: int, to_id: int, by: int | None, now: datetime) -> int:
    """All openings of one organisation become the other's, each with an act; answers how many."""
    openings = list(Opening.objects.select_for_update(of=("self",)).filter(organization=from_id).order_by("pk"))
    for opening in openings:
        changed = {"organization": to_id, "revision": F("revision") + 1, "updated": now}
        Opening.objects.filter(pk=opening.pk).update(**changed)
        detail = {"before": {"organization": from_id}, "after": {"organization": to_id}}
        record_act(by=by, verb="repoint_opening", on=opening, now=now, detail=detail)
    return len(openings)
