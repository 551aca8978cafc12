"""The first rows of a file as they would be stored, in words an official can compare with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from organizations.directory.models import Organization
from organizations.interchange.faults import RowError
from organizations.interchange.place_values import Values, organization_values, place_values, types_by_word
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.places.choices import HoursKnown, LocationSource
from organizations.places.models import PlaceType
from organizations.places.wording import comma, span_words, weekday_names, weeks_words

SHOWN_ROWS = 20
HOLIDAY = 7


def places_shown(reading: Iterable[PlaceRecord | RowError]) -> list[dict[str, Any]]:
    """Name, type, address, where the position comes from, hours and telephone of the first places."""
    found = list(PlaceType.objects.all())
    types, names = types_by_word(found), {one.pk: str(one.name) for one in found}
    return [_place(record.line, place_values(record, types), names) for record in _first(reading)]


def organizations_shown(reading: Iterable[OrganizationRecord | RowError]) -> list[dict[str, Any]]:
    """Name, kind, corporate number, address and telephone of the first organisations."""
    return [_organization(record.line, organization_values(record)) for record in _first(reading)]


def _first(reading: Iterable[Any]) -> Iterator[Any]:
    return islice((item for item in reading if not isinstance(item, RowError)), SHOWN_ROWS)


def _place(line: int, values: Values, types: dict[int, str]) -> dict[str, Any]:
    columns = values.columns
    street = "".join(columns[name] for name in ("prefecture", "municipality", "town", "block"))
    return {
        "line": line,
        "name": columns["name_ja"],
        "kana": columns["kana"],
        "kind": types.get(columns["type_id"], ""),
        "address": f"{street} {columns['building']}".strip(),
        "position": str(LocationSource(columns["location_source"]).label),
        "hours": hours_words(columns["hours_known"], values.hours),
        "phone": columns["phone"],
    }


def _organization(line: int, values: Values) -> dict[str, Any]:
    columns = values.columns
    return {
        "line": line,
        "name": columns["name_ja"],
        "kana": columns["legal_kana"],
        "kind": str(Organization.Kind(columns["kind"]).label),
        "number": columns["corporate_number"] or "",
        "address": columns["address"],
        "phone": columns["phone"],
    }


def hours_words(known: str, rows: list[dict[str, Any]]) -> str:
    """Weekdays with the same hours together: "Mon, Tue 9:00–17:00"."""
    weekly = [row for row in rows if row["weekday"] != HOLIDAY]
    if not weekly:
        return str(HoursKnown(known).label)
    names = weekday_names()
    days: dict[str, list[str]] = {}
    for row in weekly:
        span = span_words(row["opens"], row["closes"], row["last_reception"])
        weeks = weeks_words(row["weeks"])
        days.setdefault(span, []).append(f"{weeks} {names[row['weekday']]}".strip())
    return " / ".join(f"{comma().join(dict.fromkeys(found))} {span}" for span, found in days.items())
