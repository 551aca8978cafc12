"""Finding places: one page of cards with its total, at the same number of queries however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from organizations.places.opening_state import epoch_minute, midnight
from organizations.resource_map import search
from organizations.resource_map.cards import Card, next_change, read_cards
from organizations.resource_map.cursors import Cursor
from organizations.resource_map.place_types import TypeName
from organizations.resource_map.query import MapQuery
from organizations.resource_map.search import Entry
from portal.shared.japan import JAPAN
from portal.shared.languages import SERVICE_LANGUAGES

SPOKEN_CAP = 1000


@dataclass(frozen=True)
class Page:
    """One page of results; next_after is None on the last one, keep_seconds how long its words stay true."""

    cards: list[Card]
    total: int
    total_capped: bool
    next_after: Cursor | None
    keep_seconds: int


def find_places(
    query: MapQuery,
    *,
    language: str,
    now: datetime,
    types: Sequence[TypeName],
    home_municipality: str = "",
    size: int = 20,
) -> Page:
    """The places that fit: name matches, then mentions by stored rank; near before far; or as sorted."""
    found = search.find(query, now=now, size=size)
    total, capped = search.count(query, now=now)
    cards = read_cards(
        found.entries,
        types={one.id: one for one in types},
        language=language,
        spoken=query.lang,
        now=now,
        home_municipality=home_municipality,
    )
    return Page(
        cards=cards,
        total=total,
        total_capped=capped,
        next_after=found.entries[-1].cursor if found.more else None,
        keep_seconds=seconds_true(cards, now=now, by_minute=query.open),
    )


def seconds_true(cards: Sequence[Card], *, now: datetime, by_minute: bool = False) -> int:
    """Whole seconds until a word of the page becomes wrong: an open state at its boundary, "today" at midnight.

    0 when it will be wrong before a second has passed. by_minute: the list itself depends on the minute, so any
    place might join it at the next one.
    """
    minute = epoch_minute(now)
    change = midnight(now.astimezone(JAPAN).date() + timedelta(days=1))
    boundary = next_change(cards)
    if boundary is not None:
        change = min(change, boundary)
    if by_minute:
        change = minute + 1
    return max(0, int(change * 60 - now.timestamp()))


def spoken_on(day: date) -> list[tuple[str, int]]:
    """Language codes with the number of places where somebody speaks them that day, most first; one query."""
    codes = [one.code for one in SERVICE_LANGUAGES if one.code not in ("ja", "ja-simple")]
    sql = (
        "SELECT l.code, (SELECT count(*) FROM (SELECT 1 FROM organizations_place p "
        "WHERE p.status = 'published' AND p.tags @> ARRAY['l:' || l.code || %s]::varchar[] LIMIT %s) c) "
        "FROM unnest(%s::text[]) l(code)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (f"@{day.isoformat()}", SPOKEN_CAP, codes))
        counts = [(code, total) for code, total in cursor.fetchall() if total]
    return sorted(counts, key=lambda pair: (-pair[1], codes.index(pair[0])))


def lately_confirmed(
    *, language: str, now: datetime, types: Sequence[TypeName], home_municipality: str = "", size: int = 6
) -> list[Card]:
    """Cards of the places confirmed last, the newest of each type before a second one; two queries."""
    sql = (
        "WITH newest AS (SELECT p.id, p.type_id, p.confirmed FROM organizations_place p WHERE p.status = 'published' "
        "AND p.confirmed IS NOT NULL AND p.confirmed <= %s ORDER BY p.confirmed DESC, p.id LIMIT %s), "
        "turns AS (SELECT id, confirmed, row_number() OVER (PARTITION BY type_id ORDER BY confirmed DESC, id) AS turn "
        "FROM newest) SELECT id FROM turns ORDER BY turn, confirmed DESC, id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (now.astimezone(JAPAN).date(), 20 * size, size))
        entries = [Entry(row[0], Cursor("fresh", (0, row[0]))) for row in cursor.fetchall()]
    return read_cards(
        entries,
        types={one.id: one for one in types},
        language=language,
        spoken="",
        now=now,
        home_municipality=home_municipality,
    )
