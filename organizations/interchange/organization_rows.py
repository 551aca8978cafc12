"""A row of a list of organisations → OrganizationRecord, or the one reason why not."""

from __future__ import annotations

from typing import Any

from organizations.interchange import codes, values
from organizations.interchange.cells import Cells, RowRefused
from organizations.interchange.faults import RowError
from organizations.interchange.keys import corporate_key, entry_key, name_key
from organizations.interchange.layout_files import Layout, heading_key, type_words
from organizations.interchange.records import OrganizationRecord
from organizations.interchange.shared_fields import (
    address_fields,
    contact_fields,
    hours_fields,
    identity_fields,
    position_fields,
)


def organization_record(cells: Cells, layout: Layout) -> OrganizationRecord | RowError:
    """Read one row; a wrong corporate number refuses it, because organisations are known by it."""
    try:
        fields = {**_fields(cells), **_kind(cells, layout)}
        return OrganizationRecord(
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
    return {
        **identity,
        **address,
        **position_fields(cells),
        **contact_fields(cells, (identity["publisher_code"], address["municipality_code"])),
        **hours_fields(cells),
        "corporate_number": cells.needed("corporate_number", codes.corporate_number, ""),
        "authority": cells.text("authority", 200),
        "description": cells.text("description", multiline=True),
        "fields_of_activity": cells.flagged("activity:", values.flag),
        "founded": cells.checked("founded", values.iso_date, ""),
        "certified": cells.checked("certified", values.iso_date, ""),
        "dissolved": cells.text("dissolved", 500),
        "note": cells.text("note", multiline=True),
        "extras": cells.extras(),
    }


def _key(layout: str, fields: dict[str, Any]) -> str:
    if fields["corporate_number"]:
        return corporate_key(fields["corporate_number"])
    if fields["external_id"] and fields["publisher_code"]:
        return entry_key(layout, fields["publisher_code"], fields["external_id"])
    return name_key(fields["name"], fields["address"])


def _kind(cells: Cells, layout: Layout) -> dict[str, str]:
    stated = cells.text("kind", 100)
    for label, slug in type_words("kind"):
        if stated and heading_key(stated) in (heading_key(label), heading_key(slug)):
            return {"kind": slug}
    return {"kind": layout.type_hint, "stated_kind": stated}
