"""Which step is due, and which one may be asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from portal.shared.denials import Denial
from portal.shared.nights.models import StepRun
from portal.shared.nights.periods import MOST_MISSED, CatchUp, Period, missing_periods
from portal.shared.nights.runner import Due
from portal.shared.nights.steps import Step

TRIES = 3
WAIT = timedelta(minutes=20)
"""How long a failed step rests, times the number of its tries."""


def due_steps(steps: Sequence[Step], latest: Period, now: datetime) -> list[Due]:
    """What is to be done now, night by night and in the order of the list."""
    runs = _runs_by_step([step.name for step in steps], latest)
    found: list[tuple[Period, int, Due]] = []
    for number, step in enumerate(steps):
        for period in _due_periods(step, latest, runs[step.name], now):
            found.append((period, number, Due(step, period)))
    return [due for *_, due in sorted(found, key=lambda one: one[:2])]


def _runs_by_step(names: Iterable[str], latest: Period) -> dict[str, dict[Period, StepRun]]:
    """The ledger's rows as far back as anything is made up for."""
    first = latest.day - timedelta(days=MOST_MISSED if latest.hour is None else MOST_MISSED // 24)
    runs: dict[str, dict[Period, StepRun]] = defaultdict(dict)
    rows = StepRun.objects.filter(
        step__in=list(names), day__range=(first, latest.day), hour__isnull=latest.hour is None
    ).defer("counts", "history")
    for run in rows:
        runs[run.step][run.period] = run
    return runs


def _due_periods(step: Step, latest: Period, runs: dict[Period, StepRun], now: datetime) -> list[Period]:
    finished = [period for period, run in runs.items() if run.status == StepRun.Status.FINISHED]
    due = []
    for period in missing_periods(latest, step.catch_up, runs, finished):
        run = runs.get(period)
        if run and not may_try(run, latest, now):
            break
        due.append(period)
    return due


def may_try(run: StepRun, latest: Period, now: datetime) -> bool:
    """Whether a run that has not ended well is tried again now: three times a night, after a rest."""
    if run.tried_for != latest.day:
        return True
    if run.tries >= TRIES:
        return False
    if run.status != StepRun.Status.FAILED or run.finished is None:
        return True
    rested = now - run.finished
    return not timedelta(0) <= rested < WAIT * max(1, run.tries)


def can_run_again(run: StepRun, step: Step | None, newest: Period) -> Denial | None:
    """Only a failed step, and only where a later night does not do its work anyway."""
    if step is None or run.status != StepRun.Status.FAILED:
        return Denial("not-failed", _("Only a step that failed can be run again."))
    if step.catch_up is CatchUp.LATEST_ONLY and run.period != newest:
        return Denial(
            "later-night", _("A later night has done this work, or will do it."), _("Nothing needs to be done here.")
        )
    return None
