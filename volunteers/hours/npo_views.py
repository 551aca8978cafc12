"""The organisation's side: what waits for its word, one row at a time or many, and who came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.directory.models import Organization
from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.shared.transitions import MoveRefusedError
from volunteers.applications.models import Application
from volunteers.hours import rules, selectors, services
from volunteers.hours.days import SAID_AGAIN, can_have_hours, usual_minutes
from volunteers.hours.deciding import decided
from volunteers.hours.models import Hours
from volunteers.hours.staff_forms import AttendanceForm


def _my_organizations(request: HttpRequest) -> list[int]:
    rows = Organization.objects.managed_by(request.user).values_list("pk", flat=True)
    return sorted(rows)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def npo_hours(request: HttpRequest) -> HttpResponse:
    """What is to be confirmed, and what was; many are confirmed at once."""
    mine, me = _my_organizations(request), acting_person(request)
    if request.method == "POST":
        wanted = [
            int(one) for one in request.POST.getlist("hours") if one.isascii() and one.isdigit() and len(one) < 19
        ]
        known = Hours.objects.filter(pk__in=wanted[: selectors.PAGE], organization_id__in=mine)
        _confirm(request, known.values_list("pk", flat=True), me)
        return redirect("volunteers:npo_hours")
    state = request.GET.get("state", "")
    state = state if state in Hours.Status.values else Hours.Status.REPORTED.value
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    page = selectors.page_of(selectors.hours_of(mine), state, start)
    page["hours"] = [_row(one, me) for one in page["hours"]]
    context = {"state": state, "states": Hours.Status.choices, "organizations": mine, **page}
    return render(request, "npo/hours/hours.html", context)


def _row(hours: Hours, me: int) -> dict[str, Any]:
    return {"hours": hours, "name": selectors.shown_name(hours), "own": hours.person_id == me}


def _confirm(request: HttpRequest, hours_ids: Iterable[int], me: int) -> None:
    done, refused = services.confirm_many(hours_ids=list(hours_ids), by=me, now=timezone.now())
    if done:
        told = ngettext("%(total)d report was confirmed.", "%(total)d reports were confirmed.", len(done))
        messages.success(request, told % {"total": len(done)})
    for denial in {one.code: one for one in refused}.values():
        messages.error(request, f"{denial.reason} {denial.next_step}")
    if not done and not refused:
        messages.warning(request, _("Nothing was chosen. Please tick what you confirm."))


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_hours(request: HttpRequest, hours_id: int) -> HttpResponse:
    """One report: as it was, corrected, or not at all."""
    hours = get_object_or_404(selectors.hours_of(_my_organizations(request)), pk=hours_id)
    denial = rules.can_confirm_hours(acting_person(request), hours, timezone.now())
    return decided(request, hours, denial, template="npo/hours/decide.html", back="volunteers:npo_hours")


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_attendance(request: HttpRequest, application_uid: UUID) -> HttpResponse:
    """Whoever had a place came, and for how long: state and hours at once."""
    rows = Application.objects.filter(organization_id__in=_my_organizations(request))
    rows = rows.select_related("shift", "opening", "profile")
    application, now = get_object_or_404(rows, uid=application_uid), timezone.now()
    reported = Hours.objects.filter(application=application, application__shift__starts__isnull=False).first()
    typed = request.POST if request.method == "POST" else take_typed(request)
    minutes = reported.minutes if reported else usual_minutes(application.shift)
    form = AttendanceForm(typed, application=application, minutes=minutes)
    denial = can_have_hours(application, now, SAID_AGAIN)
    if application.profile.person_id == acting_person(request):
        denial = rules.own_hours()
    if request.method == "POST":
        refuse(denial)
        if form.is_valid() and _recorded(request, application, form):
            return redirect("volunteers:npo_hours")
    context = {"application": application, "form": form, "denial": denial, "reported": reported}
    status = 422 if request.method == "POST" else 200
    return render(request, "npo/hours/attendance.html", context, status=status)


@signed_in_or_back_to("volunteers:record_attendance")
@never_cache
@require_POST
def record_absence(request: HttpRequest, application_uid: UUID) -> HttpResponse:
    """Whoever had a place did not come."""
    rows = Application.objects.filter(organization_id__in=_my_organizations(request))
    application = get_object_or_404(rows, uid=application_uid)
    try:
        services.record_absence(application_id=application.pk, by=acting_person(request), now=timezone.now())
    except MoveRefusedError as error:
        messages.error(request, f"{error.denial.reason} {error.denial.next_step}")
    else:
        messages.success(request, _("Noted."))
    return redirect("volunteers:opening_applications", application.opening_id)


def _recorded(request: HttpRequest, application: Application, form: AttendanceForm) -> bool:
    try:
        services.record_attendance(
            application_id=application.pk, by=acting_person(request), now=timezone.now(), **form.cleaned_data
        )
    except MoveRefusedError as error:
        form.add_error(None, f"{error.denial.reason} {error.denial.next_step}")
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Written down: took part, and the hours are confirmed."))
    return True
