"""What beat starts: load nothing, call one service."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.nightly import NightIsRunning, run_due_night
from portal.shared.wards import current_ward


@shared_task(name="portal.tasks.run_night")
def nightly() -> str:
    """The hourly tick: once the ward's hour of the night (Japan time) has come, the night runs, once."""
    try:
        report = run_due_night(hour=current_ward().night_hour, now=timezone.localtime())
    except NightIsRunning:
        return "already running"
    return "done" if report else "nothing due"
