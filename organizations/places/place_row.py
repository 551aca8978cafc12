"""One place and all that hangs on it, read at one go: the statement is put together once for each language."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import connection

from organizations.places.models import Place
from portal.shared.languages import BY_CODE, SOURCE_CODE

TEXTS = ("name", "summary", "description", "access", "hours_note")
LARGEST_ID = 2**63 - 1
_PLAIN = (
    "id", "uid", "status", "kana", "address_visibility", "postal_code", "municipality_code", "town_code", "prefecture",
    "municipality", "town", "block", "building", "floor", "location_source", "phone", "extension", "email", "form_url",
    "url", "contact_note", "facts", "audiences", "fields_of_activity", "hazards", "capacity", "hours_known",
    "holiday_treatment", "closed_at_year_end", "confirmed", "updated", "public_latitude", "public_longitude",
    "organization_id",
)  # fmt: skip
_SQL = """
SELECT {columns},
  (SELECT json_agg(json_build_array(h.weekday, h.weeks, h.opens, h.closes, h.last_reception) ORDER BY h.id)
   FROM organizations_openinghours h WHERE h.place_id = p.id),
  (SELECT json_agg(json_build_array(e.id, e.first, e.last, e.opens, e.closes, e.note) ORDER BY e.first, e.id)
   FROM organizations_openingexception e WHERE e.place_id = p.id AND e.last >= %s),
  (SELECT json_agg(json_build_array(s.language, s.weekdays, s.weeks, s.starts, s.ends, s.mode, s.needs_booking)
          ORDER BY s.id)
   FROM organizations_languageservice s WHERE s.place_id = p.id)
FROM organizations_place p
JOIN organizations_placetype type ON type.id = p.type_id
LEFT JOIN organizations_organization organization ON organization.id = p.organization_id
WHERE p.id = %s AND p.status = %s
"""


class PlaceRow(NamedTuple):
    """The columns by name (`type__…` and `organization__…` for what is joined), and the child rows."""

    columns: dict[str, Any]
    hours: list[Any]
    exceptions: list[Any]
    services: list[Any]


def read_place(place_id: int, language: str, since: date) -> PlaceRow | None:
    """A published place with the texts of this reader and its fallbacks; exceptions that end before `since` are left."""
    if place_id > LARGEST_ID:
        return None
    names, statement = _statement(language)
    with connection.cursor() as cursor:
        cursor.execute(statement, (since, place_id, Place.Status.PUBLISHED.value))
        values = cursor.fetchone()
    if values is None:
        return None
    hours, exceptions, services = values[-3:]
    return PlaceRow(
        dict(zip(names, values, strict=False)),
        [_rows(("weekday", "weeks", "opens", "closes", "last_reception"), one) for one in hours or ()],
        [_exception(one) for one in exceptions or ()],
        [
            _rows(("language", "weekdays", "weeks", "starts", "ends", "mode", "needs_booking"), one)
            for one in services or ()
        ],
    )


@lru_cache(maxsize=16)
def _statement(language: str) -> tuple[tuple[str, ...], str]:
    suffixes = sorted({code.replace("-", "_") for code in BY_CODE[language].chain} | {SOURCE_CODE})
    texts = [f"{name}_{suffix}" for name in TEXTS for suffix in suffixes]
    pairs = [(name, f"p.{name}") for name in (*_PLAIN, *texts)]
    pairs.append(("translation_state", "p.translation_state::json"))
    pairs += [("type__icon", "type.icon"), ("type__slug", "type.slug"), ("organization__status", "organization.status")]
    for table in ("type", "organization"):
        pairs += [(f"{table}__name_{suffix}", f"{table}.name_{suffix}") for suffix in suffixes]
    names = tuple(name for name, _column in pairs)
    return names, _SQL.format(columns=", ".join(column for _name, column in pairs))


def _rows(names: tuple[str, ...], values: list[Any]) -> SimpleNamespace:
    return SimpleNamespace(**dict(zip(names, values, strict=True)))


def _exception(values: list[Any]) -> SimpleNamespace:
    row = _rows(("id", "first", "last", "opens", "closes", "note"), values)
    row.first, row.last = date.fromisoformat(row.first), date.fromisoformat(row.last)
    return row
