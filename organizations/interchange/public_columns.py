"""What the public may have of a place or an organisation, as SQL: one expression for each field of a layout.

Expressions and not Python, so that a whole ward's list costs no work per row here; what an address
hides is hidden in the expression itself. `p` is the place, `t` its type, `o` its published
organisation. Fields we do not keep are left blank.
"""

from __future__ import annotations

from dataclasses import dataclass

from organizations.interchange.layout_files import Layout, type_words
from portal.shared.languages import LANGUAGES, SOURCE_CODE

_EXACT = "p.address_visibility = 'public'"
_TOWN = "p.address_visibility <> 'never'"
_EVERY_DAY = "length(p.plain_days) = 7"
_WEEK_AND_NOTE = "concat_ws(' ', p.week_words, NULLIF(p.hours_note_ja, ''))"


def _when(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _clock(minutes: str) -> str:
    hour = f"CASE WHEN {minutes} = 1440 THEN 24 ELSE {minutes} / 60 %% 24 END"
    return f"lpad(({hour})::text, 2, '0') || ':' || lpad(({minutes} %% 60)::text, 2, '0')"


# What the columns of a layout with days would say, in the words of `week_notation`.
_PLAIN_WEEK = f"'〔' || p.plain_days || ' ' || {_clock('p.plain_opens')} || '～' || {_clock('p.plain_closes')} || '〕'"
_ONLY_PLAIN = f"p.plain_days <> '' AND NOT {_EVERY_DAY} AND p.week_words = '' AND COALESCE(p.hours_note_ja, '') = ''"


PLACE_FIELDS: dict[str, str] = {
    "publisher_code": "%(publisher_code)s",
    "publisher_name": "%(publisher_name)s",
    "external_id": "p.id",
    "name": "p.name_ja",
    "kana": "p.kana",
    "name_en": "p.name_en",
    "type": "t.name_ja",
    "poi_code": "t.poi_code",
    "municipality_code": _when(_TOWN, "p.municipality_code"),
    "town_code": _when(_TOWN, "p.town_code"),
    "prefecture": _when(_TOWN, "p.prefecture"),
    "municipality": _when(_TOWN, "p.municipality"),
    "town": _when(_TOWN, "p.town"),
    "area": _when(_TOWN, "p.prefecture || p.municipality"),
    "address": f"CASE WHEN {_EXACT} THEN concat(p.prefecture, p.municipality, p.town, p.block)"
    f" WHEN {_TOWN} THEN concat(p.prefecture, p.municipality, p.town) END",
    "block": _when(_EXACT, "p.block"),
    "building": _when(_EXACT, "p.building"),
    "floor": _when(_EXACT, "p.floor"),
    "placement": _when(_EXACT, "p.floor"),
    "postal_code": _when(_EXACT, "p.postal_code"),
    "access": _when(_EXACT, "p.access_ja"),
    "latitude": "p.public_latitude",
    "longitude": "p.public_longitude",
    "phone": "p.phone",
    "extension": "p.extension",
    "email": "p.email",
    "form_url": "p.form_url",
    "url": "p.url",
    "contact_note": "p.contact_note",
    "corporate_number": "o.corporate_number",
    "organization_name": "o.name_ja",
    "days": "NULLIF(p.plain_days, '')",
    "opens": _clock("p.plain_opens"),
    "closes": _clock("p.plain_closes"),
    "hours_note": f"CASE WHEN p.week_words = '' THEN p.hours_note_ja ELSE {_WEEK_AND_NOTE} END",
    "description": "p.description_ja",
    "capacity": "p.capacity",
}

ORGANIZATION_FIELDS: dict[str, str] = {
    "publisher_code": "%(publisher_code)s",
    "publisher_name": "%(publisher_name)s",
    "external_id": "o.id",
    "name": "o.name_ja",
    "kana": "o.legal_kana",
    "name_en": "o.name_en",
    "municipality_code": "o.municipality_code",
    "address": "CASE WHEN o.address_public THEN o.address END",
    "postal_code": "CASE WHEN o.address_public THEN o.postal_code END",
    "phone": "o.phone",
    "extension": "o.extension",
    "email": "o.email",
    "form_url": "o.form_url",
    "url": "o.url",
    "corporate_number": "o.corporate_number",
    "founded": "o.founded",
    "description": "o.description_ja",
}

JOINS = """
JOIN organizations_placetype t ON t.id = p.type_id
LEFT JOIN organizations_organization o ON o.id = p.organization_id AND o.status = 'published'
"""


@dataclass(frozen=True)
class Output:
    """One column of a file: its heading and its SQL."""

    heading: str
    sql: str


def place_columns(layout: Layout) -> list[Output]:
    """The layout's columns, in its order."""
    fields = {column.field for column in layout.columns}
    return [Output(column.label, _place_sql(column.field, names_days="days" in fields)) for column in layout.columns]


def _place_sql(field: str, *, names_days: bool) -> str:
    """names_days: the layout says on which days; without them, times are read as those of every day."""
    kind, _, name = field.partition(":")
    if field in ("opens", "closes") and not names_days:
        return _when(_EVERY_DAY, PLACE_FIELDS[field])
    if field == "hours_note" and not names_days:
        return f"CASE WHEN {_ONLY_PLAIN} THEN {_PLAIN_WEEK} ELSE {PLACE_FIELDS[field]} END"
    if kind == "hazard":
        return f"CASE WHEN '{name}' = ANY(p.hazards) THEN '1' END"
    return PLACE_FIELDS.get(field, "NULL::text")


def organization_columns(layout: Layout) -> list[Output]:
    """The layout's columns, in its order."""
    return [Output(column.label, _organization_sql(column.field)) for column in layout.columns]


def _organization_sql(field: str) -> str:
    kind, _, name = field.partition(":")
    if kind == "activity":
        return f"CASE WHEN '{name}' = ANY(o.fields_of_activity) THEN '1' END"
    if field == "kind":
        labels: dict[str, str] = {}
        for label, slug in type_words("kind"):
            labels.setdefault(slug, label)
        cases = " ".join(f"WHEN '{slug}' THEN '{label}'" for slug, label in labels.items())
        return f"CASE o.kind {cases} ELSE o.kind END"
    return ORGANIZATION_FIELDS.get(field, "NULL::text")


def own_place_columns(language: str) -> list[Output]:
    """What we know beyond the common columns, lists parted by semicolons; texts of one more language on demand."""
    return [
        Output("概要", "p.summary_ja"),
        Output("対応言語", "array_to_string(p.spoken, ';')"),
        Output("利用条件", "array_to_string(p.facts, ';')"),
        Output("対象", "array_to_string(p.audiences, ';')"),
        Output("活動分野", "array_to_string(p.fields_of_activity, ';')"),
        Output("所在地の公開範囲", "p.address_visibility"),
        Output("情報確認日", "p.confirmed"),
        Output("更新日時", _moment("p.updated")),
        Output("掲載ページ", "%(pages)s || p.id || '/'"),
        *_translated("p", language),
    ]


def own_organization_columns(language: str) -> list[Output]:
    """As for places."""
    return [
        Output("概要", "o.summary_ja"),
        Output("対応言語", "array_to_string(o.languages, ';')"),
        Output("更新日時", _moment("o.updated")),
        Output("掲載ページ", "%(organization_pages)s || o.id || '/'"),
        *_translated("o", language),
    ]


def _moment(column: str) -> str:
    return f"to_char({column} AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+09:00\"')"


def _translated(table: str, language: str) -> list[Output]:
    found = next(one for one in LANGUAGES if one.code == language)
    if found.code == SOURCE_CODE:
        return []
    texts = [("名称", "name"), ("概要", "summary"), ("説明", "description")]
    return [Output(f"{heading}_{found.html_lang}", f"{table}.{field}_{found.column}") for heading, field in texts]


def place_properties(language: str) -> list[Output]:
    """Keys of JSON and GeoJSON; names and texts in the language or its first fallback."""
    chain = next(one for one in LANGUAGES if one.code == language).chain
    address = (
        "municipality_code",
        "town_code",
        "prefecture",
        "municipality",
        "town",
        "block",
        "building",
        "floor",
        "latitude",
        "longitude",
    )
    contact = ("postal_code", "phone", "extension", "email", "form_url", "url", "contact_note")
    return [
        Output("id", "p.id"),
        Output("uid", "p.uid"),
        Output("name", _best("p.name", chain)),
        Output("name_ja", "p.name_ja"),
        Output("kana", "p.kana"),
        Output("summary", _best("p.summary", chain)),
        Output("description", _best("p.description", chain)),
        Output("type", "t.slug"),
        Output("type_name", _best("t.name", chain)),
        Output("organization_id", "o.id"),
        Output("organization", _best("o.name", chain)),
        *(Output(name, PLACE_FIELDS[name]) for name in (*address, *contact)),
        Output("address_visibility", "p.address_visibility"),
        Output("languages", "p.spoken"),
        Output("language_services", "p.file_rows->'language_services'"),
        Output("facts", "p.facts"),
        Output("audiences", "p.audiences"),
        Output("fields_of_activity", "p.fields_of_activity"),
        Output("hazards", "p.hazards"),
        Output("capacity", "p.capacity"),
        Output("hours_known", "p.hours_known"),
        Output("hours", "p.file_rows->'hours'"),
        Output("holiday_treatment", "p.holiday_treatment"),
        Output("closed_at_year_end", "p.closed_at_year_end"),
        Output("hours_note", _best("p.hours_note", chain)),
        Output("confirmed", "p.confirmed"),
        Output("updated", _moment("p.updated")),
        Output("page", "%(pages)s || p.id || '/'"),
    ]


def _best(name: str, chain: tuple[str, ...]) -> str:
    columns = dict.fromkeys([*(code.replace("-", "_") for code in chain), "ja"])
    return "COALESCE(" + ", ".join(f"NULLIF({name}_{column}, '')" for column in columns) + ")"
