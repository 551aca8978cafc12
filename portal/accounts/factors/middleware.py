"""Whoever needs a second factor and has none sees the page where it is set up, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.factors.selectors import has_second_factor
from portal.accounts.models import User
from portal.accounts.rules import needs_second_factor

ONWARD_KEY = "wanted_before_second_factor"
OPEN_NAMES = frozenset(
    {
        "second_factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "choose_language",
        "set_language",
        "set_furigana",
    }
)
GUARDED_NAMES = frozenset({"download_file"})
"""Addresses without a language that look at who asks: without the factor they see a stranger."""
_LANGUAGES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)


class SecondFactorMiddleware:
    """Asks at every page: the duty may begin while somebody is signed in (a membership, a post)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Pages lead to the setup; health, open data and the map's points do not ask who reads."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN_NAMES or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if name in GUARDED_NAMES:
            request.user = cast(User, SimpleLazyObject(partial(_stranger_without_factor, request.user)))
        elif request.path_info.startswith(_LANGUAGES) and _lacks_factor(request.user):
            return _to_setup(request)
        return None


def _lacks_factor(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and not has_second_factor(user) and needs_second_factor(user, timezone.now())


def _stranger_without_factor(user: User | AnonymousUser) -> User | AnonymousUser:
    """Asked only where the view looks at the reader: a public picture costs no query."""
    return AnonymousUser() if _lacks_factor(user) else user


def _to_setup(request: HttpRequest) -> HttpResponseBase:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("second_factor"))
    if request.method == "GET":
        request.session[ONWARD_KEY] = request.get_full_path()
    return redirect("second_factor")
