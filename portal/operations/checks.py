"""Looks at start whether the database has room for everybody who may come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from portal.shared.middleware.back_pressure import threads

SHARE = 0.7
# The worker's processes with a lock's connection beside each, the clock, one command, one readiness question each.
JOBS = 10


def connections_wanted(processes: int, places: int) -> int:
    """Every thread of every web process keeps a connection; so do the jobs."""
    return processes * threads(places) + JOBS


@register(Tags.database)
def check_connections(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Wanted connections stay within 70 % of what the server gives; the rest is for people and other programs."""
    if "default" not in (databases or ()):
        return []
    wanted = connections_wanted(settings.ENV.web_processes, settings.MAX_CONCURRENT_REQUESTS)
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_setting('max_connections')::int")
            given = int(cursor.fetchone()[0])
    except DatabaseError:
        return []
    return _judged(wanted, given)


def _judged(wanted: int, given: int) -> list[CheckMessage]:
    if wanted <= SHARE * given:
        return []
    return [
        Warning(
            f"The portal may want {wanted} database connections, more than 70 % of the server's {given}.",
            hint="Lower WEB_PROCESSES or MAX_CONCURRENT_REQUESTS, or raise max_connections.",
            id="operations.W001",
        )
    ]
