"""What only the printed list shows: the week in words and the public address; nothing that is wrong tomorrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypedDict

from django.db import connection

from organizations.places.address_lines import PublicAddress, public_address
from organizations.places.hours import Known
from organizations.places.stored_hours import schedule_of
from organizations.places.week_words import schedule_words
from organizations.resource_map.cards import Card

_COLUMNS = (
    "id", "address_visibility", "postal_code", "municipality_code", "town_code", "prefecture", "municipality", "town",
    "block", "building", "floor", "hours_known", "holiday_treatment", "closed_at_year_end",
)  # fmt: skip
_HOURS = ("weekday", "weeks", "opens", "closes", "last_reception")
_SQL = f"""
SELECT {", ".join(f"p.{name}" for name in _COLUMNS)},
  (SELECT json_agg(json_build_array({", ".join(f"h.{name}" for name in _HOURS)}) ORDER BY h.id)
   FROM organizations_openinghours h WHERE h.place_id = p.id)
FROM organizations_place p WHERE p.id = ANY(%s::bigint[])
"""


class PaperRow(TypedDict):
    """One line of the printed list: a card, its week in words, its public address."""

    card: Card
    week: list[str]
    address: PublicAddress


def paper_rows(cards: Sequence[Card], language: str) -> list[PaperRow]:
    """The cards in their order with what paper needs; one query however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, ([card["id"] for card in cards],))
        places = {values[0]: _place(values) for values in cursor.fetchall()}
    return [_paper_row(card, places[card["id"]], language) for card in cards if card["id"] in places]


def _place(values: tuple[Any, ...]) -> dict[str, Any]:
    hours = [SimpleNamespace(**dict(zip(_HOURS, one, strict=True))) for one in values[-1] or ()]
    return {**dict(zip(_COLUMNS, values, strict=False)), "hours": hours}


def _paper_row(card: Card, place: Mapping[str, Any], language: str) -> PaperRow:
    schedule = schedule_of(SimpleNamespace(**place), place["hours"], ())  # type: ignore[arg-type]
    week = [card["state_text"]] if schedule.known is Known.UNKNOWN else schedule_words(schedule)
    return {"card": card, "week": week, "address": public_address(place, language)}
