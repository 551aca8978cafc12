"""The orders beside the rank: by distance, by name, by confirmation; each paged by the last row's key and id."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any

from organizations.resource_map.ranked import Row, Where, rows
from portal.shared.geo import DEEPEST_ZOOM, EARTH_METRES, interleave, tile_of

METRES_PER_DEGREE = 111_195.0
INNER_SHARE = 8
EPOCH = "date '1970-01-01'"

Key = tuple[Any, ...]


def within(where: Where, near: tuple[float, float], metres: float) -> Where:
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
    """At most sixteen ranges of map cells that cover the box: the tiles of the deepest zoom at which sixteen do."""
    left, top = tile_of(north, west)
    right, bottom = tile_of(south, east)
    up = 0
    while (right >> up) - (left >> up) > 3 or (bottom >> up) - (top >> up) > 3:
        up += 1
    columns, lines = range(left >> up, (right >> up) + 1), range(top >> up, (bottom >> up) + 1)
    size = 1 << 2 * min(up, DEEPEST_ZOOM)
    ranges: list[tuple[int, int]] = []
    for cell in sorted(interleave(x, y) for x in columns for y in lines):
        first = ranges.pop()[0] if ranges and ranges[-1][1] + 1 == cell * size else cell * size
        ranges.append((first, (cell + 1) * size - 1))
    return ranges


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


def inner_ring(radius: float, after: Key | None) -> float:
    """A smaller radius in km that holds the next page where places lie close; 0.0 when none is worth a look."""
    ring = radius / INNER_SHARE + (after[0] / 1000 if after else 0.0)
    return ring if ring <= radius / 2 else 0.0


def by_distance(
    where: Where, inner: Where | None, near: tuple[float, float], after: Key | None, limit: int
) -> list[Row]:
    """(metres, id), nearest first: out of the inner ring alone if it fills the page, else out of all; one statement."""
    if inner is None:
        return rows(*_nearest(where, near, after, limit))
    inner_sql, inner_params = _nearest(inner, near, after, limit)
    sql, params = _nearest(where.and_("(SELECT n FROM met) < %s", limit), near, after, limit)
    both = (
        f"WITH ring AS MATERIALIZED ({inner_sql}), met AS (SELECT count(*) AS n FROM ring) "
        f"SELECT * FROM (SELECT * FROM ring WHERE (SELECT n FROM met) >= %s UNION ALL ({sql})) found ORDER BY metres, id"
    )
    return rows(both, (*inner_params, limit, *params))


def _nearest(where: Where, near: tuple[float, float], after: Key | None, limit: int) -> tuple[str, tuple[Any, ...]]:
    metres_sql, metres_params = distance_sql(near)
    if after is not None:
        where = where.and_(f"({metres_sql}, p.id) > (%s, %s)", *metres_params, *after)
    sql = f"SELECT {metres_sql} AS metres, p.id FROM organizations_place p WHERE {where.sql} ORDER BY 1, 2 LIMIT %s"
    return sql, (*metres_params, *where.params, limit)


def by_name(where: Where, after: Key | None, limit: int) -> list[Row]:
    """(kana key, id) in the order of the gojūon."""
    if after is not None:
        where = where.and_("(p.sort_key, p.id) > (%s, %s)", *after)
    sql = f"SELECT p.sort_key, p.id FROM organizations_place p WHERE {where.sql} ORDER BY p.sort_key, p.id LIMIT %s"
    return rows(sql, (*where.params, limit))


def by_confirmation(where: Where, after: Key | None, limit: int) -> list[Row]:
    """(days since 1970, id), lately confirmed first, never confirmed (-1) last; walks of one index."""
    if after is None:
        parts = [where]
    elif after[0] < 0:
        parts = [where.and_("p.confirmed IS NULL AND p.id > %s", after[1])]
    else:
        parts = [
            where.and_(f"p.confirmed = {EPOCH} + %s::int AND p.id > %s", *after),
            where.and_(f"p.confirmed < {EPOCH} + %s::int", after[0]),
            where.and_("p.confirmed IS NULL"),
        ]
    order = "ORDER BY p.confirmed DESC NULLS LAST, p.id LIMIT %s"
    halves = [f"(SELECT p.confirmed, p.id FROM organizations_place p WHERE {one.sql} {order})" for one in parts]
    sql = f"SELECT coalesce(p.confirmed - {EPOCH}, -1), p.id FROM ({' UNION ALL '.join(halves)}) p {order}"
    return rows(sql, (*(value for one in parts for value in (*one.params, limit)), limit))


def distances(ids: Sequence[int], near: tuple[float, float]) -> dict[int, int]:
    """Whole metres to each place of a page."""
    sql, params = distance_sql(near)
    found = rows(f"SELECT p.id, {sql} FROM organizations_place p WHERE p.id = ANY(%s::bigint[])", (*params, list(ids)))
    return dict(found)
