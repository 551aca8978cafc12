"""The first rows by stored rank that fit, whether the words are common or rare.

Common words are met soon on a walk down the ranks; rare ones are few in the word index. The walk
goes first where it promises to end soon, at most a few times as far as expected; if it ends with too few, the index
answers in the same statement (a condition on the walk's count keeps that half asleep otherwise).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

LONGEST_WALK = 4000
SHORTEST_WALK = 200
WALKS = 2
PATIENCE = 4
"""A walk is worth its while up to WALKS times the expected length, and given up at PATIENCE times."""
ORDER = "ORDER BY p.rank DESC, p.id LIMIT %s"
_FROM = "FROM organizations_place p WHERE"

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Where:
    """A condition on `organizations_place p` and its parameters."""

    sql: str
    params: tuple[Any, ...]

    def and_(self, sql: str, *params: Any) -> Where:
        return Where(f"{self.sql} AND {sql}", (*self.params, *params))


PUBLISHED = Where("p.status = 'published'", ())


def rows(sql: str, params: tuple[Any, ...]) -> list[Row]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def by_rank(where: Where, after: tuple[Any, ...] | None, limit: int) -> list[Row]:
    """(rank, id) of the first rows behind `after`, by the plan PostgreSQL takes for best."""
    sql, params = _behind(where, "p.rank, p.id", after, limit)
    return rows(f"SELECT * FROM ({sql}) p {ORDER}", (*params, limit))


def met_on_walk(recheck: Where, longest: int) -> int:
    """How many of the best-ranked places fit."""
    walk_sql, params = _behind(PUBLISHED, "p.*", None, longest)
    counted: int = rows(f"SELECT count(*) FROM ({walk_sql}) p WHERE {recheck.sql}", (*params, *recheck.params))[0][0]
    return counted


def words_sql(
    recheck: Where, indexed: Where, after: tuple[Any, ...] | None, limit: int, share: float
) -> tuple[str, tuple[Any, ...]]:
    """Statement for the same with words, and its parameters; its rows stand in no certain order.

    recheck: the condition without the word index, indexed: with it; share: of the rarest pair of letters.
    """
    index_sql = f"SELECT p.rank, p.id {_FROM} {indexed.sql}"
    index_params = indexed.params
    if after is not None:
        index_sql += " AND p.rank <= %s AND (p.rank < %s OR p.id > %s)"
        index_params = (*index_params, after[0], after[0], after[1])
    by_sorting = "ORDER BY p.rank + 0 DESC, p.id LIMIT %s"  # + 0: not by walking the ranks
    if not share or WALKS * limit / share > LONGEST_WALK:
        return f"{index_sql} {by_sorting}", (*index_params, limit)
    longest = min(LONGEST_WALK, max(SHORTEST_WALK, int(PATIENCE * limit / share)))
    walk_sql, walk_params = _behind(PUBLISHED, "p.*", after, longest)
    sql = (
        f"WITH walk AS MATERIALIZED (SELECT p.rank, p.id FROM ({walk_sql}) p WHERE {recheck.sql} LIMIT %s), "
        "met AS (SELECT count(*) AS n FROM walk) "
        "SELECT rank, id FROM walk WHERE (SELECT n FROM met) >= %s UNION ALL "
        f"({index_sql} AND (SELECT n FROM met) < %s {by_sorting})"
    )
    return sql, (*walk_params, *recheck.params, limit, limit, *index_params, limit, limit)


def _behind(where: Where, columns: str, after: tuple[Any, ...] | None, limit: int) -> tuple[str, tuple[Any, ...]]:
    """Rows behind (rank, id) in two walks of the index; a single OR would step over all equal ranks."""
    select = f"SELECT {columns} {_FROM}"
    if after is None:
        return f"{select} {where.sql} {ORDER}", (*where.params, limit)
    equal = where.and_("p.rank = %s AND p.id > %s", *after)
    lower = where.and_("p.rank < %s", after[0])
    halves = f"({select} {equal.sql} {ORDER}) UNION ALL ({select} {lower.sql} {ORDER})"
    return f"SELECT * FROM ({halves}) p {ORDER}", (*equal.params, limit, *lower.params, limit, limit)
