"""How long ago somebody proved who they are: sensitive acts ask for minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts.models import User

View = Callable[..., HttpResponseBase]


def signed_in_freshly(request: HttpRequest) -> bool:
    """Whether this session's sign-in, or the last time it said password or code again, is minutes old at most."""
    if not isinstance(request.user, User):
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def prove_freshly(request: HttpRequest) -> None:
    """Raise ReauthenticationRequired unless signed in freshly: for one verb among several of a page."""
    if not signed_in_freshly(request):
        raise ReauthenticationRequired


def freshly_signed_in(view: View) -> View:
    """For a sensitive act: password, number or passkey once more first, and then straight back, a sent form too."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            prove_freshly(request)
        return view(request, *args, **kwargs)

    return gated
