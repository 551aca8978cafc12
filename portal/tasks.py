"""What beat starts: load nothing, call one service."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.nightly import NightIsRunning, run_night
from portal.shared.wards import current_ward


@shared_task(name="portal.tasks.run_night")
def nightly() -> str:
    """The hourly tick: in the ward's hour of the night (Japan time) the night runs, once."""
    now = timezone.localtime()
    if now.hour != current_ward().night_hour:
        return "not the hour"
    try:
        run_night(night=now.date(), now=now)
    except NightIsRunning:
        return "already running"
    return "done"
