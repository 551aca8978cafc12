"""Builds the demo ward through the services, so that the demo is also a test of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from organizations.directory.models import Organization
from organizations.directory.services import create_organization
from organizations.places import services
from organizations.places.indexing import index_together
from organizations.places.models import Place, PlaceType
from organizations.places.opening_plan import OpeningPlan, PlannedHours
from organizations.places.organization_services import enter_organization
from organizations.places.spoken import SpokenRow
from portal.demo.cast import make_cast
from portal.demo.content import DATA, MUNICIPALITY, HoursPattern, OrganizationSpec, PlaceSpec, make_content
from portal.demo.logos import add_logos
from portal.demo.waiting import add_waiting
from portal.shared.models import Ward
from portal.shared.versions import content_changed

HOLIDAY = 7
TELL_EVERY = 100
MOST_LOGOS = 12


@transaction.atomic
def seed_ward(*, scale: int, seed: int, now: datetime, tell: Callable[[str], None]) -> dict[str, int]:
    """The whole demo ward or, if interrupted, nothing; what is already there by name is left alone."""
    _make_ward()
    organization_specs, place_specs = make_content(scale=scale, seed=seed)
    organizations = {one.key: _organization(one, now) for one in organization_specs}
    add_logos(list(organizations.values())[:MOST_LOGOS], now=now)
    types = dict(PlaceType.objects.values_list("slug", "id"))
    present = set(Place.objects.values_list("name_ja", flat=True))
    missing = [one for one in place_specs if one.texts["name"]["ja"] not in present]
    with index_together(now=now):
        for number, spec in enumerate(missing, 1):
            _place(spec, organizations[spec.organization_key], types[spec.type_slug], now)
            if number % TELL_EVERY == 0:
                tell(f"  {number} of {len(missing)} places")
    people = make_cast(list(organizations.values()), now=now)
    add_waiting(now=now)
    content_changed()
    return {
        "organizations": len(organizations),
        "places": len(place_specs),
        "new places": len(missing),
        "people": people,
    }


def _make_ward() -> None:
    outline = json.loads((DATA / "outline_13104.json").read_text(encoding="utf-8"))
    Ward.objects.get_or_create(
        pk=1,
        defaults={
            "name_ja": "つなぐ区",
            "name_en": "Tsunagu City",
            "municipality_code": MUNICIPALITY,
            "phone": "03-0000-1111",
            "outline": outline.get("geometry", outline),
        },
    )


def _columns(texts: dict[str, dict[str, str]]) -> dict[str, str]:
    return {f"{name}_{column}": text for name, forms in texts.items() for column, text in forms.items()}


def _organization(spec: OrganizationSpec, now: datetime) -> Organization:
    found = Organization.objects.filter(name_ja=spec.texts["name"]["ja"]).first()
    if found:
        return found
    made = create_organization(
        texts=_columns(spec.texts),
        columns={
            "kind": spec.kind,
            "legal_name": spec.texts["name"]["ja"],
            "fields_of_activity": spec.fields_of_activity,
            "audiences": spec.audiences,
            "languages": spec.languages,
            "municipality_code": MUNICIPALITY,
            "phone": spec.phone,
            "email": spec.email,
            "founded": date(spec.founded_year, 4, 1),
        },
        by=None,
        now=now,
    )
    enter_organization(organization_id=made.pk, by=None, now=now, reason="demo")
    made.refresh_from_db()
    return made


def _place(spec: PlaceSpec, organization: Organization, type_id: int, now: datetime) -> None:
    seen = now - timedelta(days=spec.confirmed_days_ago if spec.confirmed_days_ago is not None else 400)
    place = services.create_place(
        organization_id=organization.pk,
        type_id=type_id,
        texts=_columns(spec.texts),
        kana="",
        address=_address(spec),
        by=None,
        now=seen,
    )
    common: dict[str, Any] = {"place_id": place.pk, "by": None, "now": seen}
    revision = services.update_place_contact(revision=place.revision, contact={"phone": spec.phone}, **common)
    revision = services.update_place_facts(revision=revision, facts=_facts(spec), **common)
    revision = services.replace_opening_hours(revision=revision, plan=_plan(spec.pattern), **common)
    rows = [_spoken(row) for row in spec.languages]
    services.replace_language_services(revision=revision, rows=rows, **common)


def _address(spec: PlaceSpec) -> dict[str, Any]:
    return {
        "address_visibility": spec.visibility,
        "postal_code": spec.town.postal_code,
        "municipality_code": MUNICIPALITY,
        "town": spec.town.name,
        "block": spec.block,
        "latitude": spec.latitude,
        "longitude": spec.longitude,
    }


def _facts(spec: PlaceSpec) -> dict[str, Any]:
    return {
        "facts": spec.facts,
        "audiences": spec.audiences,
        "fields_of_activity": spec.fields_of_activity,
        "hazards": spec.hazards,
        "capacity": spec.capacity,
    }


def _plan(pattern: HoursPattern) -> OpeningPlan:
    before = pattern.last_reception_before
    weekly = tuple(
        PlannedHours(day, opens, closes, frozenset(weeks), closes - before if before else None)
        for day, opens, closes, weeks in pattern.weekly
    )
    holidays = tuple(PlannedHours(HOLIDAY, opens, closes) for opens, closes in pattern.holiday_hours)
    return OpeningPlan(
        known=pattern.known,
        hours=weekly + holidays,
        holidays=pattern.holidays,
        closed_at_year_end=pattern.closed_at_year_end,
    )


def _spoken(row: dict[str, Any]) -> SpokenRow:
    return SpokenRow(
        language=row["language"],
        weekdays=frozenset(row["weekdays"]),
        starts=row.get("starts"),
        ends=row.get("ends"),
        mode=row["mode"],
        needs_booking=row["needs_booking"],
    )
