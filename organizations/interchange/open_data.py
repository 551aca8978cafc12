"""The files themselves, as streams: what a request asks for, out of the database in the form it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from organizations.interchange.layout_files import layouts
from organizations.interchange.open_data_requests import (
    LICENCE_URLS,
    ORGANIZATION_LAYOUT,
    PLACE_LAYOUT,
    FileRequest,
)
from organizations.interchange.public_columns import (
    JOINS,
    organization_columns,
    own_organization_columns,
    own_place_columns,
    place_columns,
    place_properties,
)
from organizations.interchange.streaming import csv_blocks, json_blocks
from organizations.resource_map.search import conditions
from portal.shared.models import Ward

_FEATURE = (
    '\'{"type":"Feature","id":\' || x.id || \',"geometry":\' || CASE WHEN x.latitude IS NULL THEN \'null\' ELSE'
    " '{\"type\":\"Point\",\"coordinates\":[' || x.longitude || ',' || x.latitude || ']}' END"
    " || ',\"properties\":' || row_to_json(x)::text || '}'"
)

MEDIA_TYPES = {
    "places.json": "application/json; charset=utf-8",
    "places.geojson": "application/geo+json; charset=utf-8",
}


def blocks(asked: FileRequest, ward: Ward, *, updated: datetime | None, now: datetime) -> Iterator[bytes]:
    """The file in pieces of about 128 KB."""
    return _MAKERS[asked.kind](asked, ward, updated, now)


def media_type(asked: FileRequest) -> str:
    """The file's Content-Type; for CSV with the encoding's registered name."""
    return csv_media_type(asked.encoding) if asked.kind.endswith(".csv") else MEDIA_TYPES[asked.kind]


def csv_media_type(encoding: str) -> str:
    """CSV with a heading, in one of the two encodings."""
    return f"text/csv; charset={'utf-8' if encoding == 'utf-8' else 'Shift_JIS'}; header=present"


def _source(asked: FileRequest, ward: Ward, now: datetime) -> tuple[str, dict[str, Any]]:
    where = conditions(replace(asked.query, after=None), now=now)
    names = {f"w{number}": value for number, value in enumerate(where.params)}
    condition = where.sql % tuple(f"%({name})s" for name in names)
    return f"FROM organizations_place p {JOINS} WHERE {condition} ORDER BY p.id", _params(asked, ward) | names


def _params(asked: FileRequest, ward: Ward) -> dict[str, Any]:
    return {
        "publisher_code": ward.municipality_code,
        "publisher_name": ward.prefecture + ward.name_ja,
        "pages": f"{asked.root}{asked.language_path}/places/",
        "organization_pages": f"{asked.root}{asked.language_path}/organizations/",
    }


def _places_csv(asked: FileRequest, ward: Ward, updated: datetime | None, now: datetime) -> Iterator[bytes]:
    source, params = _source(asked, ward, now)
    columns = place_columns(layouts()[asked.layout])
    if asked.layout == PLACE_LAYOUT:
        columns += own_place_columns(asked.language)
    return csv_blocks(columns, source, params, encoding=asked.encoding)


def _organizations_csv(asked: FileRequest, ward: Ward, updated: datetime | None, now: datetime) -> Iterator[bytes]:
    columns = organization_columns(layouts()[asked.layout])
    if asked.layout == ORGANIZATION_LAYOUT:
        columns += own_organization_columns(asked.language)
    source = "FROM organizations_organization o WHERE o.status = 'published' ORDER BY o.id"
    return csv_blocks(columns, source, _params(asked, ward), encoding=asked.encoding)


def about(ward: Ward, updated: datetime | None) -> dict[str, Any]:
    """Whose data this is, under which licence, how new."""
    return {
        "publisher": ward.prefecture + ward.name_ja,
        "licence": ward.open_data_licence,
        "licence_url": LICENCE_URLS.get(ward.open_data_licence),
        "updated": updated.isoformat(timespec="seconds") if updated else None,
    }


def _places_json(asked: FileRequest, ward: Ward, updated: datetime | None, now: datetime) -> Iterator[bytes]:
    head = json.dumps({**about(ward, updated), "language": asked.language}, ensure_ascii=False)
    return _json(asked, ward, now, head[:-1] + ',"places":[\n', "\n]}\n", "row_to_json(x)")


def _places_geojson(asked: FileRequest, ward: Ward, updated: datetime | None, now: datetime) -> Iterator[bytes]:
    known = {"type": "FeatureCollection", **about(ward, updated), "language": asked.language}
    head = json.dumps(known, ensure_ascii=False)
    return _json(asked, ward, now, head[:-1] + ',"features":[\n', "\n]}\n", _FEATURE)


def _json(asked: FileRequest, ward: Ward, now: datetime, head: str, tail: str, row: str) -> Iterator[bytes]:
    source, params = _source(asked, ward, now)
    return json_blocks(place_properties(asked.language), source, params, head=head, tail=tail, row=row)


_MAKERS: dict[str, Callable[[FileRequest, Ward, datetime | None, datetime], Iterator[bytes]]] = {
    "places.csv": _places_csv,
    "places.json": _places_json,
    "places.geojson": _places_geojson,
    "organizations.csv": _organizations_csv,
}
