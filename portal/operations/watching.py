"""Stands at the door: gives each request a number, counts it, writes its line, and says what looks like an attack."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.operations import counting
from portal.shared.logs import request_number

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
GIVEN_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
# A form that comes back with 200 instead of leading on has refused what was typed.
SIGN_INS = frozenset({"account_login", "mfa_authenticate", "account_reauthenticate", "mfa_reauthenticate"})
EVENTS = {400: "hostile or unreadable request", 403: "denied", 429: "rate limit reached"}

lines = logging.getLogger("portal.requests")
security = logging.getLogger("portal.security")


class WatchMiddleware:
    """The first of all: what others answer is seen too. Lines hold the view's name, never the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        number = _number(request)
        token = request_number.set(number)
        try:
            response = self.get_response(request)
            response.headers.setdefault("X-Request-ID", number)
            self._note(request, response, time.perf_counter() - begun)
            return response
        finally:
            request_number.reset(token)

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        view, status = view_of(request, response), response.status_code
        counting.count(view, status, seconds)
        what = {"view": view, "status": status, "method": _method(request)}
        if settings.LOG_REQUESTS and not (request.path == "/healthz" and status == 200):
            lines.info("request", extra={"fields": {**what, "ms": round(seconds * 1000, 1)}})
        event = event_of(request, view, status)
        if event:
            security.warning(event, extra={"fields": {**what, "user": _user(request)}})


def view_of(request: HttpRequest, response: HttpResponse) -> str:
    """The URL's name; for what was answered before any view, who answered."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    return {200: "kept page", 301: "to https", 503: "full house"}.get(response.status_code, "none")


def event_of(request: HttpRequest, view: str, status: int) -> str:
    """What somebody who watches for attacks wants to know, or an empty string."""
    if view in SIGN_INS and request.method == "POST" and status == 200:
        return "failed sign-in"
    if view == "metrics" and status == 404:
        return "metrics without token"
    return EVENTS.get(status, "")


def _number(request: HttpRequest) -> str:
    """The proxy's number where there is one we trust, else our own."""
    given = request.headers.get("X-Request-ID", "") if settings.ENV.proxy_count else ""
    return given if GIVEN_NUMBER.fullmatch(given) else secrets.token_hex(8)


def _method(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else "OTHER"


def _user(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
