"""How much of an address the public reads, and how; the only place that decides it for pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from organizations.places.choices import AddressVisibility
from organizations.places.plain_times import PLAIN
from organizations.towns import table as towns
from organizations.towns.readings import plain_municipality, plain_prefecture, plain_written_town

HAN_READERS = ("ja", "ja-simple", "zh-hans", "zh-hant")


class PublicAddress(NamedTuple):
    """What may be shown. lines: Japanese text, in plain Japanese with furigana; reading: the town in Latin letters for those who read no kanji."""

    visibility: str
    postal_code: str
    lines: list[str]
    reading: str
    town: str

    @property
    def exact(self) -> bool:
        return self.visibility == AddressVisibility.PUBLIC and bool(self.lines)

    @property
    def hidden(self) -> bool:
        return self.visibility == AddressVisibility.NEVER


def public_address(place: Mapping[str, Any], language: str) -> PublicAddress:
    """The address of a row for a reader: whole, its town alone, or nothing."""
    visibility = place["address_visibility"]
    if visibility == AddressVisibility.NEVER:
        return PublicAddress(visibility, "", [], "", "")
    town = towns.town(place["municipality_code"], place["town_code"]) if place["town_code"] else None
    reading = town.romaji if town and language not in HAN_READERS else ""
    names = _names(place, language)
    start = " ".join(filter(None, names)) if language == PLAIN else "".join(names)
    if visibility == AddressVisibility.TOWN:
        return PublicAddress(visibility, "", [start] if start else [], reading, names[-1])
    code = place["postal_code"]
    postal = f"〒{code[:3]}-{code[3:]}" if code else ""
    building = " ".join(filter(None, (place["building"], place["floor"])))
    lines = [line for line in (f"{start}{place['block']}", building) if line]
    return PublicAddress(visibility, postal, lines, reading, names[-1])


def _names(place: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Prefecture, municipality and town; in plain Japanese with the readings that the table knows, to be set apart."""
    prefecture, municipality, town = place["prefecture"], place["municipality"], place["town"]
    if language != PLAIN:
        return prefecture, municipality, town
    code = place["municipality_code"]
    return (
        plain_prefecture(code, prefecture),
        plain_municipality(code, municipality),
        plain_written_town(code, place["town_code"], town),
    )
