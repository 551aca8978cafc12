"""Places and organisations as plain values, the currency between files and the storing service."""

from __future__ import annotations

from dataclasses import dataclass, field

from organizations.interchange.faults import RowError

Extras = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Address:
    """Address in the government's parts (住所): as written, and split as far as that is certain."""

    address: str = ""
    prefecture: str = ""
    municipality: str = ""
    town: str = ""
    block: str = ""
    building: str = ""
    municipality_code: str = ""
    town_code: str = ""
    postal_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach a place or an organisation; every value checked or empty."""

    phone: str = ""
    extension: str = ""
    email: str = ""
    form_url: str = ""
    url: str = ""
    contact_note: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceRecord(Address, Contact):
    """One row of a list of places.

    `import_key` is unique within a file and stable between files (at most 300 characters). Equality leaves
    out `line` and `warnings`. `hazards`, `type_hint` use the slugs of the places room; `stated_type` is the type in
    the file's own words where it is not one of ours; `opens`, `closes` are HH:MM where they could be read, else as
    written; `extras` are the layout's other columns, heading → text.
    """

    layout: str
    import_key: str
    name: str
    line: int = field(default=0, compare=False)
    publisher_code: str = ""
    publisher_name: str = ""
    external_id: str = ""
    kana: str = ""
    name_en: str = ""
    nickname: str = ""
    type_hint: str = ""
    stated_type: str = ""
    poi_code: str = ""
    placement: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access: str = ""
    parking: str = ""
    corporate_number: str = ""
    organization_name: str = ""
    days: str = ""
    opens: str = ""
    closes: str = ""
    hours_note: str = ""
    description: str = ""
    accessibility: str = ""
    hazards: tuple[str, ...] = ()
    capacity: int | None = None
    capacity_note: str = ""
    neighbourhoods: str = ""
    note: str = ""
    extras: Extras = ()
    warnings: tuple[RowError, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class OrganizationRecord(Address, Contact):
    """One row of a list of organisations; names of representatives are never read.

    `kind` uses the slugs of the directory room, `stated_kind` keeps words that mean none of them; `fields_of_activity` are "1" to "20" of the NPO law's annex;
    dates are ISO (YYYY-MM-DD) or empty.
    """

    layout: str
    import_key: str
    name: str
    line: int = field(default=0, compare=False)
    publisher_code: str = ""
    publisher_name: str = ""
    external_id: str = ""
    kana: str = ""
    name_en: str = ""
    kind: str = ""
    stated_kind: str = ""
    corporate_number: str = ""
    authority: str = ""
    latitude: float | None = None
    longitude: float | None = None
    description: str = ""
    fields_of_activity: tuple[str, ...] = ()
    founded: str = ""
    certified: str = ""
    dissolved: str = ""
    days: str = ""
    opens: str = ""
    closes: str = ""
    hours_note: str = ""
    note: str = ""
    extras: Extras = ()
    warnings: tuple[RowError, ...] = field(default=(), compare=False)
