"""Fields that lists of places and of organisations share: publisher, address, position, contact."""

from __future__ import annotations

import re
from typing import Any

from organizations.interchange import codes, values
from organizations.interchange.addresses import Parts, split_address, split_area
from organizations.interchange.cells import Cells
from organizations.interchange.faults import Refused
from organizations.places.week_notation import LONGEST_WEEK, split_week

LONGEST_NAME = 200
LONGEST_ID = 100
LONGEST_BLOCK = 100
LONGEST_NOTE = 500
_GSI_ID = re.compile(r"[A-Z](\d{5})\d{8}")


def identity_fields(cells: Cells) -> dict[str, Any]:
    """Publisher, id, names; the name is the one thing without which no row is taken."""
    name = cells.identity("name", LONGEST_NAME)
    if not name:
        raise cells.refuse("required", "name")
    cells.needed("external_id", codes.plain_digits, "")
    return {
        "name": name,
        "kana": _kana(cells),
        "name_en": cells.text("name_en", LONGEST_NAME),
        "external_id": cells.text("external_id", LONGEST_ID),
        "publisher_name": cells.text("publisher_name", LONGEST_NAME),
        "publisher_code": cells.needed("publisher_code", codes.municipality_code, "")
        or _code_in_id(cells.text("external_id", LONGEST_ID)),
    }


def address_fields(cells: Cells, publisher_code: str) -> dict[str, str]:
    """Address parts: those of the file, else split from the joined line, which is made where missing."""
    named = _named_area(cells)
    joined = cells.identity("address", 300)
    town, block = cells.text("town", 100), cells.text("block", LONGEST_BLOCK)
    split = split_address(joined, named.prefecture, named.municipality) if joined else named
    if not town and not block:
        town, block = split.town, split.block
    elif town and not block:
        block = _behind(town, joined)
    prefecture = named.prefecture or split.prefecture
    municipality = named.municipality or split.municipality
    code = cells.needed("municipality_code", codes.municipality_code, "") or publisher_code
    return {
        "address": joined or "".join((prefecture, municipality, town, block) if town or block else ()),
        "prefecture": prefecture,
        "municipality": municipality,
        "town": town,
        "block": block,
        "building": cells.text("building", 120),
        "municipality_code": "" if not code or codes.is_prefecture(code) else code,
        "town_code": cells.checked("town_code", codes.town_code, "", "town_code"),
        "postal_code": cells.checked("postal_code", codes.postal_code, "", "postal_code"),
    }


def _behind(town: str, joined: str) -> str:
    """What the joined line has behind a town that stands in a column of its own, where the block's column is empty."""
    rest = "".join(joined.partition(town)[2].split())
    return rest if len(rest) <= LONGEST_BLOCK else ""


def position_fields(cells: Cells) -> dict[str, float | None]:
    """Latitude and longitude, both or neither; positions that cannot be right refuse the row."""
    latitude, longitude = cells.text("latitude", 100), cells.text("longitude", 100)
    if not latitude and not longitude:
        return {"latitude": None, "longitude": None}
    if not latitude or not longitude:
        cells.warn("coordinates_half", "latitude" if latitude else "longitude", latitude or longitude)
        return {"latitude": None, "longitude": None}
    try:
        lat, lng = values.position(latitude, longitude)
    except Refused as reason:
        raise cells.refuse(reason.code, "latitude", f"{latitude}, {longitude}") from reason
    return {"latitude": lat, "longitude": lng}


def contact_fields(cells: Cells, own_codes: tuple[str, ...]) -> dict[str, str]:
    """Ways to reach someone; a municipality code as extension is a column out of place."""

    def extension(text: str) -> str:
        if values.compatible(text) in own_codes:
            raise Refused("extension")
        return values.extension(text)

    phone, beside, spoken = _phone(cells)
    note = cells.text("contact_note", 300)
    return {
        "phone": phone,
        "extension": cells.checked("extension", extension, "") or beside,
        "email": cells.checked("email", values.email, ""),
        "form_url": cells.checked("form_url", values.url, ""),
        "url": cells.checked("url", values.url, ""),
        "contact_note": "\n".join(filter(None, (note, spoken)))[:300].replace("\n", " "),
    }


def hours_fields(cells: Cells) -> dict[str, str]:
    """Days as written, times as HH:MM where they are times, the note on hours (behind a week as this portal writes it)."""
    note = cells.text("hours_note", LONGEST_WEEK + LONGEST_NOTE)
    if len(split_week(note)[1]) > LONGEST_NOTE:
        raise cells.refuse("too_long", "hours_note", note, limit=LONGEST_NOTE)
    return {
        "days": cells.text("days", 100),
        "opens": values.time_of_day(cells.text("opens", 50)),
        "closes": values.time_of_day(cells.text("closes", 50)),
        "hours_note": note,
    }


def _kana(cells: Cells) -> str:
    kana = cells.checked("kana", values.katakana, "")
    if len(kana) > LONGEST_NAME:
        raise cells.refuse("too_long", "kana", kana, limit=LONGEST_NAME)
    return kana


def _phone(cells: Cells) -> tuple[str, str, str]:
    """(number, extension written beside it, what is too long for a number and goes to the contact note)"""
    text = cells.text("phone", 300)
    if not text:
        return "", "", ""
    try:
        return (*values.telephone(text), "")
    except Refused as reason:
        cells.warn(reason.code, "phone", text)
        return (text, "", "") if len(text) <= values.LONGEST_PHONE else ("", "", text)


def _named_area(cells: Cells) -> Parts:
    area = cells.text("area", 60)
    if area:
        return split_area(area)
    return Parts(cells.text("prefecture", 10), cells.text("municipality", 40))


def _code_in_id(external_id: str) -> str:
    """The municipality inside the common id of the national shelter data (共通ID), if it is one."""
    found = _GSI_ID.fullmatch(external_id)
    try:
        return codes.municipality_code(found[1]) if found else ""
    except Refused:
        return ""
