"""A volunteer's own hours."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.durations import in_hours
from portal.shared.transitions import MoveRefusedError
from volunteers.applications.models import Application
from volunteers.hours import reporting, selectors
from volunteers.hours.days import can_have_hours
from volunteers.hours.forms import ReportHoursForm
from volunteers.hours.models import Hours


@never_cache
@login_required
@require_safe
def my_hours(request: HttpRequest) -> HttpResponse:
    """All that I gave, by fiscal year and organisation, and what I can report."""
    me, now = acting_person(request), timezone.now()
    context = {"waiting_for_me": selectors.to_report(me, now), **selectors.my_hours(me)}
    return render(request, "volunteer/hours/my_hours.html", context)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_hours(request: HttpRequest, application_uid: UUID) -> HttpResponse:
    """How long I was there."""
    mine = Application.objects.filter(profile__person_id=acting_person(request))
    rows = mine.select_related("shift", "opening", "organization")
    application, now = get_object_or_404(rows, uid=application_uid), timezone.now()
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = ReportHoursForm(typed, application=application, reported=_reported(application, request.GET.get("day", "")))
    denial = can_have_hours(application, now)
    if request.method == "POST" and form.is_valid():
        try:
            hours = reporting.report_hours(
                application_id=application.pk, by=acting_person(request), now=now, **form.cleaned_data
            )
        except MoveRefusedError as error:
            denial = error.denial
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say(request, hours)
            return redirect("volunteers:my_hours")
    context: dict[str, Any] = {"application": application, "form": form, "denial": denial}
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteer/hours/report.html", context, status=status)


def _reported(application: Application, day: str) -> Hours | None:
    """What was reported before: for the shift, or for the day that the address names where it has no time."""
    rows = Hours.objects.filter(application=application)
    if application.shift.starts is None:
        known = {one.day.isoformat(): one for one in rows}
        return known.get(day)
    return rows.first()


def _say(request: HttpRequest, hours: Hours) -> None:
    words = {"time": in_hours(hours.minutes)}
    messages.success(request, _("Thank you for %(time)s. The organisation will confirm it.") % words)
    limit = selectors.over_monthly_limit(hours.person_id, hours.day)
    if limit is not None:
        told = _(
            "That is more than the %(limit)d hours a month that you set as your limit. Please take care of yourself."
        )
        messages.warning(request, told % {"limit": limit})
