"""How common a pair of letters is, by PostgreSQL's own statistics: it decides the plan, never the result.

The planner multiplies the shares of a word's pairs and so takes 日本語教室 for rare where every fourth
name holds it; then it would sort a hundred thousand rows for one page. Read again every ten minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from django.db import connection

LOOK_AGAIN_SECONDS = 600.0
COLUMNS = ("bigrams", "name_bigrams")
COMMON = 0.01
_SQL = """
SELECT attname, most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
WHERE schemaname = current_schema() AND tablename = 'organizations_place' AND attname = ANY(%s)
"""


class _Seen(threading.local):
    looked = float("-inf")
    shares: dict[str, dict[str, float]] = {}


_seen = _Seen()


def common_share(column: str, pairs: Iterable[str]) -> float:
    """The share of places with the rarest of the pairs; 0.0 when one of them is rare or nothing is known."""
    now = time.monotonic()
    if now - _seen.looked > LOOK_AGAIN_SECONDS:
        _seen.shares = _read()
        _seen.looked = now
    known = _seen.shares.get(column, {})
    share = min((known.get(pair, 0.0) for pair in pairs), default=0.0)
    return share if share >= COMMON else 0.0


def _read() -> dict[str, dict[str, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, (list(COLUMNS),))
        return {
            name: dict(zip(elements, shares, strict=False)) for name, elements, shares in cursor.fetchall() if elements
        }
