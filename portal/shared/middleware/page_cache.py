"""Answers a repeated anonymous page from the cache before sessions and templates are touched."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.shared.page_cache import fetch_page, keep_page, page_key
from portal.shared.versions import content_version


class PageCacheMiddleware:
    """Only pages marked by `cached_page` are ever kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = page_key(request)
        if key is None or request.path.startswith(("/static/", "/files/", "/healthz", "/readyz", "/metrics")):
            return self.get_response(request)
        kept = fetch_page(key)
        if kept is not None:
            return kept
        version = content_version()
        response = self.get_response(request)
        if getattr(response, "keep_seconds", 0):
            response.view_name = request.resolver_match.view_name if request.resolver_match else ""  # type: ignore[attr-defined]
            keep_page(key, response, version)
        return response
