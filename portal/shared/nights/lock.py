"""One night at a time: an advisory lock on a connection of its own, so that no pooled session keeps or drops it.

It needs a session of the server's: where a pooler stands between, it must hand on whole sessions. The lock keeps two
runners from meeting; that one whose lock is gone cannot write any more is the ledger's business (its attempt number).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection

NIGHT_LOCK = 0x7375_6E61_6775
HOUR_LOCK = NIGHT_LOCK + 1


class NightIsRunning(Exception):
    """Another process holds the lock."""


class LockLost(Exception):
    """The connection that held the lock is gone; the work stops before its next chunk."""


class Lock:
    """A lock that is held; `check` before each chunk."""

    def __init__(self, own: psycopg.Connection[Any]) -> None:
        self._own = own

    def check(self) -> None:
        """Raise LockLost when the server has let it go."""
        try:
            self._own.execute("SELECT 1")
        except psycopg.Error as error:
            raise LockLost from error


@contextmanager
def hold_lock(key: int) -> Iterator[Lock]:
    """Hold the lock of this number, or raise NightIsRunning at once."""
    with closing(psycopg.connect(**_parameters(), autocommit=True)) as own:
        found = own.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        if not found or not found[0]:
            raise NightIsRunning
        try:
            yield Lock(own)
        finally:
            with suppress(psycopg.Error):  # the server would let go by itself, but a moment after we are gone
                own.execute("SELECT pg_advisory_unlock(%s)", [key])


def _parameters() -> dict[str, Any]:
    values = dict(connection.get_connection_params())
    for name in ("cursor_factory", "context", "prepare_threshold"):
        values.pop(name, None)
    return values
