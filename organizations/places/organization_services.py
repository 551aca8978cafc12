"""Writes to an organisation that its places must follow: found by its name, public and gone together with it.

The directory knows no places, so whoever renames or decides calls these; each is one transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.directory import deciding, services
from organizations.directory.life import GONE_AFTERWARDS, PUBLIC_AFTERWARDS
from organizations.directory.models import Organization
from organizations.places.editing import Editor, store_columns
from organizations.places.indexing import index_places
from organizations.places.models import Place
from portal.shared.audit import record_act


@transaction.atomic
def update_organization(*, organization_id: int, now: datetime, **values: Any) -> datetime:
    """As the directory's own, and its places are found by the new name; arguments and errors are the same."""
    stood_at = services.update_organization(organization_id=organization_id, now=now, **values)
    index_places_of([organization_id], now=now)
    return stood_at


@transaction.atomic
def move_organization(
    *,
    organization_id: int,
    verb: str,
    revision: int | None = None,
    reason: str = "",
    by: int | None,
    now: datetime,
    columns: dict[str, Any] | None = None,
) -> Organization:
    """As `deciding.move_organization`, and its places vanish with it or come back as they were."""
    organization = deciding.move_organization(
        organization_id=organization_id, verb=verb, revision=revision, reason=reason, by=by, now=now, columns=columns
    )
    if verb in GONE_AFTERWARDS:
        _suspend_places(organization_id, by=by, now=now)
    elif verb in PUBLIC_AFTERWARDS:
        _bring_back_places(organization_id, by=by, now=now)
        _publish_drafts(organization_id, Editor(by, now), reason)
    return organization


def publish_organization(
    *, organization_id: int, revision: int | None = None, by: int | None, now: datetime, reason: str = ""
) -> Organization:
    """An official approves what was handed in, and the places that waited for it become public."""
    return move_organization(
        organization_id=organization_id, verb="publish", revision=revision, reason=reason, by=by, now=now
    )


def enter_organization(*, organization_id: int, by: int | None, now: datetime, reason: str = "") -> Organization:
    """Make public without approval what an official, an official list or a seed has written."""
    return move_organization(organization_id=organization_id, verb="enter", reason=reason, by=by, now=now)


@transaction.atomic
def repoint_organization(*, from_id: int, to_id: int, by: int | None, now: datetime) -> int:
    """All places of one organisation become the other's and are found by its name.

    What is public stays so; what waited for the approval of its organisation is suspended for itself, since that
    approval never came, and the other's must not be taken for it.
    """
    places = list(_locked(from_id))
    for place in places:
        status = Place.Status.SUSPENDED if place.status == Place.Status.DRAFT else place.status
        columns = {"organization_id": to_id, "status": status, "suspended_with_organization": ""}
        Place.objects.filter(pk=place.pk).update(**columns, revision=place.revision + 1, updated=now)
        before = {"organization": from_id, "status": place.status}
        detail = {"before": before, "after": {"organization": to_id, "status": status}}
        record_act(by=by, verb="repoint_place", on=place, now=now, detail=detail)
    index_places([place.pk for place in places], now=now)
    return len(places)


def _suspend_places(organization_id: int, *, by: int | None, now: datetime) -> None:
    """What was public or waiting remembers that; what was closed or suspended for itself stays as it is."""
    for place in _locked(organization_id).filter(status__in=[Place.Status.PUBLISHED, Place.Status.DRAFT]):
        _store(place, Place.Status.SUSPENDED, place.status, "suspend_place", by=by, now=now)


def _bring_back_places(organization_id: int, *, by: int | None, now: datetime) -> None:
    found = list(_locked(organization_id).exclude(suspended_with_organization=""))
    for place in found:
        _store(place, place.suspended_with_organization, "", "restore_place", by=by, now=now)
    index_places([place.pk for place in found], now=now)


def _store(place: Place, status: str, remembered: str, verb: str, *, by: int | None, now: datetime) -> None:
    """Without a mark of an editor's hand: the entry itself says what it said before."""
    columns = {"status": status, "suspended_with_organization": remembered}
    Place.objects.filter(pk=place.pk).update(**columns, revision=place.revision + 1, updated=now)
    detail = {"before": {"status": place.status}, "after": {"status": status}, "with_organization": True}
    record_act(by=by, verb=verb, on=place, now=now, detail=detail)


def _publish_drafts(organization_id: int, editor: Editor, reason: str) -> None:
    for place in _locked(organization_id).filter(status=Place.Status.DRAFT):
        store_columns(place, "publish_place", {"status": Place.Status.PUBLISHED}, editor, reason=reason)


def _locked(organization_id: int) -> Any:
    places = Place.objects.select_for_update(of=("self",)).filter(organization_id=organization_id)
    return places.order_by("id")


def index_places_of(organization_ids: list[int], *, now: datetime) -> int:
    """Bring the search words of the organisations' places up to date, in the caller's transaction."""
    places = Place.objects.filter(organization_id__in=organization_ids).order_by("id")
    return index_places(list(places.values_list("id", flat=True)), now=now)
