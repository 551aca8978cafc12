"""Counts pages on their way out, kept ones too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.shared.reach.readers import Visitor, address_of, is_machine
from portal.shared.reach.services import count_view

_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


class ReachMiddleware:
    """Stands above the page cache. Counted are whole public pages that a person's browser was given.

    Not counted: parts of pages (htmx), pages fetched before anybody asked for them, machines, and people who work for
    the ward (`request.read_by_staff`, told by portal.accounts).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200:
            _note(request, response)
        return response


def _note(request: HttpRequest, response: HttpResponse) -> None:
    kind = kind_of(request, response)
    language = request.path_info.split("/", 2)[1]
    agent = request.META.get("HTTP_USER_AGENT", "")
    if not kind or language not in _LANGUAGES or is_machine(agent) or _asked_by_no_person(request):
        return
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    address = address_of(request.META.get("REMOTE_ADDR", ""), forwarded, settings.ENV.proxy_count)
    count_view(kind=kind, language=language, visitor=Visitor(address, agent), now=timezone.now())


def kind_of(request: HttpRequest, response: HttpResponse) -> str:
    """The page's kind, or an empty string for what is no public page; a kept page says which view once made it."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return ""
    match = request.resolver_match
    return _kinds().get(match.view_name if match else getattr(response, "view_name", ""), "")


def _asked_by_no_person(request: HttpRequest) -> bool:
    purpose = request.META.get("HTTP_SEC_PURPOSE", "") or request.META.get("HTTP_PURPOSE", "")
    return "prefetch" in purpose or "HTTP_HX_REQUEST" in request.META or getattr(request, "read_by_staff", False)


@cache
def _kinds() -> Mapping[str, str]:
    """By the name that the settings give: shared code may not know the rooms above."""
    found: Mapping[str, str] = import_string(settings.PAGE_KINDS)
    return found
