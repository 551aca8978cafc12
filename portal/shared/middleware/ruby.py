"""Furigana on every page that is finished HTML."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from portal.shared.ruby import furigana_shown, ruby_pass

FURIGANA_COOKIE = "furigana"


class RubyMiddleware:
    """Sets ``request.furigana`` and makes the last pass over HTML.

    Stands below the locale middleware (it asks the language) and below compression. Streamed
    answers and other formats pass untouched: whoever writes those strips the markup.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        shown = furigana_shown(request.COOKIES.get(FURIGANA_COOKIE), get_language() or "")
        request.furigana = shown  # type: ignore[attr-defined]
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_plain_html(response):
            _rewrite(response, show=shown)
        return response


def _is_plain_html(response: HttpResponse) -> bool:
    return (
        response.get("Content-Type", "").startswith("text/html")
        and not response.has_header("Content-Encoding")
        and b"|" in response.content
    )


def _rewrite(response: HttpResponse, *, show: bool) -> None:
    before = response.content.decode(response.charset)
    after = ruby_pass(before, show=show)
    if after is before:
        return
    response.content = after.encode(response.charset)
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
