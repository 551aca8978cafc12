"""The SQL of a search: which places fit, in which order, where the next page begins.

Written by hand because the shape decides the plan: `status = 'published'` stands literally, so that
the partial indexes serve; all filters are one containment on `tags`; words are bigrams (index) with
a recheck on the normalised text; every order is keyset-paged. `strpos` instead of LIKE: nothing to
escape, and the planner does not take a long word for a rare one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any

from django.db import connection

from organizations.places.opening_state import JAPAN, epoch_minute
from organizations.resource_map.cursors import Cursor
from organizations.resource_map.query import MapQuery
from portal.shared.geo import DEEPEST_ZOOM, EARTH_METRES, interleave, tile_of
from portal.shared.words import bigrams, words

COUNT_CAP = 10_000
NAME_CAP = 200
MAX_BIGRAMS = 24
METRES_PER_DEGREE = 111_195.0
NAME_START = "\n"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Where:
    """A condition on `organizations_place p` and its parameters."""

    sql: str
    params: tuple[Any, ...]

    def and_(self, sql: str, *params: Any) -> Where:
        return Where(f"{self.sql} AND {sql}", (*self.params, *params))


@dataclass(frozen=True)
class Entry:
    """One place of a page: its id, the cursor that ends with it, its distance in metres if asked for."""

    id: int
    cursor: Cursor
    metres: int | None = None


@dataclass(frozen=True)
class Found:
    """The entries of one page in order, and whether more follow."""

    entries: list[Entry]
    more: bool


PUBLISHED = Where("p.status = 'published'", ())


def conditions(query: MapQuery, *, now: datetime) -> Where:
    """All filters and words; map and files use it too, so that every form shows the same places."""
    where = filters(query, now=now)
    return _with_words(where, search_words(query.q))


def filters(query: MapQuery, *, now: datetime) -> Where:
    """Everything but the words."""
    where = PUBLISHED
    all_of, any_of = tags_of(query, now=now)
    if all_of:
        where = where.and_("p.tags @> %s::varchar[]", all_of)
    for group in any_of:
        where = where.and_("p.tags && %s::varchar[]", group)
    if query.open:
        where = where.and_("p.open_ranges @> %s::int", epoch_minute(now))
    if query.near:
        where = _within(where, query.near, query.radius * 1000)
    return where


def tags_of(query: MapQuery, *, now: datetime) -> tuple[list[str], list[list[str]]]:
    """The tags a place must all have, and groups of which it must have one."""
    all_of = [f"x:{one}" for one in query.facts] + [f"h:{one}" for one in query.hazard]
    if query.lang:
        day = f"@{now.astimezone(JAPAN).date().isoformat()}" if query.today else ""
        all_of.append(f"l:{query.lang}{day}")
    if query.area:
        all_of.append(f"a:{query.area}")
    any_of = []
    for prefix, values in (("t", query.type), ("f", query.field), ("w", query.audience)):
        group = [f"{prefix}:{one}" for one in values]
        if len(group) == 1:
            all_of += group
        elif group:
            any_of.append(group)
    return all_of, any_of


def search_words(q: str) -> list[str]:
    """The words to look for; single letters with nothing else beside them are one word."""
    found = words(q)
    return ["".join(found)] if found and all(len(one) == 1 for one in found) else found


def _is_initial(wanted: list[str]) -> bool:
    return len(wanted) == 1 and len(wanted[0]) == 1


def _with_words(
    where: Where, wanted: list[str], bigram_column: str = "bigrams", text: str = "search_text"
) -> Where:
    if _is_initial(wanted):
        return where.and_("p.name_bigrams @> %s::varchar[]", [NAME_START + wanted[0]])
    pairs = sorted({pair for word in wanted for pair in bigrams(word)})
    if pairs:
        where = where.and_(f"p.{bigram_column} @> %s::varchar[]", _thinned(pairs))
    for word in wanted:
        where = where.and_(f"strpos(p.{text}, %s) > 0", word)
    return where


def _thinned(pairs: list[str]) -> list[str]:
    """A long word needs not all its pairs: the recheck is exact."""
    return pairs[:: -(-len(pairs) // MAX_BIGRAMS)]


def _within(where: Where, near: tuple[float, float], metres: float) -> Where:
    latitude, longitude = near
    high = metres / METRES_PER_DEGREE * 1.001
    wide = high / cos(radians(min(abs(latitude) + high, 89.0)))
    ranges = cell_ranges(latitude - high, longitude - wide, latitude + high, longitude + wide)
    cells = " OR ".join(["p.map_cell BETWEEN %s AND %s"] * len(ranges))
    where = where.and_(f"({cells})", *(bound for pair in ranges for bound in pair))
    where = where.and_("p.public_latitude BETWEEN %s AND %s", latitude - high, latitude + high)
    where = where.and_("p.public_longitude BETWEEN %s AND %s", longitude - wide, longitude + wide)
    sql, params = distance_sql(near)
    return where.and_(f"{sql} <= %s", *params, round(metres))


def cell_ranges(south: float, west: float, north: float, east: float) -> list[tuple[int, int]]:
    """At most four ranges of map cells that cover the box: the tiles of the deepest zoom at which four do."""
    left, top = tile_of(north, west)
    right, bottom = tile_of(south, east)
    up = 0
    while (right >> up) - (left >> up) > 1 or (bottom >> up) - (top >> up) > 1:
        up += 1
    corners = {(x >> up, y >> up) for x in (left, right) for y in (top, bottom)}
    size = 1 << 2 * min(up, DEEPEST_ZOOM)
    return sorted((cell * size, (cell + 1) * size - 1) for cell in (interleave(x, y) for x, y in corners))


def distance_sql(near: tuple[float, float]) -> tuple[str, tuple[float, ...]]:
    """Whole metres from the point to the public position (haversine), as SQL."""
    latitude, longitude = near
    sql = (
        f"round(2 * {EARTH_METRES} * asin(least(1, sqrt("
        "sin(radians(p.public_latitude - %s) / 2) ^ 2"
        " + cos(radians(%s)) * cos(radians(p.public_latitude))"
        " * sin(radians(p.public_longitude - %s) / 2) ^ 2"
        "))))::int"
    )
    return sql, (latitude, latitude, longitude)


def count(query: MapQuery, *, now: datetime) -> tuple[int, bool]:
    """How many places fit, and whether counting stopped at the cap."""
    where = conditions(query, now=now)
    found = f"SELECT 1 FROM organizations_place p WHERE {where.sql} LIMIT {COUNT_CAP + 1}"
    total = _rows(f"SELECT count(*) FROM ({found}) c", where.params)[0][0]
    return min(total, COUNT_CAP), total > COUNT_CAP


def find(query: MapQuery, *, now: datetime, size: int) -> Found:
    """The entries of the page that the search asks for."""
    wanted = search_words(query.q)
    if query.order:
        entries = _ordered(query, now=now, limit=size + 1)
    elif wanted and not _is_initial(wanted):
        entries = _names_then_texts(query, wanted, now=now, limit=size + 1)
    else:
        entries = _by_rank(conditions(query, now=now), query.after, size + 1)
    return Found(entries[:size], len(entries) > size)


def _names_then_texts(query: MapQuery, wanted: list[str], *, now: datetime, limit: int) -> list[Entry]:
    """Places with the words in their name come first, an exact name before others; then mentions."""
    names = _name_matches(filters(query, now=now), wanted)
    after = query.after
    if after and after.phase == "names":
        entries = [one for one in names if _name_order(one.cursor) > _name_order(after)]
    else:
        entries = [] if after else list(names)
    missing = limit - len(entries)
    where = conditions(query, now=now).and_("p.id <> ALL(%s::bigint[])", [one.id for one in names])
    text_after = after if after and after.phase == "rank" else None
    return entries[:limit] + _by_rank(where, text_after, max(missing, 0))


def _name_order(cursor: Cursor) -> tuple[int, int, int]:
    exact, rank, place_id = cursor.key
    return -int(exact), -int(rank), int(place_id)


def _name_matches(where: Where, wanted: list[str]) -> list[Entry]:
    where = _with_words(where, wanted, "name_bigrams", "name_key")
    sql = (
        "SELECT (strpos(p.name_key, %s) > 0)::int AS exact, p.rank, p.id FROM organizations_place p "
        f"WHERE {where.sql} ORDER BY exact DESC, p.rank DESC, p.id LIMIT {NAME_CAP}"
    )
    whole = NAME_START + "".join(wanted) + NAME_START
    return [Entry(row[2], Cursor("names", row)) for row in _rows(sql, (whole, *where.params))]


def _by_rank(where: Where, after: Cursor | None, limit: int) -> list[Entry]:
    """The two halves of "behind (rank, id)" each walk the index; one OR would step over all equal ranks."""
    select = "SELECT p.rank, p.id FROM organizations_place p WHERE"
    order = "ORDER BY p.rank DESC, p.id LIMIT %s"
    if after is None:
        rows = _rows(f"{select} {where.sql} {order}", (*where.params, limit))
    else:
        rank, place_id = after.key
        equal, lower = (
            where.and_("p.rank = %s AND p.id > %s", rank, place_id),
            where.and_("p.rank < %s", rank),
        )
        halves = f"({select} {equal.sql} {order}) UNION ALL ({select} {lower.sql} {order})"
        sql = f"SELECT * FROM ({halves}) p {order}"
        rows = _rows(sql, (*equal.params, limit, *lower.params, limit, limit))
    return [Entry(row[1], Cursor("rank", row)) for row in rows]


def _ordered(query: MapQuery, *, now: datetime, limit: int) -> list[Entry]:
    where = conditions(query, now=now)
    metres_sql, metres_params = distance_sql(query.near) if query.near else ("NULL::int", ())
    key_sql, direction, compare = {
        "kana": ("p.sort_key", "", "({key}, p.id) > (%s, %s)"),
        "near": (metres_sql, "", "({key}, p.id) > (%s, %s)"),
        "fresh": ("coalesce(p.confirmed - date '1970-01-01', -1)", "DESC", "({key}, -p.id) < (%s, -%s)"),
    }[query.order]
    key_params = metres_params if query.order == "near" else ()
    if query.after:
        where = where.and_(compare.format(key=key_sql), *key_params, *query.after.key)
    sql = (
        f"SELECT {key_sql}, p.id, {metres_sql} FROM organizations_place p WHERE {where.sql} "
        f"ORDER BY {key_sql} {direction}, p.id LIMIT %s"
    )
    params = (*key_params, *metres_params, *where.params, *key_params, limit)
    return [Entry(row[1], Cursor(query.order, row[:2]), row[2]) for row in _rows(sql, params)]


def _rows(sql: str, params: tuple[Any, ...]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
