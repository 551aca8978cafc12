"""What beat starts: load nothing, call one service. Each tick looks for itself what is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.nightly import HOURLY, NIGHTLY
from portal.shared.nights.lock import LockLost, NightIsRunning
from portal.shared.nights.services import keep_heartbeat, run_due_hour, run_due_night
from portal.shared.wards import current_ward

NIGHT_SECONDS = 45 * 60
"""After this long the night pauses between two chunks and the next tick goes on: workers can be renewed by then."""
HOUR_SECONDS = 5 * 60
STUCK_SECONDS = 15 * 60
"""One chunk that takes longer than this is ended with its process, and tried again."""


@shared_task(name="portal.tasks.run_night", time_limit=NIGHT_SECONDS + STUCK_SECONDS)
def nightly() -> str:
    """Once the ward's hour of the night (Japan time) has come, the night runs, once."""
    try:
        hour = current_ward().night_hour
        report = run_due_night(NIGHTLY, hour=hour, now=timezone.localtime(), patience=NIGHT_SECONDS)
    except NightIsRunning:
        return "already running"
    except LockLost:
        return "lost the database; the next tick goes on"
    return "done" if report else "nothing due"


@shared_task(name="portal.tasks.run_hour", time_limit=HOUR_SECONDS + STUCK_SECONDS)
def hourly() -> str:
    """The clock lives; what each hour has to do is done."""
    now = timezone.localtime()
    keep_heartbeat(now=now)
    try:
        report = run_due_hour(HOURLY, now=now, patience=HOUR_SECONDS)
    except NightIsRunning:
        return "already running"
    except LockLost:
        return "lost the database; the next tick goes on"
    return "done" if report else "nothing due"
