"""Says "come back in a moment" before requests pile up."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg.errors import QueryCanceled

ALWAYS_ANSWERED = ("/healthz",)
RETRY_AFTER_SECONDS = "5"
PATIENCE_SECONDS = 1.0


class BackPressureMiddleware:
    """At most MAX_CONCURRENT_REQUESTS work at once in a process; twice as many wait a moment; the rest get 503.

    The web server must have more threads than may work and wait (`portal.gunicorn`), or the crowd waits unseen
    in its own queue and nobody is told.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = threading.BoundedSemaphore(settings.MAX_CONCURRENT_REQUESTS)
        self.benches = threading.BoundedSemaphore(may_wait(settings.MAX_CONCURRENT_REQUESTS))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ALWAYS_ANSWERED:
            return self.get_response(request)
        if not self._has_place():
            return come_back()
        try:
            return self.get_response(request)
        finally:
            self.places.release()

    def _has_place(self) -> bool:
        if self.places.acquire(blocking=False):
            return True
        if not self.benches.acquire(blocking=False):
            return False
        try:
            return self.places.acquire(timeout=PATIENCE_SECONDS)
        finally:
            self.benches.release()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A statement that the database cut short is a full house too, not a fault."""
        return come_back() if isinstance(error.__cause__, QueryCanceled) else None


def may_wait(places: int) -> int:
    """How many requests may wait for that many places."""
    return 2 * places


def threads(places: int) -> int:
    """Threads of a web process: for those who work, those who wait, and two that refuse, give files and say healthy."""
    return places + may_wait(places) + 2


def come_back() -> HttpResponse:
    """503 with the time after which another try makes sense."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
