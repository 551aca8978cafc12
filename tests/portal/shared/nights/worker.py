"""The portal's queue with a night that takes its time."""

from __future__ import annotations

import django

from portal.celery import app as app

django.setup()  # Celery's own set-up comes too late for the import below

from portal import tasks  # noqa: E402
from tests.portal.shared.nights.working import slow_night  # noqa: E402

tasks.NIGHTLY = tuple(slow_night())
