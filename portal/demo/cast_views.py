"""Only in a demo: who can be tried, and the number that the authenticator app of each would show now."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.demo.cast import STEP_SECONDS, accounts, present_code


@require_safe
@never_cache
def demo_cast(request: HttpRequest) -> HttpResponse:
    """E-mail, password and number of each of the cast; 404 where this is no demo."""
    if not settings.ENV.shows_demo:
        raise Http404
    now = timezone.now()
    people = accounts()
    for one in people:
        one["code"] = present_code(one["totp_secret"], now) if one["totp_secret"] else ""
    left = STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS
    return render(request, "ward/demo_cast.html", {"people": people, "left": left})
