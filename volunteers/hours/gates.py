"""Who opens the coordinator's pages."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.gates import View
from portal.accounts.rules import holds_post
from volunteers.hours.rules import LOOK_ON


def for_coordinators(view: View) -> View:
    """The ward's people and its coordinators: anonymous readers sign in first, everybody else gets 404."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds_post(request.user, LOOK_ON, timezone.now()):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(gated))
