"""What the night does for openings: those whose days are over are closed, and points follow their places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from organizations.places.models import Place
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.transitions import MoveRefusedError
from portal.shared.versions import content_changed
from volunteers.openings.models import Opening, OpeningQuerySet, Shift
from volunteers.openings.services import close_opening

CHUNK = 100
_SHOWN = (Opening.Status.PUBLISHED, Opening.Status.FILLED)


def close_past_openings(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """Close what ended before this night; what somebody closed meanwhile is left alone."""
    ahead = Shift.objects.filter(opening=OuterRef("pk"), cancelled__isnull=True, ends__gt=now)
    rows = OpeningQuerySet(Opening).filter(~Exists(ahead), status__in=_SHOWN, ends__lt=night, pk__gt=cursor or 0)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    closed = 0
    for number in found:
        try:
            close_opening(opening_id=number, by=None, now=now)
            closed += 1
        except MoveRefusedError:
            continue
    moved = 0 if cursor else follow_places()
    return Chunk(found[-1] if len(found) == CHUNK else None, {"closed": closed, "moved": moved}, done=len(found))


def follow_places() -> int:
    """A place that moved takes its openings along, and one that hides its address hides theirs. How many changed."""
    moved = 0
    rows = OpeningQuerySet(Opening).filter(place__isnull=False, on_site=True)
    differs = ~Q(latitude=F("place__public_latitude"), longitude=F("place__public_longitude"))
    hidden = Q(place__public_latitude__isnull=True, latitude__isnull=False)
    appeared = Q(place__public_latitude__isnull=False, latitude__isnull=True)
    for opening in rows.filter(differs | hidden | appeared).select_related("place")[:CHUNK]:
        moved += _follow(opening, opening.place)
    if moved:
        content_changed()
    return moved


def _follow(opening: Opening, place: Place | None) -> int:
    if place is None or (opening.latitude, opening.longitude) == (place.public_latitude, place.public_longitude):
        return 0
    point: dict[str, Any] = {"latitude": place.public_latitude, "longitude": place.public_longitude}
    if place.public_latitude is None:
        point["town_code"] = ""
    return OpeningQuerySet(Opening).filter(pk=opening.pk).update(**point)
