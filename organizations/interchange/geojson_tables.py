"""Entries of a GeoJSON collection of points under the property names of a recognised layout."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from organizations.interchange.decoding import Text
from organizations.interchange.faults import RowError, UnusableFile
from organizations.interchange.garbling import REPLACEMENT, garbled
from organizations.interchange.headers import Match, best_match
from organizations.interchange.layout_files import Layout
from organizations.interchange.rows import MOST_COLUMNS, MOST_ROWS, Row

MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class GeoJsonTable:
    """A parsed collection; lines are running numbers from 1. `match` is None if it has no entries."""

    features: list[Any]
    fields: Mapping[str, str]
    match: Match | None
    header: int = 0

    def rows(self) -> Iterator[Row]:
        for number, feature in enumerate(self.features, 1):
            properties = feature.get("properties") if isinstance(feature, dict) else None
            position = _position(feature.get("geometry")) if isinstance(feature, dict) else None
            if not isinstance(properties, dict) or position is None:
                yield Row(number, {}, RowError(number, "", "not_an_entry"))
                continue
            named = {self.fields[key]: _plain(value) for key, value in properties.items() if key in self.fields}
            yield Row(number, {**named, **position})


def refuse_large_json(size: int) -> None:
    """JSON is parsed whole and takes many times its size in memory, so its limit is lower: 16 MB."""
    if size > MOST_BYTES:
        raise UnusableFile("json_too_large", size=f"{size:,}", limit=f"{MOST_BYTES:,}")


def geojson_table(text: Text, layouts: tuple[Layout, ...]) -> GeoJsonTable | None:
    """Parse a GeoJSON file; None if its properties belong to no layout."""
    features = _features(text.whole())
    if not features:
        return GeoJsonTable([], {}, None)
    keys = _keys(features)
    found = best_match([keys], layouts)
    if found is None:
        return None
    _refuse_garbled(features)
    match = found[1]
    return GeoJsonTable(features, {keys[at]: column.field for at, column in match.columns.items()}, match)


def _features(text: str) -> list[Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnusableFile("broken_json", line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise UnusableFile("broken_json", line=1) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise UnusableFile("not_geojson")
    if len(features) > MOST_ROWS:
        raise UnusableFile("too_many_rows", limit=f"{MOST_ROWS:,}")
    return features


def _keys(features: list[Any]) -> list[str]:
    keys: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        keys.update(dict.fromkeys(properties if isinstance(properties, dict) else ()))
        if len(keys) > MOST_COLUMNS:
            raise UnusableFile("too_many_columns", line=1, limit=MOST_COLUMNS)
    return list(keys)


def _refuse_garbled(features: list[Any]) -> None:
    """Escaped characters (\\u…) pass the check of the raw text, so the values are checked once more."""
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        text = "\n".join(map(_plain, properties.values())) if isinstance(properties, dict) else ""
        if REPLACEMENT in text:
            raise UnusableFile("replacement_character", line=number, value=REPLACEMENT)
        if found := garbled(text):
            raise UnusableFile("mojibake", line=number, value=found)


def _position(geometry: Any) -> dict[str, str] | None:
    """Latitude and longitude as text; empty without geometry; None if the geometry is not a point."""
    if geometry is None:
        return {}
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(coordinates, list) or len(coordinates) < 2 or geometry.get("type") != "Point":
        return None
    return {"longitude": _plain(coordinates[0]), "latitude": _plain(coordinates[1])}


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return ("1" if value else "") if isinstance(value, bool) else str(value)
