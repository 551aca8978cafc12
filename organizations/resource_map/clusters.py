"""Counts of public places by grid cell: one statement over the map's own index, at most CAP cells.

Whole cells only: a place is counted in its cell wherever in the cell the box ends, so that counts
never flicker while the map moves, and equal boxes have equal answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from organizations.resource_map.grid import FINER, Cover, level_of, shift_to
from organizations.resource_map.ranked import PUBLISHED, Where

CAP = 500
NARROW_LEVEL = 17
"""From here on a box holds few places, so it decides and not the filter."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """How many places a cell holds, their mean position in degrees, and a stored code of one of them."""

    latitude: float
    longitude: float
    count: int
    code: int
    last_code: int


@dataclass(frozen=True, slots=True)
class Clustering:
    """All clusters of a cover; `coarser` when the cells had to be larger than the zoom asks for."""

    clusters: list[Cluster]
    coarser: bool


_IN_RUNS = """
    SELECT p.map_cell >> %s AS cell, {sums}
    FROM unnest(%s::bigint[], %s::bigint[]) AS run(first, last)
    JOIN organizations_place p ON p.map_cell BETWEEN run.first AND run.last
    WHERE p.map_cell IS NOT NULL AND {where}
    GROUP BY 1
"""
_FILTERED = """
    SELECT found.* FROM (
        SELECT p.map_cell >> %s AS cell, {sums}
        FROM organizations_place p WHERE p.map_cell BETWEEN %s AND %s AND {where} GROUP BY 1
    ) found
    WHERE EXISTS (SELECT FROM unnest(%s::bigint[], %s::bigint[]) AS run(first, last)
                  WHERE found.code BETWEEN run.first AND run.last)
"""
_SUMS = """count(*) AS n, sum(p.public_latitude) AS lat, sum(p.public_longitude) AS lng,
           min(p.map_cell) AS code, max(p.map_cell) AS last_code"""
_SQL = """
WITH RECURSIVE cells AS MATERIALIZED ({cells}), up(step, width) AS (
    SELECT 0, (SELECT count(*) FROM cells)
    UNION ALL
    SELECT step + 1, (SELECT count(DISTINCT cell >> (2 * (step + 1))) FROM cells) FROM up WHERE width > {cap}
), one AS MATERIALIZED (SELECT max(step) AS step FROM up)
SELECT sum(lat) / sum(n), sum(lng) / sum(n), sum(n)::bigint, min(code), max(last_code), one.step
FROM cells, one GROUP BY cell >> (2 * one.step), one.step ORDER BY 4
"""


def count_clusters(cover: Cover, zoom: int, where: Where = PUBLISHED) -> Clustering:
    """Clusters of the places in the cover that fit the search; one query. Where "published" must be part of it."""
    level = min(level_of(zoom), cover.level + FINER)
    sql, params = _cells(cover, shift_to(level), where, by_filter=where != PUBLISHED and cover.level < NARROW_LEVEL)
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(cells=sql, cap=CAP), params)
        rows = cursor.fetchall()
    coarser = level < level_of(zoom) or bool(rows and rows[0][-1])
    return Clustering([Cluster(*row[:-1]) for row in rows], coarser=coarser)


def _cells(cover: Cover, shift: int, where: Where, *, by_filter: bool) -> tuple[str, tuple[Any, ...]]:
    """Counts by cell: all places of the runs, or, in a wide box, all that pass the filter and then those of the runs.

    A cell of the result never crosses the border of a run: it is as fine as the cover or finer.
    """
    firsts, lasts = (list(one) for one in zip(*cover.runs, strict=True))
    if by_filter:
        sql = _FILTERED.format(sums=_SUMS, where=where.sql)
        return sql, (shift, firsts[0], lasts[-1], *where.params, firsts, lasts)
    return _IN_RUNS.format(sums=_SUMS, where=where.sql), (shift, firsts, lasts, *where.params)
