"""The portal's queue for the fault tests: the same tasks and options, with short leases and a hasty beat."""

from __future__ import annotations

from datetime import timedelta

import django

from portal.celery import BEAT_SCHEDULE, app

django.setup()  # Celery's own set-up comes too late for the import below

from portal.shared.outbox import delivering  # noqa: E402

delivering.LEASE = timedelta(seconds=1)
app.conf.beat_schedule = {"mail": {**BEAT_SCHEDULE["mail"], "schedule": 0.4}}
