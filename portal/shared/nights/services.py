"""The night begins, an official asks for a step again, the clock says that it lives, the ledger is shortened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.nights.ledger import note_interrupted
from portal.shared.nights.lock import HOUR_LOCK, NIGHT_LOCK, Lock, hold_lock
from portal.shared.nights.models import Heartbeat, StepRun
from portal.shared.nights.periods import Period, latest_hour, latest_night
from portal.shared.nights.rules import TRIES, can_run_again, due_steps
from portal.shared.nights.runner import Clock, Due, Line, run_steps
from portal.shared.nights.steps import Step

BEAT = "beat"
HOURS_KEPT = timedelta(days=14)
NIGHTS_KEPT = timedelta(days=2 * 366)


def run_night(steps: Sequence[Step], *, night: date, now: datetime, only: str | None = None) -> list[Line]:
    """Run all steps of this night, or one by name, whether or not they have been done: what an operator asks for.

    A step that was interrupted goes on where it stopped. Raises NightIsRunning when another night runs, KeyError
    for an unknown step.
    """
    wanted = [step for step in steps if only in (None, step.name)]
    if not wanted:
        raise KeyError(only)
    with hold_lock(NIGHT_LOCK) as lock:
        note_interrupted(hourly=False, tries=TRIES, now=now)
        due = [Due(step, Period(night), anew=True) for step in wanted]
        return run_steps(due, latest=night, clock=Clock(now), lock=lock)


def run_due_night(steps: Sequence[Step], *, hour: int, now: datetime, patience: float | None = None) -> list[Line]:
    """Do what the last night that should have begun (`hour`, in Japan), and those missed before it, have left undone.

    A tick that comes twice finds nothing to do; a step that failed or was killed is taken up again. After `patience`
    seconds the work pauses between two chunks. Raises NightIsRunning when another night runs.
    """
    return _run_due(steps, latest_night(hour=hour, now=now), now, NIGHT_LOCK, patience)


def run_due_hour(steps: Sequence[Step], *, now: datetime, patience: float | None = None) -> list[Line]:
    """Do what this hour, and those missed before it, have left undone; it does not wait for a night that runs."""
    return _run_due(steps, latest_hour(now), now, HOUR_LOCK, patience)


def _run_due(steps: Sequence[Step], latest: Period, now: datetime, key: int, patience: float | None) -> list[Line]:
    with hold_lock(key) as lock:
        note_interrupted(hourly=latest.hour is not None, tries=TRIES, now=now)
        clock = Clock(now, patience)
        return list(_one_by_one(steps, latest, clock, lock))


def _one_by_one(steps: Sequence[Step], latest: Period, clock: Clock, lock: Lock) -> Iterator[Line]:
    """A missed night that does not end well holds up the later ones of its step, and only those."""
    blocked: set[str] = set()
    for due in due_steps(steps, latest, clock.now):
        if due.step.name in blocked or clock.is_over:
            continue
        for line in run_steps([due], latest=latest.day, clock=clock, lock=lock):
            if line["status"] != StepRun.Status.FINISHED:
                blocked.add(due.step.name)
            yield line


class NotAgainError(Exception):
    """The step is not run again; `denial` is what the person can be told."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.code)
        self.denial = denial


@transaction.atomic
def run_again(steps: Iterable[Step], *, run_id: int, by: int, now: datetime) -> StepRun:
    """Give a failed step its tries back: the next tick takes it up. StepRun.DoesNotExist, NotAgainError."""
    run = StepRun.objects.select_for_update().get(pk=run_id)
    same = StepRun.objects.filter(step=run.step, hour__isnull=run.hour is None).order_by("-day", "-hour")
    newest = same.first() or run
    denial = can_run_again(run, next((step for step in steps if step.name == run.step), None), newest.period)
    if denial:
        raise NotAgainError(denial)
    run.status, run.tries = StepRun.Status.WAITING, 0
    run.save(update_fields=["status", "tries"])
    record_act(by=by, verb="run_step_again", on=run, now=now, detail={"step": run.step, "period": str(run.period)})
    return run


def keep_heartbeat(*, now: datetime) -> None:
    """The clock, the queue and a worker live."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": now})


def forget_runs(*, now: datetime) -> dict[str, int]:
    """Shorten the ledger: hours after two weeks, nights after two years; each step keeps its newest night."""
    hours, _rows = StepRun.objects.filter(hour__isnull=False, day__lt=(now - HOURS_KEPT).date()).delete()
    nights = StepRun.objects.filter(hour__isnull=True)
    newest = dict(nights.values_list("step").annotate(Max("day")))
    old = nights.filter(day__lt=(now - NIGHTS_KEPT).date()).values_list("id", "step", "day")
    forgotten = [number for number, step, day in old if newest[step] != day]
    StepRun.objects.filter(pk__in=forgotten).delete()
    return {"runs": hours + len(forgotten)}
