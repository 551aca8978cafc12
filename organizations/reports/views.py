"""Reporting without an account, and the ward's answers."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.gates import site_of
from organizations.directory.models import Organization
from organizations.places import services as places
from organizations.places.models import Place
from organizations.registry.services import decide
from organizations.reports import rules, selectors, services
from organizations.reports.forms import AnswerForm, ReportForm
from organizations.reports.limiting import takes_another
from organizations.reports.models import Report
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.page_cache import cached_page
from portal.shared.transitions import MoveRefusedError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Something is wrong with a place."""
    return _report(request, get_object_or_404(Place.objects.published(), pk=place_id), "place_id")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Something is wrong with an organisation."""
    return _report(request, get_object_or_404(Organization.objects.published(), pk=organization_id), "organization_id")


def _report(request: HttpRequest, entry: models.Model, key: str) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    busy = False
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if values.pop("leave_empty"):
            return redirect("organizations:reported")
        if takes_another(get_adapter().get_client_ip(request)):
            services.report_entry(**{key: entry.pk}, **values, language=get_language() or "ja", now=timezone.now())
            return redirect("organizations:reported")
        busy = True
    status = 429 if busy else 422 if form.errors else 200
    context = {"form": form, "entry": entry, "busy": busy, "back": f"organizations:{key.removesuffix('_id')}"}
    return render(request, "organizations/reports/report.html", context, status=status)


@require_safe
@cached_page
def reported(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    return render(request, "organizations/reports/reported.html")


@for_ward_staff
@require_safe
def ward_reports(request: HttpRequest) -> HttpResponse:
    """What readers report, oldest first."""
    state = request.GET.get("state", "")
    state = state if state in Report.Status.values else Report.Status.OPEN.value
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    context = {"state": state, "states": Report.Status.choices, **selectors.reports_in(state, start)}
    return render(request, "ward/reports.html", context)


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: answer, close, or take the entry off the pages at once."""
    report = Report.objects.select_related("place__organization", "organization").filter(pk=report_id).first()
    if report is None:
        raise Http404
    now = timezone.now()
    denial = rules.can_handle_report(request.user, report, now)
    form = AnswerForm(request.POST if request.method == "POST" else take_typed(request))
    refused = None
    if request.method == "POST":
        refuse(denial)
        if form.is_valid():
            try:
                said = _act(request, report, request.POST.get("verb", ""), form.cleaned_data["answer"])
            except MoveRefusedError as error:
                refused = error.denial
            else:
                messages.success(request, said)
                return redirect("organizations:ward_report", report.pk)
    context = {"report": report, "form": form, "denial": denial, "refused": refused}
    return render(request, "ward/report.html", context, status=422 if request.method == "POST" else 200)


def _act(request: HttpRequest, report: Report, verb: str, words: str) -> str:
    by, now = acting_person(request), timezone.now()
    if verb == "suspend":
        _suspend(request, report, words, by, now)
        return _("Suspended. Nobody sees it any more.")
    services.handle_report(
        report_id=report.pk, verb="answer" if verb == "answer" else "close", answer=words, by=by, now=now
    )
    return _("The answer is on its way.") if verb == "answer" and report.email else _("The report is closed.")


def _suspend(request: HttpRequest, report: Report, words: str, by: int, now: Any) -> None:
    if report.organization is not None:
        decide(
            organization_id=report.organization.pk,
            verb="suspend",
            revision=report.organization.revision,
            reason=words,
            by=by,
            now=now,
            site=site_of(request),
        )
    elif report.place is not None:
        places.suspend_place(place_id=report.place.pk, reason=words, by=by, now=now)
