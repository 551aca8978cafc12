"""When a session was last used, for the list in which people recognise their devices; and who was here on which day."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.accounts.models import ActivityDay, User
from portal.shared.japan import JAPAN

SEEN_KEY = "seen"
"""Seconds since 1970, from the sign-in on; a session without it is not in the list."""
STEP_SECONDS = 15 * 60
DAY_KEY = "day"
"""The day in Japan that is written down already, and whether this person then held a post of the ward."""


class SessionActivityMiddleware:
    """Costs nothing but a look into the session that is read anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_page(request):
            note_activity(request, now=timezone.now())
        return self.get_response(request)


def _is_page(request: HttpRequest) -> bool:
    """Data that is the same for everybody does not ask who reads it."""
    return request.path.split("/")[1] in dict(settings.LANGUAGES)


def note_activity(request: HttpRequest, *, now: datetime) -> None:
    """Write the moment, where the last one was written long enough ago; and the day, once."""
    seen = request.session.get(SEEN_KEY)
    if seen is None:
        return
    _note_day(request, now)
    if time.time() - seen < STEP_SECONDS:
        return
    request.session[SEEN_KEY] = time.time()
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def _note_day(request: HttpRequest, now: datetime) -> None:
    """Whoever works for the ward is not counted among the readers: `read_by_staff` tells the counter of pages."""
    day = now.astimezone(JAPAN).date()
    written, staff = request.session.get(DAY_KEY) or ("", False)
    if written != day.isoformat():
        user = request.user
        if not isinstance(user, User) or user.person_id is None:
            return
        ActivityDay.objects.bulk_create([ActivityDay(person_id=user.person_id, day=day)], ignore_conflicts=True)
        staff = any(one.held_at(now) for one in user.holdings)
        request.session[DAY_KEY] = [day.isoformat(), staff]
    request.read_by_staff = staff  # type: ignore[attr-defined]
