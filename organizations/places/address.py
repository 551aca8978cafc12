"""Completes an address: names and codes from the town table, and a position that fits it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from organizations.places import sentences
from organizations.places.choices import AddressVisibility, LocationSource
from organizations.places.models import Place
from organizations.places.position import in_japan, near_municipality
from organizations.towns import table as towns

_POSTAL_SIGNS = re.compile(r"[\s\-‐‑‒–—―−ー〒]+")
_TOKYO_WARD = re.compile("131(?:0[1-9]|1[0-9]|2[0-3])")
_WARD_POSTAL_STARTS = frozenset({"10", "11", "12", "13", "14", "15", "16", "17"})
_SEEN_BY = ("address_visibility", "municipality_code", "town")


def located(columns: Mapping[str, Any], place: Place | None) -> dict[str, Any]:
    """The columns with municipality, town code and position filled in; `place` is what stands now, None for a new one.

    What the town table does not know (a place beyond the wards) stays as it stands until somebody writes another.
    ValidationError when the coordinates are half there, abroad or far from the municipality.
    """
    values = dict(columns)
    code = _value(values, place, "municipality_code")
    same_municipality = place is not None and code == place.municipality_code
    if "municipality_code" in values and (towns.municipality_name(code) or not same_municipality):
        values["municipality"] = towns.municipality_name(code)
        values["prefecture"] = towns.prefecture_of(code)
    same_town = place is not None and same_municipality and _value(values, place, "town") == place.town
    if {"town", "municipality_code", "address_visibility"} & values.keys():
        values.update(_town(values, place, code, same_town))
    if values.keys() & {"latitude", "longitude", "town_code"}:
        values.update(_position(values, place, code, same_town))
    return values


def postal_digits(text: str) -> str | None:
    """The seven digits of a postal code in any width, "" for nothing, None for what is none."""
    digits = _POSTAL_SIGNS.sub("", unicodedata.normalize("NFKC", text))
    return digits if re.fullmatch(r"(?:[0-9]{7})?", digits) else None


def address_remarks(values: Mapping[str, Any]) -> list[str]:
    """What may be a slip in an address that was stored: a postal code of elsewhere, a town that no table knows."""
    code, postal = values["municipality_code"], values["postal_code"]
    found = []
    if postal and postal[:2] not in _WARD_POSTAL_STARTS and _TOKYO_WARD.match(code):
        found.append(sentences.postal_remark(towns.municipality_name(code)))
    if values["address_visibility"] == AddressVisibility.NEVER:
        return found
    if towns.towns_of(code) and towns.find_town(code, values["town"]) is None:
        on_map = values["address_visibility"] == AddressVisibility.PUBLIC and values["latitude"] is not None
        found.append(sentences.town_remark(on_map=on_map))
    return found


def check_on_map(columns: Mapping[str, Any], place: Place) -> None:
    """ValidationError for a mistyped town that would take the place off the map without a word."""
    visibility, code, name = (_value(columns, place, key) for key in _SEEN_BY)
    if visibility == AddressVisibility.NEVER or not name or not towns.towns_of(code):
        return
    if visibility == AddressVisibility.TOWN:
        lost = towns.town(code, _value(columns, place, "town_code")) is None
    else:
        lost = columns.get("latitude", place.latitude) is None
    if lost:
        raise ValidationError({"town": sentences.town_problem(visibility)})


def _town(values: Mapping[str, Any], place: Place | None, code: str, same: bool) -> dict[str, str]:
    text = _value(values, place, "town")
    town = towns.find_town(code, text)
    if town is not None:
        return {"town_code": town.town_code, "town": town.name}
    kept = place.town_code if place is not None and same else ""
    return {"town_code": kept, "town": _without_block(text, values, place)}


def _without_block(town: str, values: Mapping[str, Any], place: Place | None) -> str:
    """A town the table does not know may have its block written behind it, which a hidden address must not show."""
    if _value(values, place, "address_visibility") == AddressVisibility.PUBLIC:
        return town
    return re.split(r"[0-9０-９]", town, maxsplit=1)[0].strip()


def _value(values: Mapping[str, Any], place: Place | None, name: str) -> str:
    return str(values.get(name, getattr(place, name, "")) or "")


def _position(values: Mapping[str, Any], place: Place | None, code: str, same_town: bool) -> dict[str, Any]:
    given = _given(values, place)
    if given == (None, None):
        town = towns.town(code, _value(values, place, "town_code"))
        if town is None and place is not None and same_town and place.location_source == LocationSource.TOWN:
            return {"latitude": place.latitude, "longitude": place.longitude, "location_source": place.location_source}
        if town is None:
            return {"latitude": None, "longitude": None, "location_source": LocationSource.NONE.value}
        return {
            "latitude": town.latitude,
            "longitude": town.longitude,
            "location_source": LocationSource.TOWN.value,
        }
    latitude, longitude = given
    _check(latitude, longitude, code)
    moved = place is None or (place.latitude, place.longitude) != given
    source = LocationSource.STAFF.value if moved or place is None else place.location_source
    return {"latitude": latitude, "longitude": longitude, "location_source": source}


def _given(values: Mapping[str, Any], place: Place | None) -> tuple[float | None, float | None]:
    """What the editor wrote; else what stands, unless that was only a town's centre."""
    if "latitude" in values or "longitude" in values:
        return values.get("latitude"), values.get("longitude")
    if place is None or place.location_source == LocationSource.TOWN:
        return None, None
    return place.latitude, place.longitude


def _check(latitude: float | None, longitude: float | None, code: str) -> None:
    if latitude is None or longitude is None:
        name = "longitude" if longitude is None else "latitude"
        raise ValidationError({name: sentences.position_problem("half")})
    if not in_japan(latitude, longitude):
        raise ValidationError({"latitude": sentences.position_problem("abroad")})
    if not near_municipality(latitude, longitude, code):
        where = towns.municipality_name(code)
        raise ValidationError({"latitude": sentences.position_problem("far", where)})
