"""Writes to an organisation that its places must follow: they are found by its name, and public once it is.

The directory knows no places, so whoever renames or publishes calls these; each is one transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.directory import services
from organizations.places.editing import Editor, store_columns
from organizations.places.indexing import index_places
from organizations.places.models import Place


@transaction.atomic
def update_organization(*, organization_id: int, now: datetime, **values: Any) -> datetime:
    """As the directory's own, and its places are found by the new name; arguments and errors are the same."""
    stood_at = services.update_organization(organization_id=organization_id, now=now, **values)
    index_places_of([organization_id], now=now)
    return stood_at


@transaction.atomic
def publish_organization(*, organization_id: int, by: int | None, now: datetime, reason: str = "") -> None:
    """As the directory's own, and the places that waited for it become public."""
    services.publish_organization(organization_id=organization_id, by=by, now=now, reason=reason)
    waiting = Place.objects.select_for_update(of=("self",)).filter(organization_id=organization_id)
    for place in waiting.filter(status=Place.Status.DRAFT).order_by("id"):
        store_columns(place, "publish_place", {"status": Place.Status.PUBLISHED}, Editor(by, now), reason=reason)


def index_places_of(organization_ids: list[int], *, now: datetime) -> int:
    """Bring the search words of the organisations' places up to date, in the caller's transaction."""
    places = Place.objects.filter(organization_id__in=organization_ids).order_by("id")
    return index_places(list(places.values_list("id", flat=True)), now=now)
