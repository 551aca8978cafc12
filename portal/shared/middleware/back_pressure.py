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


class BackPressureMiddleware:
    """At most MAX_CONCURRENT_REQUESTS at once in a process; the rest get 503 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = threading.BoundedSemaphore(settings.MAX_CONCURRENT_REQUESTS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ALWAYS_ANSWERED:
            return self.get_response(request)
        if not self.places.acquire(blocking=False):
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
        try:
            return self.get_response(request)
        finally:
            self.places.release()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A statement that the database cut short is a full house too, not a fault."""
        return _come_back() if isinstance(error.__cause__, QueryCanceled) else None


def _come_back() -> HttpResponse:
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
