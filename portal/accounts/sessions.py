"""Sessions: ended ones do not outlive the night, and all of an account's can be ended at once."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


def forget_sessions(*, now: datetime) -> dict[str, int]:
    """Delete the sessions that have expired, and what the list of sessions says of them; safe to run twice."""
    deleted, _ = Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return {"sessions": deleted}


@transaction.atomic
def end_sessions(*, user_id: int) -> int:
    """Sign an account out everywhere; answers at how many places it was signed in."""
    keys = list(UserSession.objects.filter(user_id=user_id).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
