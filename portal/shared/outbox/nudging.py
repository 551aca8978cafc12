"""Waking a worker after commit: quick, and never an error, for beat finds whatever nobody was woken for."""

from __future__ import annotations

import logging
import time
from functools import cache

from celery import Celery, current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
TASK = "portal.shared.outbox.tasks.deliver_mail"
# A frozen Redis is noticed after two of these at most; then nobody asks it for a while.
PATIENCE_SECONDS = 0.2
PAUSE_AFTER_FAILURE_SECONDS = 5.0
EXPIRES_SECONDS = 55
_resume_at = 0.0


def nudge() -> None:
    """Send the task that delivers mail; Redis away or frozen costs a moment once and then nothing for seconds."""
    global _resume_at
    if time.monotonic() < _resume_at:
        return
    try:
        _sender().send_task(TASK, ignore_result=True, retry=False, expires=EXPIRES_SECONDS)
    except (OperationalError, RedisError, OSError) as error:
        _resume_at = time.monotonic() + PAUSE_AFTER_FAILURE_SECONDS
        logger.warning("mail waits for beat: %s", type(error).__name__)


@cache
def _sender() -> Celery:
    """Its own way to the queue: Celery's usual one tries again for seconds, which a request cannot wait for."""
    sender = Celery("nudge", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    sender.conf.broker_transport_options = {
        **current_app.conf.broker_transport_options,
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
    return sender
