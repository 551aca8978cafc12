"""Steps that work on a table of the test's own, and the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection

from portal.nightly import NIGHTLY
from portal.shared.nights.periods import CatchUp
from portal.shared.nights.steps import Chunk, Cursor, Step

REAL = ("refresh_places", "forget_old_uploads", "forget_sessions", "forget_runs")
CHUNKS = 8
TABLE = "CREATE TABLE IF NOT EXISTS worked (id bigserial PRIMARY KEY, night date, step text, number int)"


def make_table() -> None:
    """Rows that a step writes, none yet; a row that comes twice is kept twice."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("TRUNCATE worked")


def drop_table() -> None:
    """Take the table away where no transaction does it: what runs next on this database must not find it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS worked")


def write(night: date, step: str, number: int) -> None:
    """One trace of work."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO worked (night, step, number) VALUES (%s, %s, %s)", [night, step, number])


def worked() -> list[tuple[Any, ...]]:
    """All traces, in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT night, step, number FROM worked ORDER BY id")
        return cursor.fetchall()


def counting(
    name: str,
    chunks: int,
    *,
    catch_up: CatchUp = CatchUp.LATEST_ONLY,
    before: Callable[[date, int], Any] = lambda night, number: None,
) -> Step:
    """A step of so many chunks, each of which writes its number; `before` may raise."""

    def run_chunk(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
        number = int(cursor or 0)  # type: ignore[arg-type]
        write(night, name, number)
        before(night, number)
        following = number + 1
        return Chunk(following if following < chunks else None, {"rows": 1}, done=1, total=chunks)

    return Step(name, run_chunk, name.title(), "%(rows)s rows", catch_up)


def failing(name: str, message: str = "the disk is full") -> Step:
    """A step that never gets anywhere."""

    def fails(night: date, number: int) -> None:
        raise RuntimeError(message)

    return counting(name, 1, before=fails)


def whole_night() -> list[Step]:
    """Two steps that leave a row for each chunk, one of them night by night, around the portal's own."""
    own = [step for step in NIGHTLY if step.name in REAL]
    return [counting("first", CHUNKS), *own, counting("last", CHUNKS, catch_up=CatchUp.EVERY_DAY)]


def slow_night() -> list[Step]:
    """Two steps that leave time to pull the plug."""
    return [counting(name, CHUNKS, before=lambda night, number: time.sleep(0.1)) for name in ("first", "last")]
