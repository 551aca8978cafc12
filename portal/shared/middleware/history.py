"""Tells the history who writes in a request, and through which view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.shared.history.acting import acting

READS = frozenset({"GET", "HEAD", "OPTIONS"})


class HistoryMiddleware:
    """Stands below the session's user; requests that only read pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS:
            return self.get_response(request)
        with acting(by=getattr(request.user, "person_id", None), through="") as told:
            request.told_history = told  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """The view's name is known only now; it says more than the address and holds no number of anybody."""
        told = getattr(request, "told_history", None)
        if told is not None and request.resolver_match is not None:
            told["through"] = request.resolver_match.view_name
