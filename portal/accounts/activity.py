"""When a session was last used, for the list in which people recognise their devices; written four times an hour."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SEEN_KEY = "seen"
"""Seconds since 1970, from the sign-in on; a session without it is not in the list."""
STEP_SECONDS = 15 * 60


class SessionActivityMiddleware:
    """Costs nothing but a look into the session that is read anyway."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and _is_page(request):
            note_activity(request)
        return self.get_response(request)


def _is_page(request: HttpRequest) -> bool:
    """Data that is the same for everybody does not ask who reads it."""
    return request.path.split("/")[1] in dict(settings.LANGUAGES)


def note_activity(request: HttpRequest) -> None:
    """Write the moment, where the last one was written long enough ago."""
    seen = request.session.get(SEEN_KEY)
    if seen is None or time.time() - seen < STEP_SECONDS:
        return
    request.session[SEEN_KEY] = time.time()
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
