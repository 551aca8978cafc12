"""What a record of a government file means for a place: columns and hours, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.places import schedule
from organizations.places.choices import LocationSource
from organizations.places.hours_text import schedule_from_columns, schedule_from_note
from organizations.places.models import PlaceType
from organizations.towns import table as towns

FALLBACK_TYPE = "public-facility"
LANGUAGE_COLUMNS = ("name_en",)
HOLIDAY = 7


@dataclass(frozen=True)
class Values:
    """Columns of a row and, for a place, its weekly hours as plain lists (JSON-ready)."""

    columns: dict[str, Any]
    hours: list[dict[str, Any]] = field(default_factory=list)


def _lines(*parts: str) -> str:
    return "\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def place_values(record: PlaceRecord, types: Mapping[str, PlaceType]) -> Values:
    """The place a record describes; unknown type hints become public facilities."""
    place_type = types.get(record.type_hint) or types[FALLBACK_TYPE]
    plan = _schedule(record)
    return Values(
        columns={
            "type_id": place_type.pk,
            "name_ja": record.name[:200],
            "name_en": record.name_en[:200],
            "kana": record.kana[:200],
            "description_ja": _lines(record.description, record.accessibility, record.note, record.capacity_note)[
                :5000
            ],
            "access_ja": _lines(record.access, record.placement, record.parking)[:500].replace("\n", " / "),
            "hours_note_ja": _hours_note(record),
            "contact_note": _lines(record.organization_name, record.contact_note)[:300].replace("\n", " / "),
            "phone": record.phone[:30],
            "extension": record.extension[:10],
            "email": record.email[:254],
            "form_url": record.form_url[:500],
            "url": record.url[:500],
            "hazards": list(record.hazards),
            "capacity": record.capacity,
            "hours_known": str(plan.known),
            "holiday_treatment": str(plan.holidays),
            "closed_at_year_end": plan.closed_at_year_end,
            **_address(record),
        },
        hours=_rows(plan),
    )


def _hours_note(record: PlaceRecord) -> str:
    """What the file says of the hours, word for word: it stays readable beside what was understood."""
    span = "～".join(part for part in (record.opens, record.closes) if part)
    return " ".join(part for part in (record.days, span, record.hours_note) if part)[:500].replace("\n", " ")


def _schedule(record: PlaceRecord) -> schedule.Schedule:
    if record.days or record.opens:
        found = schedule_from_columns(record.days, record.opens, record.closes, record.hours_note)
    else:
        found = schedule_from_note(record.hours_note) if record.hours_note else None
    return found or schedule.Schedule(known=schedule.Known.UNKNOWN)


def _rows(plan: schedule.Schedule) -> list[dict[str, Any]]:
    weekly = [
        {
            "weekday": row.weekday,
            "weeks": sorted(row.weeks),
            "opens": row.opens,
            "closes": row.closes,
            "last_reception": row.last_reception,
        }
        for row in plan.weekly
    ]
    holidays: list[dict[str, Any]] = [
        {"weekday": HOLIDAY, "weeks": [], "opens": opens, "closes": closes, "last_reception": None}
        for opens, closes in plan.holiday_hours
    ]
    return weekly + holidays


def _address(record: PlaceRecord) -> dict[str, Any]:
    code = record.municipality_code or towns.municipality_code_in(record.address)
    named = record.town + record.block
    town = towns.town(code, record.town_code) or towns.find_town(code, named or record.address)
    latitude, longitude, source = record.latitude, record.longitude, LocationSource.GIVEN
    if latitude is None or longitude is None:
        latitude, longitude, source = None, None, LocationSource.NONE
        if town:
            latitude, longitude, source = town.latitude, town.longitude, LocationSource.TOWN
    return {
        "postal_code": record.postal_code,
        "municipality_code": code,
        "town_code": town.town_code if town else record.town_code,
        "prefecture": (record.prefecture or towns.prefecture_of(code))[:10],
        "municipality": (record.municipality or towns.municipality_name(code))[:40],
        "town": (record.town or (town.name if town else ""))[:100],
        "block": record.block[:100],
        "building": record.building[:120],
        "latitude": latitude,
        "longitude": longitude,
        "location_source": source.value,
    }


def organization_values(record: OrganizationRecord) -> Values:
    """The organisation a record describes."""
    return Values(
        columns={
            "kind": record.kind or "npo",
            "legal_name": record.name[:200],
            "legal_kana": record.kana[:200],
            "name_ja": record.name[:200],
            "name_en": record.name_en[:200],
            "description_ja": _lines(record.description, record.note)[:5000],
            "corporate_number": record.corporate_number or None,
            "fields_of_activity": list(record.fields_of_activity),
            "municipality_code": record.municipality_code or towns.municipality_code_in(record.address),
            "address": record.address[:300],
            "postal_code": record.postal_code,
            "phone": record.phone[:30],
            "extension": record.extension[:10],
            "email": record.email[:254],
            "form_url": record.form_url[:500],
            "url": record.url[:500],
            "founded": record.founded or None,
        }
    )
