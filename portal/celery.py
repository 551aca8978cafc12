"""The queue: late acknowledgement, short patience with Redis, and the clock (beat) in UTC.

Redis never holds the only copy of anything: a lost message is found again by the hourly beat, a doubled
one meets the lock of the work itself.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

PATIENCE_SECONDS = 0.5
# A message whose worker was killed is handed out again after this long.
VISIBILITY_SECONDS = 15 * 60

# Hourly, because each run looks itself for what is due: no time zone, lost message or missed hour matters.
BEAT_SCHEDULE = {"night": {"task": "portal.tasks.run_night", "schedule": crontab(minute=5)}}

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
    worker_prefetch_multiplier=1,
    # The portal's own handler writes the worker's lines too, as JSON.
    worker_hijack_root_logger=False,
    enable_utc=True,
    timezone="UTC",
    beat_schedule=BEAT_SCHEDULE,
)
app.autodiscover_tasks()
app.autodiscover_tasks(["portal"])
