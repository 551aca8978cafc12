"""The cards of a page: twenty rows read at one go, turned into words.

Columns are read by their own names (`name_vi`, never `name`), only for the reader's language and its
fallbacks, and only what a card shows: of the fortnight's opening times the one that matters now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import starmap
from typing import Any, TypedDict

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from organizations.places.choices import AddressVisibility, Fact
from organizations.places.hours import Known
from organizations.places.opening_state import epoch_minute, next_boundary, state_from_ranges
from organizations.places.plain_times import PLAIN
from organizations.places.types import SHELTERS
from organizations.places.wording import freshness_words, state_words
from organizations.resource_map.place_types import TypeName
from organizations.resource_map.search import Entry
from organizations.resource_map.wording import Service, distance_words, service_words
from organizations.towns.readings import named_town, oaza_romaji, plain_municipality, plain_written_town
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, SOURCE_CODE

LANGUAGES_ON_CARD = 6
HAN_READERS = ("ja", "zh-hans", "zh-hant")

_SQL = """
SELECT p.id, p.type_id, p.address_visibility, p.municipality_code, p.town_code, p.municipality, p.town,
  p.hours_known, p.phone, p.facts, p.confirmed,
  (SELECT ARRAY[lower(r), upper(r)] FROM unnest(p.open_ranges) r
   WHERE upper(r) > %s ORDER BY lower(r) LIMIT 1),
  (SELECT json_agg(json_build_array(
            s.language, s.weekdays, s.weeks, s.starts, s.ends, s.mode, s.needs_booking) ORDER BY s.id)
   FROM organizations_languageservice s WHERE s.place_id = p.id),
  {names}
