"""A row of a list of places → PlaceRecord, or the one reason why not."""

from __future__ import annotations

from typing import Any

from organizations.interchange import codes, values
from organizations.interchange.cells import Cells, RowRefused
from organizations.interchange.faults import RowError
from organizations.interchange.keys import entry_key, name_key
from organizations.interchange.layout_files import Layout, heading_key, type_words
from organizations.interchange.records import PlaceRecord
from organizations.interchange.shared_fields import (
    address_fields,
    contact_fields,
    hours_fields,
    identity_fields,
    position_fields,
)

GENERAL_TYPE = "public-facility"


def place_record(cells: Cells, layout: Layout) -> PlaceRecord | RowError:
    """Read one row; the first fault that refuses it is returned, lesser ones stand in `record.warnings`."""
    try:
        fields = _fields(cells)
        fields.update(_type(cells, layout, fields))
        return PlaceRecord(
            layout=layout.key,
            line=cells.line,
            import_key=_key(layout.key, fields),
            warnings=tuple(cells.warnings),
            **fields,
        )
    except RowRefused as refusal:
        return refusal.error


def _fields(cells: Cells) -> dict[str, Any]:
    identity = identity_fields(cells)
    address = address_fields(cells, identity["publisher_code"])
    fields = {
        **identity,
        **address,
        **position_fields(cells),
        **contact_fields(cells, (identity["publisher_code"], address["municipality_code"])),
        **hours_fields(cells),
        **_description_fields(cells),
        **_shelter_fields(cells),
        "extras": cells.extras(),
    }
    if not any(fields[name] for name in ("address", "latitude", "phone", "email", "url", "form_url")):
        raise cells.refuse("nowhere", "address")
    return fields


def _description_fields(cells: Cells) -> dict[str, Any]:
    return {
        "nickname": cells.text("nickname", 200),
        "poi_code": cells.checked("poi_code", codes.poi_code, "", "poi_code"),
        "placement": cells.text("placement", 200),
        "access": cells.text("access", 500),
        "parking": cells.text("parking", 500),
        "corporate_number": cells.checked("corporate_number", codes.corporate_number, "", "number_ignored"),
        "organization_name": cells.text("organization_name", 200),
        "description": cells.text("description", multiline=True),
        "accessibility": cells.text("accessibility", multiline=True),
        "note": cells.text("note", multiline=True),
    }


def _shelter_fields(cells: Cells) -> dict[str, Any]:
    unread: tuple[int | None, str] = (None, cells.text("capacity", 200))
    capacity, capacity_note = cells.checked("capacity", values.people, unread)
    return {
        "hazards": cells.flagged("hazard:", values.flag),
        "capacity": capacity,
        "capacity_note": capacity_note,
        "neighbourhoods": cells.text("neighbourhoods"),
    }


def _key(layout: str, fields: dict[str, Any]) -> str:
    code = fields["publisher_code"] or fields["municipality_code"]
    if code and fields["external_id"]:
        return entry_key(layout, code, fields["external_id"])
    return name_key(fields["name"], fields["address"], fields["placement"])


def _type(cells: Cells, layout: Layout, fields: dict[str, Any]) -> dict[str, str]:
    """Slug of the type of place: stated, by POI code, by a word in note or name, else that of the list."""
    stated = cells.text("type", 100)
    for label, slug in type_words("label"):
        if stated and heading_key(stated) in (heading_key(label), heading_key(slug)):
            return {"type_hint": slug}
    return {"type_hint": _type_by_signs(layout, fields), "stated_type": stated}


def _type_by_signs(layout: Layout, fields: dict[str, Any]) -> str:
    if layout.type_hint != GENERAL_TYPE:
        return layout.type_hint
    for code, slug in type_words("poi"):
        if fields["poi_code"] == code:
            return slug
    for text in (fields["note"], fields["nickname"], fields["name"]):
        for word, slug in type_words("word"):
            if word in text:
                return slug
    return layout.type_hint
