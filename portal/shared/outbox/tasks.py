"""What nudges and beat start: deliver what is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.shared.outbox.delivering import deliver_due


@shared_task(name="portal.shared.outbox.tasks.deliver_mail")
def deliver_mail() -> str:
    """Safe to run any number of times at once."""
    counts = deliver_due(now=timezone.now())
    return " ".join(f"{name} {number}" for name, number in counts.items())
