"""Runs steps chunk by chunk, each chunk in one transaction with its trace in the ledger."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, Error, connection, transaction

from portal.shared.history.acting import acting
from portal.shared.logs import without_persons
from portal.shared.nights import ledger
from portal.shared.nights.lock import Lock, LockLost
from portal.shared.nights.models import StepRun
from portal.shared.nights.periods import Period
from portal.shared.nights.steps import Step
from portal.shared.versions import content_changed

logger = logging.getLogger(__name__)
RECORD_SECONDS = 15
"""How long a failure waits for a database that is starting again."""
PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Due:
    """A step and the period it is to do."""

    step: Step
    period: Period
    anew: bool = False
    """Whether it begins from the beginning where it has finished before."""


@dataclass
class Clock:
    """`now` moved on by the time that has passed since, so that a clock that is set meanwhile disturbs nothing.

    `patience`: after that many seconds the work pauses between two chunks; None: never.
    """

    now: datetime
    patience: float | None = None

    def __post_init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def passed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._begun

    def __call__(self) -> datetime:
        return self.now + timedelta(seconds=self.passed)

    @property
    def is_over(self) -> bool:
        """Whether the next tick should go on."""
        return self.patience is not None and self.passed >= self.patience


Line = dict[str, Any]


def run_steps(due: Iterable[Due], *, latest: date, clock: Clock, lock: Lock) -> list[Line]:
    """Run them in order; a failed step is recorded and the next still runs. Raises LockLost between chunks."""
    lines = []
    for one in due:
        lines.append(_run_step(one, latest, clock, lock))
        if clock.is_over:
            break
    return lines


def _run_step(due: Due, latest: date, clock: Clock, lock: Lock) -> Line:
    lock.check()
    begun = clock.passed
    run = ledger.begin(step=due.step.name, period=due.period, latest=latest, now=clock(), anew=due.anew)
    try:
        while run.status == StepRun.Status.RUNNING:
            lock.check()
            if clock.is_over:
                ledger.pause(run, now=clock())
            else:
                _run_chunk(due.step, run, clock)
    except ledger.Superseded:
        logger.warning("night step %s: another attempt has taken over", due.step.name)
        run.error = "Superseded: another attempt has taken over"
    except LockLost as error:
        _record(run, error, clock)
        raise
    except Exception as error:
        logger.exception("night step %s failed", due.step.name)
        _record(run, error, clock)
    return {
        "step": due.step.name,
        "night": str(due.period),
        "status": str(run.status),
        "seconds": round(clock.passed - begun, 3),
        "counts": dict(run.counts),
        "error": run.error,
    }


def _run_chunk(step: Step, run: StepRun, clock: Clock) -> None:
    begun = clock.passed
    with acting(through=f"night:{step.name}"), transaction.atomic(durable=True):
        chunk = step.run_chunk(night=run.day, now=clock.now, cursor=run.cursor)
        milliseconds = int((clock.passed - begun) * 1000)
        ledger.keep_chunk(run, chunk, milliseconds=milliseconds, now=clock())
        if chunk.cursor is None and run.hour is None:
            content_changed()


def _words_of(error: Exception) -> str:
    """The first line without persons; of an error that quotes what people typed, its name alone."""
    name = type(error).__name__
    if isinstance(error, ValidationError | DataError | UnicodeError):
        return name
    return without_persons("\n".join(f"{name}: {error}".splitlines()[:1]))


def _record(run: StepRun, error: Exception, clock: Clock) -> None:
    """Write the failure down, also where the database is away for a moment; the next tick finds what nobody wrote."""
    text = _words_of(error)
    run.status, run.error = StepRun.Status.FAILED, text
    deadline = time.monotonic() + RECORD_SECONDS
    while True:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            return ledger.fail(run, text, now=clock())
        except ledger.Superseded:
            return None
        except Error:
            if time.monotonic() > deadline:
                logger.exception("night step %s: its failure could not be recorded", run.step)
                return None
            time.sleep(PAUSE_SECONDS)
