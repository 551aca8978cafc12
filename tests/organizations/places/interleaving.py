"""Two transactions that meet at a chosen point: the first holds still until the second waits for it or is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

LONGEST_SECONDS = 20


class Other(threading.Thread):
    """A call on a connection of its own; `result()` answers what it answered or raised."""

    def __init__(self, call: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._call, self._answer = call, None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._answer = self._call()
        except BaseException as error:
            self._error = error
        finally:
            connections.close_all()

    def until_it_waits_or_is_done(self) -> None:
        """Look at the database's own list of who waits for a lock."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while self.is_alive() and not _somebody_waits():
            assert time.monotonic() < deadline, "neither waiting nor done"
            time.sleep(0.01)

    def result(self) -> Any:
        self.join(LONGEST_SECONDS)
        assert not self.is_alive(), "still waiting"
        if self._error is not None:
            raise self._error
        return self._answer


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction would look at its first list for ever
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def meanwhile(call: Callable[[], Any]) -> Iterator[Other]:
    """Start the call and come back when it waits for the surrounding transaction, or is done without waiting."""
    other = Other(call)
    other.start()
    other.until_it_waits_or_is_done()
    yield other