FROM organizations_place p WHERE p.id = ANY(%s::bigint[])
"""


class Card(TypedDict):
    """What `components/place_card.html` draws; a dictionary, because templates read those fastest."""

    id: int
    url: str
    name: str
    name_lang: str
    type_name: str
    icon: str
    town: str
    town_lang: str
    distance: str
    state_kind: str
    state_text: str
    languages: list[tuple[str, str, str]]
    spoken: SafeString
    more_languages: int
    facts: list[tuple[str, str]]
    fact_items: SafeString
    freshness: str
    phone: str
    address_line: str
    boundary: int | None


def read_cards(
    entries: Sequence[Entry],
    *,
    types: Mapping[int, TypeName],
    language: str,
    spoken: str,
    now: datetime,
    home_municipality: str = "",
) -> list[Card]:
    """One card for each entry, in its order; one query. spoken: the language filtered by, shown first."""
    minute = epoch_minute(now)
    chain = BY_CODE[language].chain
    names = ", ".join(f"p.name_{code.replace('-', '_')}" for code in chain)
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(names=names), (minute, [one.id for one in entries]))
        rows = {row[0]: row for row in cursor.fetchall()}
    maker = _Maker(types, language, spoken, now, minute, home_municipality)
    return [maker.card(rows[one.id], one.metres) for one in entries if one.id in rows]


@lru_cache(maxsize=64)
def _fact_labels(language: str) -> dict[str, str]:
    return {value: str(label) for value, label in Fact.choices}


@lru_cache(maxsize=2048)
def _fact_items(facts: tuple[str, ...], language: str) -> SafeString:
    labels = _fact_labels(language)
    return format_html_join("", "<li>{}</li>", ((labels[fact],) for fact in facts if fact in labels))


@lru_cache(maxsize=4096)
def _spoken_item(autonym: str, html_lang: str, words: str) -> SafeString:
    hours = format_html(' <span class="numbers">{}</span>', words) if words else ""
    return format_html('<li><b lang="{}">{}</b>{}</li>', html_lang, autonym, hours)


class _Maker:
    """Everything that is the same for all cards of a page."""

    def __init__(
        self, types: Mapping[int, TypeName], language: str, spoken: str, now: datetime, minute: int, home: str
    ) -> None:
        self.types, self.language, self.minute, self.home = types, language, minute, home
        self.today = now.astimezone(JAPAN).date()
        self.chain = BY_CODE[language].chain
        self.first_languages = {language: 1, spoken: 0}
        self.facts = _fact_labels(language)
        self.url_start, self.url_end = reverse("organizations:place", args=[0]).rsplit("0", 1)

    def card(self, row: tuple[Any, ...], metres: int | None) -> Card:
        (place_id, type_id, visibility, municipality_code, town_code, municipality, town) = row[:7]
        (hours_known, phone, facts, confirmed, opening, services) = row[7:13]
        name, name_lang = self._name(row[13:])
        known, ranges = Known(hours_known), [tuple(opening)] if opening else []
        state = state_from_ranges(known, ranges, self.minute)
        type_name = self.types.get(type_id)
        shelter = type_name is not None and type_name.slug in SHELTERS
        hidden = visibility == AddressVisibility.NEVER
        where, where_lang = ("", "") if hidden else self._town(municipality_code, town_code, municipality, town)
        spoken = self._spoken(services)
        return {
            "id": place_id,
            "url": f"{self.url_start}{place_id}{self.url_end}",
            "name": name,
            "name_lang": name_lang,
            "type_name": type_name.name if type_name else "",
            "icon": type_name.icon if type_name else "place",
            "town": where,
            "town_lang": where_lang,
            "distance": "" if metres is None else distance_words(metres),
            "state_kind": state.kind.value,
            "state_text": state_words(state, self.minute, bool(phone), shelter=shelter),
            "languages": spoken[:LANGUAGES_ON_CARD],
            "spoken": mark_safe("".join(starmap(_spoken_item, spoken[:LANGUAGES_ON_CARD]))),
            "more_languages": max(0, len(spoken) - LANGUAGES_ON_CARD),
            "facts": [(fact, self.facts[fact]) for fact in facts if fact in self.facts],
            "fact_items": _fact_items(tuple(facts), self.language),
            "freshness": freshness_words(confirmed, self.today),
            "phone": phone,
            "address_line": "",
            "boundary": next_boundary(ranges, self.minute) if known is Known.HOURS else None,
        }

    def _name(self, names: Sequence[str | None]) -> tuple[str, str]:
        for code, name in zip(self.chain, names, strict=True):
            if name:
                return name, "" if code == self.language else BY_CODE[code].html_lang
        return "", ""

    def _town(self, municipality_code: str, town_code: str, municipality: str, town: str) -> tuple[str, str]:
        """In Latin letters or with its reading where the table has it; the ward's own name is left out."""
        away = "" if municipality_code == self.home else municipality
        if self.language == PLAIN:
            shown = plain_written_town(municipality_code, town_code, town)
            return " ".join(filter(None, (plain_municipality(municipality_code, away), shown))), ""
        known, whole = named_town(municipality_code, town_code, town)
        if known and not away and self.language not in HAN_READERS:
            romaji = known.romaji if whole else oaza_romaji(known)
            if romaji[:1].isalpha():
                return romaji, ""
        return f"{away}{town}", "" if self.language == SOURCE_CODE else SOURCE_CODE

    def _spoken(self, services: list[list[Any]] | None) -> list[tuple[str, str, str]]:
        """Each language once, with all its hours; the one asked for first, then the reader's."""
        hours: dict[str, list[str]] = {}
        for code, weekdays, weeks, starts, ends, mode, booking in services or ():
            service = Service(code, tuple(weekdays), tuple(weeks), starts, ends, mode, booking)
            hours.setdefault(code, []).append(service_words(service, self.language))
        codes = [code for code in hours if code in BY_CODE]
        codes.sort(key=lambda code: self.first_languages.get(code, 2))
        return [
            (
                BY_CODE[code].autonym,
                BY_CODE[code].html_lang,
                "; ".join(dict.fromkeys(filter(None, hours[code]))),
            )
            for code in codes
        ]


def next_change(cards: Sequence[Card]) -> int | None:
    """The first epoch minute at which a card's open state changes."""
    return min((card["boundary"] for card in cards if card["boundary"] is not None), default=None)
