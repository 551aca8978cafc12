"""My shifts in a calendar: once as a file, or at a private address that a calendar asks by itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person
from portal.shared.outbox.links import page_link
from volunteers.applications.my_calendar import calendar_of, calendar_token, profile_by_token, renew_calendar
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.selectors import live_profile


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The private address, and the button that makes a new one."""
    profile, language = live_profile(acting_person(request)), get_language() or "ja"
    if request.method == "POST" and profile is not None:
        renew_calendar(profile_id=profile.pk, by=acting_person(request), now=timezone.now())
        messages.success(request, _("This is your new address. The old one opens nothing any more."))
        return redirect("volunteers:my_calendar")
    address = page_link(language, "volunteers:calendar_feed", calendar_token(profile)) if profile else ""
    return render(request, "volunteer/applications/calendar.html", {"address": address})


@never_cache
@login_required
@require_safe
def download_calendar(request: HttpRequest) -> HttpResponse:
    """My shifts as they stand now."""
    profile = live_profile(acting_person(request))
    if profile is None:
        raise Http404
    return _file(profile)


@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, which has no account: the address is the key."""
    profile = profile_by_token(token)
    if profile is None:
        raise Http404
    return _file(profile)


def _file(profile: VolunteerProfile) -> HttpResponse:
    content = calendar_of(profile, language=get_language() or "ja", now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shifts.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response
