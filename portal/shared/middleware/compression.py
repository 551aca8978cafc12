"""Pages are packed on their way out; files that somebody gave the portal go out as they are."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import gzip


class GZipMiddleware(gzip.GZipMiddleware):
    """Django's own, except for responses marked `as_it_is`: those are packed already, and keep their length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(response, "as_it_is", False):
            return response
        return super().process_response(request, response)
