"""Who opens the coordinator's pages."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.gates import View, refuse
from volunteers.profiles.rules import can_look_after_volunteers, can_see_volunteer_desk


def for_coordinators(view: View) -> View:
    """The volunteers' desk: anonymous readers sign in first, auditors see numbers only, everybody else gets 404."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        if can_see_volunteer_desk(request.user, now):
            raise Http404
        refuse(can_look_after_volunteers(request.user, now))
        return view(request, *args, **kwargs)

    return never_cache(login_required(gated))
