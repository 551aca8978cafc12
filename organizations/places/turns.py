"""Whoever writes many places in one transaction waits for the turn first, holding nothing yet.

An import locks places in the file's order, chunk by chunk, the night in the order of their ids: without turns each
could hold what the other waits for, and the database would end one of them.
"""

from __future__ import annotations

from django.db import connection

_TURN = 0x696D_706F_7274


def take_turn() -> None:
    """Wait until no other transaction has the turn; it is given back when the surrounding transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
