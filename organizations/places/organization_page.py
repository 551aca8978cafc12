"""What an organisation's page shows: itself, and the places it runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from organizations.directory.contacts import dial_address
from organizations.directory.logos import logo_of
from organizations.directory.models import Organization
from organizations.directory.selectors import read_organization
from organizations.places.address_lines import public_address
from organizations.places.choices import Fact
from organizations.places.models import LanguageService, Place, PlaceQuerySet
from organizations.places.schedule import Known, epoch_minute, midnight, next_boundary, state_from_ranges
from organizations.places.selectors import honesty
from organizations.places.types import SHELTERS
from organizations.places.wording import freshness_words, service_words, state_words
from organizations.vocabulary import Audience, Field
from portal.shared import texts
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, SOURCE_CODE

MOST_PLACES = 100
CARD_COLUMNS = (
    "id", "translation_state", "address_visibility", "postal_code", "municipality_code", "town_code", "prefecture",
    "municipality", "town", "block", "building", "floor", "phone", "facts", "confirmed", "hours_known", "open_ranges",
    "type__icon", "type__slug",
)  # fmt: skip


def organization_page(
    organization_id: int, language: str, now: datetime, *, original: bool = False
) -> dict[str, Any] | None:
    """Everything the page shows, None when the public may not see it. original: the Japanese texts."""
    row = read_organization(organization_id, language)
    if row is None:
        return None
    shown = SOURCE_CODE if original else language
    places = place_cards(organization_id, language, now)
    found = {name: texts.text(row, name, shown) for name in ("name", "summary", "description")}
    return {
        "organization": row,
        "logo": logo_of(organization_id),
        "texts": found,
        "kind": Organization.Kind(row["kind"]).label,
        "fields": [str(Field(one).label) for one in row["fields_of_activity"]],
        "audiences": [str(Audience(one).label) for one in row["audiences"]],
        "languages": [BY_CODE[code] for code in row["languages"] if code in BY_CODE],
        "dial": dial_address(row["phone"]),
        "original": original,
        "honesty": [] if original else honesty(found.values(), language),
        "freshness": freshness_words(row["confirmed"], now.astimezone(JAPAN).date()),
        "places": places[:MOST_PLACES],
        "more_places": len(places) > MOST_PLACES,
        "keep_seconds": _seconds_true(places, now),
    }


def _seconds_true(places: list[dict[str, Any]], now: datetime) -> int:
    """How long the cards' words stay true: until the first place opens or closes, at most until midnight."""
    changes = [card["boundary"] for card in places if card["boundary"] is not None]
    change = min([midnight(now.astimezone(JAPAN).date() + timedelta(days=1)), *changes])
    return max(1, change * 60 - int(now.timestamp()))


def place_cards(organization_id: int, language: str, now: datetime) -> list[dict[str, Any]]:
    """The published places as cards, in kana order, and one more than a page shows; two queries."""
    suffixes = {code.replace("-", "_") for code in BY_CODE[language].chain} | {SOURCE_CODE}
    names = [f"{prefix}name_{suffix}" for prefix in ("", "type__") for suffix in suffixes]
    places = PlaceQuerySet(Place).published().filter(organization_id=organization_id).order_by("sort_key", "id")
    rows = list(places.values(*CARD_COLUMNS, *names)[: MOST_PLACES + 1])
    spoken = _spoken([row["id"] for row in rows], language)
    return [_card(row, spoken.get(row["id"], {}), language, now) for row in rows]


def _spoken(place_ids: list[int], language: str) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {}
    for row in LanguageService.objects.filter(place_id__in=place_ids):
        when, _how = service_words(row)
        hours = found.setdefault(row.place_id, {}).setdefault(row.language, [])
        if row.weekdays or row.starts is not None:
            hours.append(when)
    return found


def _card(row: dict[str, Any], spoken: dict[str, list[str]], language: str, now: datetime) -> dict[str, Any]:
    name = texts.text(row, "name", language)
    type_row = {key.removeprefix("type__"): value for key, value in row.items() if key.startswith("type__")}
    address = public_address(row, language)
    minute = epoch_minute(now)
    ranges = row["open_ranges"] or []
    state = state_from_ranges(Known(row["hours_known"]), ranges, minute)
    codes = sorted(spoken, key=lambda code: code != language)
    return {
        "url": reverse("organizations:place", args=[row["id"]]),
        "name": name.value,
        "name_lang": "" if name.language == language else BY_CODE[name.language].html_lang,
        "type_name": texts.text(type_row, "name", language).value,
        "icon": row["type__icon"],
        "town": address.reading or address.town,
        "town_lang": "" if address.reading or language in ("ja", "ja-simple") else SOURCE_CODE,
        "state_kind": state.kind.value,
        "state_text": state_words(state, minute, bool(row["phone"]), shelter=row["type__slug"] in SHELTERS),
        "languages": [
            (BY_CODE[code].autonym, BY_CODE[code].html_lang, "; ".join(dict.fromkeys(spoken[code])))
            for code in codes
            if code in BY_CODE
        ],
        "facts": [(one, str(Fact(one).label)) for one in row["facts"]],
        "freshness": freshness_words(row["confirmed"], now.astimezone(JAPAN).date()),
        "boundary": next_boundary(ranges, minute),
    }
