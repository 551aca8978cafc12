"""The night, from top to bottom: ordered steps, one run at a time, each safe to run twice."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection, transaction

from organizations.interchange.services import forget_old_uploads
from organizations.places.indexing import refresh_places
from portal.accounts.sessions import forget_sessions
from portal.shared.models import NightRun
from portal.shared.versions import content_changed

logger = logging.getLogger(__name__)
NIGHT_LOCK = 0x7375_6E61_6775
TRIES = 3


@dataclass(frozen=True)
class Step:
    """One line of the night: `run(now)` answers counts; chunks are its own transactions."""

    name: str
    run: Callable[[datetime], dict[str, int]]


STEPS: tuple[Step, ...] = (
    Step("refresh_places", lambda now: refresh_places(now=now)),
    Step("forget_old_uploads", lambda now: forget_old_uploads(now=now)),
    Step("forget_sessions", lambda now: forget_sessions(now=now)),
)


class NightIsRunning(Exception):
    """Another process holds the night's lock."""


def run_night(*, night: date, now: datetime, only: str | None = None) -> list[dict[str, Any]]:
    """Run all steps, or one by name; a failed step is recorded and the next still runs.

    Raises NightIsRunning when another night runs, KeyError for an unknown step.
    """
    steps = [step for step in STEPS if only in (None, step.name)]
    if not steps:
        raise KeyError(only)
    with night_lock():
        return _run(steps, night, now)


def run_due_night(*, hour: int, now: datetime) -> list[dict[str, Any]]:
    """Run what the last night that should have begun (`hour`, in the time zone of `now`) has not done yet.

    So a missed hour is made up for, a step that failed or was killed is tried again by the next tick (three times
    in all), and a tick that comes twice finds nothing to do. Older nights are not made up for: each step works
    from `now`. Raises NightIsRunning when another night runs.
    """
    night = last_night(hour=hour, now=now)
    with night_lock():
        return _run([step for step in STEPS if _is_due(step, night)], night, now)


def _is_due(step: Step, night: date) -> bool:
    tries = NightRun.objects.filter(night=night, step=step.name)
    return not tries.filter(error="", finished__isnull=False).exists() and tries.count() < TRIES


def last_night(*, hour: int, now: datetime) -> date:
    """The date of the latest night whose hour has come."""
    return now.date() if now.hour >= hour else now.date() - timedelta(days=1)


def _run(steps: Sequence[Step], night: date, now: datetime) -> list[dict[str, Any]]:
    begun = time.monotonic()
    return [_run_step(step, night, now, now + timedelta(seconds=time.monotonic() - begun)) for step in steps]


def _run_step(step: Step, night: date, now: datetime, started: datetime) -> dict[str, Any]:
    row = NightRun.objects.create(night=night, step=step.name, started=started)
    begun = time.monotonic()
    try:
        row.counts = step.run(now)
    except Exception as error:
        logger.exception("night step %s failed", step.name)
        row.error = f"{type(error).__name__}: {error}"[:2000]
    seconds = time.monotonic() - begun
    row.counts = {**row.counts, "milliseconds": int(seconds * 1000)}
    with transaction.atomic():
        row.finished = started + timedelta(seconds=seconds)
        row.save()
        content_changed()
    return {"step": step.name, "seconds": round(seconds, 3), "counts": row.counts, "error": row.error}


@contextmanager
def night_lock() -> Iterator[None]:
    """An advisory lock on a connection of its own, so that no pooled or lost session keeps or drops it."""
    with closing(psycopg.connect(**_parameters(), autocommit=True)) as own:
        found = own.execute("SELECT pg_try_advisory_lock(%s)", [NIGHT_LOCK]).fetchone()
        if not found or not found[0]:
            raise NightIsRunning
        try:
            yield
        finally:
            with suppress(psycopg.Error):  # the server would let go by itself, but a moment after we are gone
                own.execute("SELECT pg_advisory_unlock(%s)", [NIGHT_LOCK])


def _parameters() -> dict[str, Any]:
    values = dict(connection.get_connection_params())
    values.pop("cursor_factory", None)
    values.pop("context", None)
    values.pop("prepare_threshold", None)
    return values
