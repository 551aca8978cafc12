"""The queue: late acknowledgement, short patience with Redis, and the clock (beat) in UTC.

Redis never holds the only copy of anything: a lost message is found again by the next beat, a doubled
one (a second clock, a job longer than its message's patience) meets the lock of the work itself.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from celery import Celery
from celery.schedules import crontab

from portal.queue_slots import free_slots

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

PATIENCE_SECONDS = 0.5
# A message whose worker was killed is handed out again after this long.
VISIBILITY_SECONDS = 15 * 60

# Often, because each run looks itself for what is due: no time zone, lost message or missed hour matters. A tick that
# nobody took before the next one is let go.
TICK_MINUTES = 10
_TICK = {"schedule": crontab(minute=f"*/{TICK_MINUTES}"), "options": {"expires": TICK_MINUTES * 60}}
BEAT_SCHEDULE = {
    "hour": {"task": "portal.tasks.run_hour", **_TICK},
    "night": {"task": "portal.tasks.run_night", **_TICK},
    # For what no nudge woke a worker for, what is tried again, and what a killed worker left.
    "mail": {"task": "portal.shared.outbox.tasks.deliver_mail", "schedule": crontab(), "options": {"expires": 55}},
    "reach": {"task": "portal.shared.reach.tasks.flush_reach", "schedule": crontab(), "options": {"expires": 55}},
}
BEAT_FILE = Path(__file__).resolve().parents[1] / "var" / "beat-schedule"
with suppress(OSError):  # whoever runs beat elsewhere names its file with --schedule
    BEAT_FILE.parent.mkdir(exist_ok=True)
# Longer than any task that does not say so itself should take.
TASK_SECONDS = 15 * 60
TASKS_PER_CHILD = 200

free_slots()
app = Celery("tsunagu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "global_keyprefix": "queue:",
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_publish_retry=False,
    task_time_limit=TASK_SECONDS,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=TASKS_PER_CHILD,
    # The portal's own handler writes the worker's lines too, as JSON.
    worker_hijack_root_logger=False,
    enable_utc=True,
    timezone="UTC",
    beat_schedule=BEAT_SCHEDULE,
    beat_schedule_filename=str(BEAT_FILE),
)
app.autodiscover_tasks()
app.autodiscover_tasks(["portal"])
