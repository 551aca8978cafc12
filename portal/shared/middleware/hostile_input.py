"""Turns away what no browser sends before anything downstream trips over it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MAX_QUERY_BYTES = 4096
MAX_PARAMETERS = 100


class HostileInputMiddleware:
    """Absurd addresses get 400 and a sentence that says what is wrong.

    Stands below language and furigana, which its page needs, and above everything that reads parameters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        problem = _problem(request)
        if not problem:
            return self.get_response(request)
        return render(request, "400.html", {"problem": _(problem)}, status=400)


def _problem(request: HttpRequest) -> str:
    """The English sentence that says what is wrong, or an empty string."""
    query = request.META.get("QUERY_STRING", "")
    if "\x00" in request.path:
        return gettext_noop("The address contains a character that cannot be used. Please type it again.")
    if len(query) > MAX_QUERY_BYTES:
        return gettext_noop("The address is too long. Please use fewer filters or a shorter search word.")
    if query.count("&") >= MAX_PARAMETERS:
        return gettext_noop("The address has too many parameters. Please use fewer filters.")
    if "%00" in query or "\x00" in query:
        return gettext_noop("The search contains a character that cannot be used. Please type it again.")
    return ""
