"""What officials read about the nights: a line for each, its steps in words, and whether the clock lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from portal.shared.nights.ledger import INTERRUPTED
from portal.shared.nights.models import Heartbeat, StepRun
from portal.shared.nights.periods import Period, latest_night
from portal.shared.nights.rules import TRIES, can_run_again
from portal.shared.nights.services import BEAT
from portal.shared.nights.steps import Step

Status = StepRun.Status
NIGHTS_SHOWN = 14
HOURS_SHOWN = 24
BEAT_SILENT = timedelta(minutes=35)
"""Three ticks and a little: then the clock, the queue or the worker stands still."""
NIGHT_LATE = timedelta(hours=1)
DATABASE_FAULTS = ("OperationalError", "InterfaceError", "LockLost")


@dataclass(frozen=True)
class StepLine:
    """One step of one night as officials read it."""

    run: StepRun
    title: str
    words: str
    trouble: str
    given_up: bool
    may_run_again: bool

    @property
    def seconds(self) -> float:
        """Worked, over all attempts."""
        return round(self.run.milliseconds / 1000, 1)

    @property
    def tone(self) -> str:
        """The badge's colour."""
        return {Status.FINISHED: "ok", Status.FAILED: "stop"}.get(Status(self.run.status), "info")


@dataclass(frozen=True)
class NightLine:
    """One night: its steps, and what they did in words."""

    night: date
    steps: list[StepLine]

    @property
    def failed(self) -> list[str]:
        """Titles of the steps that failed."""
        return [line.title for line in self.steps if line.run.status == Status.FAILED]

    @property
    def running(self) -> bool:
        """Whether a step has not ended."""
        return any(line.run.status in (Status.RUNNING, Status.WAITING) for line in self.steps)

    @property
    def seconds(self) -> float:
        """Worked, over all steps."""
        return round(sum(line.run.milliseconds for line in self.steps) / 1000, 1)

    @property
    def words(self) -> list[str]:
        """What the steps that ended well did."""
        return [line.words for line in self.steps if line.run.status == Status.FINISHED]


@dataclass(frozen=True)
class ClockHealth:
    """Whether the clock, the queue and the worker live, and the night of which nothing has been seen."""

    last_seen: datetime | None
    silent: bool
    night_not_run: date | None


def nights_page(nightly: Sequence[Step], hourly: Sequence[Step], *, hour: int, now: datetime) -> dict[str, Any]:
    """Context of the page: health of the clock, what runs now, the newest nights and hours."""
    nights, hours = last_nights(nightly, NIGHTS_SHOWN), last_hours(hourly, HOURS_SHOWN)
    lines = [*(line for night in nights for line in night.steps), *hours]
    return {
        "health": clock_health(hour=hour, now=now),
        "nights": nights,
        "hours": hours,
        "running": [line for line in lines if line.run.status == Status.RUNNING],
        "night_hour": hour,
        "tries": TRIES,
    }


def last_nights(steps: Sequence[Step], count: int) -> list[NightLine]:
    """The newest nights, newest first, their steps in the order of the list."""
    runs = StepRun.objects.filter(hour=None)
    days = list(runs.order_by("-day").values_list("day", flat=True).distinct()[:count])
    rows = sorted(runs.filter(day__in=days), key=lambda run: run.day, reverse=True)
    newest = _newest(rows)
    return [NightLine(day, _lines(steps, list(found), newest)) for day, found in groupby(rows, key=lambda run: run.day)]


def last_hours(steps: Sequence[Step], count: int) -> list[StepLine]:
    """The newest hourly runs, newest first."""
    rows = list(StepRun.objects.filter(hour__isnull=False).order_by("-day", "-hour", "id")[:count])
    return _lines(steps, rows, _newest(rows), ordered=False)


def clock_health(*, hour: int, now: datetime) -> ClockHealth:
    """Look at the sign of life and at the night that should have begun (`hour`, in Japan)."""
    seen = Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()
    due = latest_night(hour=hour, now=now - NIGHT_LATE).day
    begun = StepRun.objects.filter(hour=None, day__gte=due).exists()
    return ClockHealth(seen, seen is None or now - seen > BEAT_SILENT, None if begun else due)


def _newest(rows: Iterable[StepRun]) -> dict[str, Period]:
    newest: dict[str, Period] = {}
    for run in rows:
        newest[run.step] = max(run.period, newest.get(run.step, run.period))
    return newest


def _lines(
    steps: Sequence[Step], rows: Sequence[StepRun], newest: Mapping[str, Period], *, ordered: bool = True
) -> list[StepLine]:
    known = {step.name: step for step in steps}
    places = {step.name: number for number, step in enumerate(steps)}
    if ordered:
        rows = sorted(rows, key=lambda run: places.get(run.step, len(places)))
    return [_line(run, known.get(run.step), newest[run.step]) for run in rows]


def _line(run: StepRun, step: Step | None, newest: Period) -> StepLine:
    return StepLine(
        run=run,
        title=str(step.title) if step else run.step,
        words=_words(run, step),
        trouble=_trouble(run.error) if run.status == Status.FAILED else "",
        given_up=run.status == Status.FAILED and run.tries >= TRIES,
        may_run_again=can_run_again(run, step, newest) is None,
    )


def _words(run: StepRun, step: Step | None) -> str:
    try:
        return str(step.words) % run.counts if step else _numbers(run)
    except KeyError:  # the ledger remembers steps of an older release
        return _numbers(run)


def _numbers(run: StepRun) -> str:
    return " ".join(f"{name} {number}" for name, number in sorted(run.counts.items()))


def _trouble(error: str) -> str:
    """What happened, for people who run no servers; the program's own words stand below it."""
    kind = error.partition(":")[0]
    if kind in DATABASE_FAULTS:
        return _("The database could not be reached or ended the work.")
    if kind in ("OSError", "FileNotFoundError", "PermissionError"):
        return _("A file or folder could not be read or written.")
    if kind in (INTERRUPTED, "SoftTimeLimitExceeded"):
        return _("The work was interrupted.")
    return _("The step ended with an error. Please tell whoever runs the portal what stands here.")
