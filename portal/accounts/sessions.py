"""Sessions that are over: they hold what somebody typed or who was signed in, so they do not outlive the night."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_sessions(*, now: datetime) -> dict[str, int]:
    """Delete the sessions that have expired; safe to run twice."""
    deleted, _ = Session.objects.filter(expire_date__lte=now).delete()
    return {"sessions": deleted}
