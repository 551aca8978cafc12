"""The ward's desk, its lists and its settings; and the way to one's own desk after signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.rules import is_member
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.accounts.rules import can_see_ward_desk, can_update_ward
from portal.pages.ward import selectors
from portal.pages.ward.forms import WardForm
from portal.shared.wards import current_ward, update_ward
from volunteers.profiles.rules import can_see_volunteer_desk
from volunteers.profiles.selectors import live_profile


@require_safe
@never_cache
@login_required
def my_desk(request: HttpRequest) -> HttpResponse:
    """Where people land after signing in: the ward's desk, their organisation's, their volunteering, their account."""
    now = timezone.now()
    if can_see_ward_desk(request.user, now) is None:
        return redirect("ward_desk")
    if is_member(request.user, now):
        return redirect("npo_desk")
    if can_see_volunteer_desk(request.user, now) is None:
        return redirect("volunteers:ward_matching")
    if live_profile(acting_person(request)) is not None:
        return redirect("volunteers:my_profile")
    return redirect("my_account")


@for_ward_staff
@require_safe
def ward_desk(request: HttpRequest) -> HttpResponse:
    """What waits for the ward today."""
    return render(request, "ward/desk.html", selectors.ward_desk(request.user, timezone.now()))


@for_ward_staff
@require_safe
def ward_places(request: HttpRequest, waiting: str) -> HttpResponse:
    """The places behind a number on the desk."""
    after = request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    page = selectors.waiting_places(waiting, number, timezone.now())
    if page is None:
        raise Http404
    return render(request, "ward/places.html", page)


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_settings(request: HttpRequest) -> HttpResponse:
    """Name, telephone, map and the like of this ward."""
    now = timezone.localtime()
    denial = can_update_ward(request.user, now)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = WardForm(typed, instance=current_ward(), read_only=bool(denial))
    if request.method == "POST":
        refuse(denial)
        if form.is_valid():
            changed = update_ward(columns=form.changes(), by=acting_person(request), now=now)
            messages.success(request, _("Saved. The pages show it at once.") if changed else _("Nothing was changed."))
            return redirect("ward_settings")
    context = {"form": form, "denial": denial}
    return render(request, "ward/settings.html", context, status=422 if form.errors else 200)
