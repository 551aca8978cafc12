"""What beat starts: bring the counters to PostgreSQL."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone
from redis.exceptions import RedisError

from portal.shared.reach.services import flush_views


@shared_task(name="portal.shared.reach.tasks.flush_reach")
def flush_reach() -> str:
    """Safe to run any number of times at once."""
    try:
        counts = flush_views(now=timezone.now())
    except (RedisError, OSError) as error:
        return f"Redis is away: {type(error).__name__}"
    return " ".join(f"{name} {number}" for name, number in counts.items())
