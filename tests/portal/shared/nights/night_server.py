"""A process that forks nights for each line it reads, so that fifty of them are killed while Python starts once.

Arguments: the test's database, its folder, the moment of the tick. A line: the way to run, how many at once, after how
many seconds they are killed (0: never), how many hours later it is. The answer: how each ended, 0 for done, 3 for
"another one runs", 4 for "the lock is lost", -9 killed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from organizations.places import indexing  # noqa: E402
from portal.shared.nights import ledger, runner, services  # noqa: E402
from portal.shared.nights.lock import LockLost, NightIsRunning  # noqa: E402
from portal.shared.nights.models import StepRun  # noqa: E402
from portal.shared.nights.steps import Step  # noqa: E402
from tests.portal.shared.nights.working import slow_night, whole_night  # noqa: E402

BUSY, LOST = 3, 4
PLACES_IN_A_CHUNK = 20


def run_night(way: str, now: datetime) -> int:
    """One tick. `loose` is the control of the kills; `fenced` and `open` are nights whose lock does not hold.

    `slow` has only steps that need no other table, and takes its time.
    """
    indexing.CHUNK = PLACES_IN_A_CHUNK
    if way == "loose":
        runner._run_chunk = _loose_chunk
    if way in ("fenced", "open"):
        services.hold_lock = _no_lock
    if way == "open":
        ledger._write = _write_anyhow
    try:
        services.run_due_night(slow_night() if way == "slow" else whole_night(), hour=2, now=now)
    except NightIsRunning:
        return BUSY
    except LockLost:
        return LOST
    return 0


def _loose_chunk(step: Step, run: StepRun, clock: runner.Clock) -> None:
    """A chunk's work, then its cursor, each in a transaction of its own; a kill can meet the moment between them."""
    with transaction.atomic():
        chunk = step.run_chunk(night=run.day, now=clock.now, cursor=run.cursor)
    time.sleep(0.01)
    ledger.keep_chunk(run, chunk, milliseconds=0, now=clock())


@contextmanager
def _no_lock(key: int) -> Iterator[Any]:
    yield SimpleNamespace(check=lambda: None)


def _write_anyhow(run: StepRun, values: dict[str, Any]) -> None:
    StepRun.objects.filter(pk=run.pk).update(**values)
    for name, value in values.items():
        setattr(run, name, value)


def _forked(way: str, now: datetime) -> int:
    child = os.fork()
    if not child:
        code = 1
        try:
            code = run_night(way, now)
        finally:
            os._exit(code)
    return child


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Answer lines until the input ends."""
    database, folder, moment = sys.argv[1:]
    connection.settings_dict["NAME"] = database
    settings.MEDIA_ROOT = Path(folder)
    now = datetime.fromisoformat(moment)
    _say("ready")
    for line in sys.stdin:
        way, count, seconds, hours = line.split()
        children = [_forked(way, now + timedelta(hours=int(hours))) for _ in range(int(count))]
        if float(seconds):
            time.sleep(float(seconds))
            for child in children:
                os.kill(child, signal.SIGKILL)  # nobody has buried it yet: the number is still its own
        _say(" ".join(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])) for child in children))


if __name__ == "__main__":
    main()
