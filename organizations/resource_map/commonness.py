"""How common a pair of letters or a tag is, by PostgreSQL's own statistics: it decides the plan, never the result.

The planner multiplies the shares of a word's pairs and so takes 日本語教室 for rare where every fourth
name holds it; then it would sort a hundred thousand rows for one page. Read again every ten minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from django.db import connection

LOOK_AGAIN_SECONDS = 600.0
COLUMNS = ("bigrams", "name_bigrams", "tags")
COMMON = 0.01
_SQL = """
SELECT attname, most_common_elems::text::text[], most_common_elem_freqs,
  (SELECT reltuples FROM pg_class WHERE oid = 'organizations_place'::regclass)
FROM pg_stats
WHERE schemaname = current_schema() AND tablename = 'organizations_place' AND attname = ANY(%s)
"""


class _Seen(threading.local):
    looked = float("-inf")
    shares: dict[str, dict[str, float]] = {}
    places = 0.0


_seen = _Seen()


def common_share(column: str, pairs: Iterable[str]) -> float:
    """The share of places with the rarest of the pairs; 0.0 when one of them is rare or nothing is known."""
    _look()
    known = _seen.shares.get(column, {})
    share = min((known.get(pair, 0.0) for pair in pairs), default=0.0)
    return share if share >= COMMON else 0.0


def common_rows(column: str, pairs: Iterable[str]) -> float:
    """About how many places hold the rarest of the pairs, so at most how many hold the word; 0.0 when it is rare."""
    return common_share(column, pairs) * _seen.places


def places_known() -> float:
    """About how many places there are; 0.0 before the first statistics."""
    _look()
    return _seen.places


def _look() -> None:
    now = time.monotonic()
    if now - _seen.looked > LOOK_AGAIN_SECONDS:
        _read()
        _seen.looked = now


def _read() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, (list(COLUMNS),))
        found = [row for row in cursor.fetchall() if row[1]]
    _seen.shares = {name: dict(zip(elements, shares, strict=False)) for name, elements, shares, _ in found}
    _seen.places = max((row[3] for row in found), default=0.0)
