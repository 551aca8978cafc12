"""Fills a bench database with a ward of any size: `python -m bench.seed <places> <volunteers>`, its facts as JSON.

The demo's content in bulk, derived columns by the portal's own writer. Run with DATABASE_URL and
DJANGO_SETTINGS_MODULE set by the bench.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

django.setup()

from bench.models import CREATE  # noqa: E402
from bench.seed_indicators import facts_of_indicators, fill_indicators  # noqa: E402
from bench.seed_volunteers import facts_of_volunteers, fill_volunteers  # noqa: E402
from organizations.directory.models import Organization  # noqa: E402
from organizations.places.indexing import index_places  # noqa: E402
from organizations.places.models import LanguageService, OpeningHours, Place, PlaceType  # noqa: E402
from organizations.towns import table as towns  # noqa: E402
from portal.demo import content  # noqa: E402
from portal.shared.models import Ward  # noqa: E402
from portal.shared.versions import content_changed  # noqa: E402
from portal.shared.words import kana_key  # noqa: E402

PLACES_IN_SCALE = 200
HOLIDAY = 7
CHUNK = 1000


def main() -> None:
    """Two arguments: how many places, how many volunteers."""
    facts = seed(int(sys.argv[1]), int(sys.argv[2]), now=timezone.now())
    print(json.dumps(facts))


def seed(size: int, volunteers: int, *, now: datetime) -> dict[str, Any]:
    """Migrate, fill, index, vacuum."""
    fill(*content.make_content(scale=-(-size // PLACES_IN_SCALE), seed=1), size=size, now=now)
    fill_volunteers(volunteers, now=now)
    fill_indicators(now=now)
    settle()
    return {**facts_of(), **facts_of_volunteers(), **facts_of_indicators()}


def fill(
    organization_specs: Sequence[content.OrganizationSpec],
    place_specs: Sequence[content.PlaceSpec],
    *,
    size: int,
    now: datetime,
) -> None:
    """An empty database becomes a ward with at most so many places."""
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    _make_ward()
    organizations = _make_organizations(organization_specs)
    places = _make_places(place_specs[:size], organizations, now)
    index_places([place.pk for place in places], now=now)
    content_changed()


def settle() -> None:
    """As the server would be after an hour of its own: statistics, visibility, everything on disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def facts_of() -> dict[str, Any]:
    """Ids that the rows of the bench ask for, spread over the table."""
    ids = list(Place.objects.published().order_by("id").values_list("id", flat=True))
    organizations = list(Organization.objects.published().order_by("id").values_list("id", flat=True))
    return {
        "places": len(ids),
        "place_ids": _spread(ids),
        "organization_ids": _spread(organizations),
    }


def _spread(ids: Sequence[int], count: int = 40) -> list[int]:
    return list(ids[:: max(1, len(ids) // count)])[:count]


def _make_ward() -> None:
    outline = json.loads(Path(content.DATA / "outline_13104.json").read_text(encoding="utf-8"))
    Ward.objects.update_or_create(
        pk=1,
        defaults={
            "municipality_code": content.MUNICIPALITY,
            "phone": "03-0000-1111",
            "outline": outline["geometry"],
        },
    )


def _columns(texts: dict[str, dict[str, str]]) -> dict[str, str]:
    return {f"{name}_{column}": text for name, forms in texts.items() for column, text in forms.items()}


def _make_organizations(specs: Sequence[content.OrganizationSpec]) -> dict[str, Organization]:
    rows = [
        Organization(
            kind=spec.kind,
            status=Organization.Status.PUBLISHED,
            legal_name=spec.texts["name"]["ja"],
            sort_key=kana_key(spec.texts["name"]["ja"]),
            fields_of_activity=spec.fields_of_activity,
            audiences=spec.audiences,
            languages=spec.languages,
            municipality_code=content.MUNICIPALITY,
            phone=spec.phone,
            email=spec.email,
            **_columns(spec.texts),
        )
        for spec in specs
    ]
    made = Organization.objects.bulk_create(rows, batch_size=CHUNK)
    return {spec.key: row for spec, row in zip(specs, made, strict=True)}


def _make_places(
    specs: Sequence[content.PlaceSpec], organizations: dict[str, Organization], now: datetime
) -> list[Place]:
    types = {one.slug: one for one in PlaceType.objects.all()}
    rows = [_place(spec, organizations[spec.organization_key], types[spec.type_slug], now) for spec in specs]
    made = list(Place.objects.bulk_create(rows, batch_size=CHUNK))
    pairs = list(zip(made, specs, strict=True))
    hours = [row for place, spec in pairs for row in _hours(place, spec.pattern)]
    spoken = [LanguageService(place=place, **row) for place, spec in pairs for row in spec.languages]
    OpeningHours.objects.bulk_create(hours, batch_size=CHUNK)
    LanguageService.objects.bulk_create(spoken, batch_size=CHUNK)
    return made


def _place(spec: content.PlaceSpec, organization: Organization, type_: PlaceType, now: datetime) -> Place:
    days = spec.confirmed_days_ago
    return Place(
        organization=organization,
        type=type_,
        address_visibility=spec.visibility,
        municipality_code=content.MUNICIPALITY,
        municipality=towns.municipality_name(content.MUNICIPALITY),
        prefecture=towns.prefecture_of(content.MUNICIPALITY),
        town_code=spec.town.town_code,
        town=spec.town.name,
        block=spec.block,
        latitude=spec.latitude,
        longitude=spec.longitude,
        location_source="given",
        phone=spec.phone,
        facts=spec.facts,
        audiences=spec.audiences,
        fields_of_activity=spec.fields_of_activity,
        hazards=spec.hazards,
        capacity=spec.capacity,
        hours_known=spec.pattern.known,
        holiday_treatment=spec.pattern.holidays,
        closed_at_year_end=spec.pattern.closed_at_year_end,
        confirmed=None if days is None else (now - timedelta(days=days)).date(),
        **_columns(spec.texts),
    )


def _hours(place: Place, pattern: content.HoursPattern) -> list[OpeningHours]:
    before = pattern.last_reception_before
    rows = [
        OpeningHours(
            place=place,
            weekday=day,
            opens=opens,
            closes=closes,
            weeks=list(weeks),
            last_reception=closes - before if before else None,
        )
        for day, opens, closes, weeks in pattern.weekly
    ]
    holidays = [
        OpeningHours(place=place, weekday=HOLIDAY, opens=opens, closes=closes)
        for opens, closes in pattern.holiday_hours
    ]
    return rows + holidays


if __name__ == "__main__":
    main()
