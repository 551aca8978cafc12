"""Writes the ledger: an attempt begins, a chunk is kept with its cursor, an attempt ends.

The attempt's number is a fence: every write compares it, so that a runner that was left behind (its lock lost with a
connection) finds no row to write to, and its whole chunk is rolled back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.shared.nights.models import StepRun
from portal.shared.nights.periods import Period
from portal.shared.nights.steps import Chunk

ATTEMPTS_KEPT = 10
ERROR_LENGTH = 2000
INTERRUPTED = "interrupted"


class Superseded(Exception):
    """Another attempt of the same step has begun meanwhile."""


@transaction.atomic
def begin(*, step: str, period: Period, latest: date, now: datetime, anew: bool = False) -> StepRun:
    """Start the next attempt where the last one stopped. What has finished is answered as it is, unless `anew`."""
    names = {"day": period.day, "hour": period.hour, "step": step}
    StepRun.objects.get_or_create(**names, defaults={"started": now})
    run = StepRun.objects.select_for_update().get(**names)
    if run.status == StepRun.Status.FINISHED and not anew:
        return run
    if run.status == StepRun.Status.FINISHED:
        run.started, run.cursor, run.counts, run.done, run.total = now, None, {}, 0, None
        run.milliseconds = run.tries = 0
    run.status, run.error, run.finished, run.attempt_started = StepRun.Status.RUNNING, "", None, now
    run.tries = 1 if run.tried_for != latest else run.tries + 1
    run.tried_for = latest
    run.attempt += 1
    run.save()
    return run


@transaction.atomic
def note_interrupted(*, hourly: bool, tries: int, now: datetime) -> None:
    """Close the attempts that nobody closed, once the lock says that nobody works on them.

    They wait to be taken up again, or have failed when that many tries brought nothing forward. Whoever still works
    on one has lost it: only what is running can be written to.
    """
    left = StepRun.objects.filter(status=StepRun.Status.RUNNING, hour__isnull=not hourly)
    for run in left.select_for_update():
        given_up = run.tries >= tries
        run.status = StepRun.Status.FAILED if given_up else StepRun.Status.WAITING
        run.error = INTERRUPTED if given_up else ""
        run.finished = now if given_up else None
        run.history = _with_attempt(run, None, INTERRUPTED)
        run.save()


def keep_chunk(run: StepRun, chunk: Chunk, *, milliseconds: int, now: datetime) -> None:
    """Save what a chunk did, in the chunk's own transaction; Superseded undoes both."""
    values: dict[str, Any] = {
        "cursor": chunk.cursor,
        "counts": {
            name: run.counts.get(name, 0) + chunk.counts.get(name, 0) for name in {**run.counts, **chunk.counts}
        },
        "done": run.done + chunk.done,
        "total": run.total if chunk.total is None else chunk.total,
        "milliseconds": run.milliseconds + milliseconds,
        "tries": 0,
    }
    if chunk.cursor is None:
        values |= {"status": StepRun.Status.FINISHED, "finished": now}
        values["history"] = _with_attempt(run, now, "", done=values["done"])
    _write(run, values)


def fail(run: StepRun, error: str, *, now: datetime) -> None:
    """Keep why an attempt ended; what its chunks did stays. Superseded when it is no longer ours to say."""
    values = {"status": StepRun.Status.FAILED, "finished": now, "error": error[:ERROR_LENGTH]}
    _write(run, {**values, "history": _with_attempt(run, now, error[:ERROR_LENGTH])})


def pause(run: StepRun, *, now: datetime) -> None:
    """Stop between two chunks; the next tick goes on."""
    _write(
        run, {"status": StepRun.Status.WAITING, "finished": None, "tries": 0, "history": _with_attempt(run, now, "")}
    )


def _write(run: StepRun, values: dict[str, Any]) -> None:
    own = StepRun.objects.filter(pk=run.pk, attempt=run.attempt, status=StepRun.Status.RUNNING)
    if not own.update(**values):
        raise Superseded(str(run))
    for name, value in values.items():
        setattr(run, name, value)


def _with_attempt(run: StepRun, ended: datetime | None, error: str, done: int | None = None) -> list[dict[str, Any]]:
    begun = run.attempt_started
    line = {
        "attempt": run.attempt,
        "started": begun and begun.isoformat(),
        "ended": ended and ended.isoformat(),
        "done": run.done if done is None else done,
        "error": error,
    }
    return [*run.history, line][-ATTEMPTS_KEPT:]
