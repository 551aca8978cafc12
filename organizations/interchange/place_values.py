"""What a record of a government file means for a place: columns and hours, nothing guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from organizations.directory.models import Organization
from organizations.interchange.layout_files import heading_key
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.places import schedule
from organizations.places.choices import LocationSource
from organizations.places.hours_text import schedule_from_columns, schedule_from_note
from organizations.places.models import PlaceType
from organizations.places.week_notation import split_week
from organizations.towns import table as towns
from portal.shared.languages import SOURCE_CODE
from portal.shared.texts import text

FALLBACK_TYPE = "public-facility"
HOLIDAY = 7
LONGEST_FLOOR = 40
_FLOOR = re.compile(r"(?:地上|地下|B)?\d{1,2}(?:階|F)(?:[・、,~〜-](?:地上|地下|B)?\d{1,2}(?:階|F))*", re.IGNORECASE)


class Note(NamedTuple):
    """Something an official should look at: field of the layout, code of the sentence, value."""

    field: str
    code: str
    value: str


@dataclass(frozen=True)
class Values:
    """Columns of a row and, for a place, its weekly hours as plain lists (JSON-ready)."""

    columns: dict[str, Any]
    hours: list[dict[str, Any]] = field(default_factory=list)
    notes: tuple[Note, ...] = ()


def types_by_word(types: Iterable[PlaceType]) -> dict[str, PlaceType]:
    """Types by slug and by Japanese name, in every spelling, so that a type added here is known in files too."""
    found = list(types)
    names = {heading_key(text(one, "name", SOURCE_CODE).value): one for one in found}
    return names | {heading_key(one.slug): one for one in found}


def _lines(*parts: str) -> str:
    return "\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


def place_values(record: PlaceRecord, types: Mapping[str, PlaceType]) -> Values:
    """The place a record describes. types: by `types_by_word`; a type that nobody knows becomes a public facility."""
    stated = types.get(heading_key(record.stated_type)) if record.stated_type else None
    place_type = stated or types.get(heading_key(record.type_hint)) or types[heading_key(FALLBACK_TYPE)]
    plan = _schedule(record)
    floor = _floor(record.placement)
    address, notes = _address(record)
    if record.stated_type and not stated:
        notes = (*notes, Note("type", "type_unknown", record.stated_type))
    return Values(
        columns={
            "type_id": place_type.pk,
            "name_ja": record.name[:200],
            "name_en": record.name_en[:200],
            "kana": record.kana[:200],
            "description_ja": _lines(record.description, record.accessibility, record.note, record.capacity_note)[
                :5000
            ],
            "access_ja": _lines(record.access, "" if floor else record.placement, record.parking)[:500].replace(
                "\n", " / "
            ),
            "hours_note_ja": _hours_note(record, plan),
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
            "floor": floor,
            **address,
        },
        hours=_rows(plan),
        notes=notes,
    )


def _floor(placement: str) -> str:
    """The placement (設置位置) where it says a floor and nothing else."""
    plain = "".join(unicodedata.normalize("NFKC", placement).split())
    return placement if len(placement) <= LONGEST_FLOOR and _FLOOR.fullmatch(plain) else ""


def _hours_note(record: PlaceRecord, plan: schedule.Schedule) -> str:
    """What the file says of the hours, word for word, but for columns that were understood: the week shows them."""
    if plan.known is not schedule.Known.UNKNOWN:
        return split_week(record.hours_note)[1][:500].replace("\n", " ")
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


def _municipality_code(record: PlaceRecord) -> str:
    """The stated code, but for an address that surely names another municipality; then that one's, if we know it."""
    stated, named = record.municipality_code, towns.municipality_code_in(record.address)
    known = towns.municipality_name(stated)
    if not known or named:
        return stated if not known and stated else named
    foreign = record.prefecture and record.prefecture != towns.prefecture_of(stated)
    other = record.municipality.endswith(("市", "区")) and not record.municipality.endswith(known)
    return "" if foreign or other else stated


def _address(record: PlaceRecord) -> tuple[dict[str, Any], tuple[Note, ...]]:
    code = _municipality_code(record)
    outside = record.municipality_code and code != record.municipality_code
    given = "" if outside else record.town_code
    named = record.town + record.block
    town = towns.town(code, given) or towns.find_town(code, named or record.address)
    latitude, longitude, source = record.latitude, record.longitude, LocationSource.GIVEN
    if latitude is None or longitude is None:
        latitude, longitude, source = None, None, LocationSource.NONE
        if town:
            latitude, longitude, source = town.latitude, town.longitude, LocationSource.TOWN
    columns = {
        "postal_code": record.postal_code,
        "municipality_code": code,
        "town_code": town.town_code if town else given,
        "prefecture": (record.prefecture or towns.prefecture_of(code))[:10],
        "municipality": (record.municipality or towns.municipality_name(code))[:40],
        "town": (record.town or (town.name if town else ""))[:100],
        "block": record.block[:100],
        "building": record.building[:120],
        "latitude": latitude,
        "longitude": longitude,
        "location_source": source.value,
    }
    return columns, (Note("municipality_code", "town_outside", record.municipality),) if outside else ()


def organization_values(record: OrganizationRecord) -> Values:
    """The organisation a record describes; of a kind that nobody states or knows nothing is claimed."""
    unknown = record.stated_kind and not record.kind
    return Values(
        notes=(Note("kind", "kind_unknown", record.stated_kind),) if unknown else (),
        columns={
            "kind": record.kind or Organization.Kind.OTHER.value,
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
        },
    )
