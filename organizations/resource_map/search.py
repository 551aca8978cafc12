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

from organizations.places.opening_state import JAPAN, epoch_minute
from organizations.resource_map.commonness import common_rows, common_share
from organizations.resource_map.cursors import Cursor
from organizations.resource_map.query import MapQuery
from organizations.resource_map.ranked import PUBLISHED, Where, by_rank, met_on_walk, rows, words_sql
from portal.shared.geo import DEEPEST_ZOOM, EARTH_METRES, interleave, tile_of
from portal.shared.words import bigrams, words

COUNT_CAP = 10_000
NARROW_CAP = 1000
SAMPLED_ABOVE = 20_000
SAMPLE = 2000
NAME_CAP = 200
MAX_BIGRAMS = 24
METRES_PER_DEGREE = 111_195.0
NAME_START = "\n"


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


def _with_words(where: Where, wanted: list[str], column: str = "bigrams") -> Where:
    if _is_initial(wanted):
        return where.and_("p.name_bigrams @> %s::varchar[]", [NAME_START + wanted[0]])
    pairs = _pairs(wanted)
    if pairs:
        where = where.and_(f"p.{column} @> %s::varchar[]", _thinned(pairs))
    return _rechecked(where, wanted, column)


def _rechecked(where: Where, wanted: list[str], column: str = "bigrams") -> Where:
    text = "name_key" if column == "name_bigrams" else "search_text"
    for word in wanted:
        where = where.and_(f"strpos(p.{text}, %s) > 0", word)
    return where


def _pairs(wanted: list[str]) -> list[str]:
    return sorted({pair for word in wanted for pair in bigrams(word)})


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
    """How many places fit, and whether there are more than that.

    Counting stops at a cap, which is lower for searches, where each row costs more; words of tens of
    thousands of places are only counted among the best-ranked, in whole hundreds.
    """
    where, wanted = conditions(query, now=now), search_words(query.q)
    if common_rows("bigrams", _pairs(wanted)) > SAMPLED_ABOVE:
        met = met_on_walk(_rechecked(filters(query, now=now), wanted), SAMPLE) // 100 * 100
        if met:
            return met, True
    cap = COUNT_CAP if where == PUBLISHED else NARROW_CAP
    found = f"SELECT 1 FROM organizations_place p WHERE {where.sql} LIMIT {cap + 1}"
    total = rows(f"SELECT count(*) FROM ({found}) c", where.params)[0][0]
    return min(total, cap), total > cap


def find(query: MapQuery, *, now: datetime, size: int) -> Found:
    """The entries of the page that the search asks for."""
    wanted = search_words(query.q)
    if query.order:
        entries = _ordered(query, now=now, limit=size + 1)
    elif wanted and not _is_initial(wanted):
        entries = _names_then_texts(query, wanted, now=now, limit=size + 1)
    else:
        after = query.after.key if query.after else None
        entries = _entries(by_rank(conditions(query, now=now), after, size + 1))
    return Found(entries[:size], len(entries) > size)


def _entries(found: list[tuple[int, int]]) -> list[Entry]:
    return [Entry(place_id, Cursor("rank", (rank, place_id))) for rank, place_id in found]


def _names_then_texts(query: MapQuery, wanted: list[str], *, now: datetime, limit: int) -> list[Entry]:
    """Places with the words in their name come first, an exact name before others; then mentions."""
    where, after = filters(query, now=now), query.after
    names = _name_matches(where, wanted)
    if after and after.phase == "names":
        entries = [one for one in names if _name_order(one.cursor) > _name_order(after)]
    else:
        entries = [] if after else list(names)
    others = where.and_("p.id <> ALL(%s::bigint[])", [one.id for one in names])
    behind = after.key if after and after.phase == "rank" else None
    texts = rows(*_word_matches(others, wanted, "bigrams", behind, max(limit - len(entries), 0)))
    return entries[:limit] + _entries(sorted(texts, key=lambda row: (-row[0], row[1])))


def _word_matches(
    where: Where, wanted: list[str], column: str, after: tuple[int | str, ...] | None, limit: int
) -> tuple[str, tuple[Any, ...]]:
    share = common_share(column, _pairs(wanted))
    recheck = _rechecked(where, wanted, column)
    return words_sql(recheck, _with_words(where, wanted, column), after, limit, share)


def _name_order(cursor: Cursor) -> tuple[int, int, int]:
    exact, rank, place_id = cursor.key
    return -int(exact), -int(rank), int(place_id)


def _name_matches(where: Where, wanted: list[str]) -> list[Entry]:
    """At most NAME_CAP places with the words in their name, those named just so before the others."""
    whole = "".join(wanted)
    edges = [NAME_START + whole[0], whole[-1] + NAME_START]
    exact = where.and_("p.name_bigrams @> %s::varchar[]", _thinned([*bigrams(whole), *edges]))
    exact = exact.and_("strpos(p.name_key, %s) > 0", NAME_START + whole + NAME_START)
    exact_sql, exact_params = words_sql(exact, exact, None, NAME_CAP, 0.0)
    sql, params = _word_matches(where, wanted, "name_bigrams", None, NAME_CAP)
    both = f"SELECT max(exact), rank, id FROM ((SELECT 1 AS exact, rank, id FROM ({exact_sql}) e) UNION ALL "
    both += f"(SELECT 0, rank, id FROM ({sql}) n)) b GROUP BY rank, id"
    found = [Entry(row[2], Cursor("names", row)) for row in rows(both, (*exact_params, *params))]
    return sorted(found, key=lambda one: _name_order(one.cursor))[:NAME_CAP]


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
    return [Entry(row[1], Cursor(query.order, row[:2]), row[2]) for row in rows(sql, params)]
