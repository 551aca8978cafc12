"""Who opens the coordinator's pages about matching: auditors read them, for they show numbers and no people."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.gates import View
from volunteers.profiles.rules import can_see_volunteer_desk


def for_volunteer_desk(view: View) -> View:
    """Anonymous readers sign in first, people without a post at the desk get 404."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if can_see_volunteer_desk(request.user, timezone.now()):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(gated))
