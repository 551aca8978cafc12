"""The ward's queue of reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.gates import site_of
from organizations.places import services as places
from organizations.registry.services import decide
from organizations.reports import rules, selectors, services
from organizations.reports.forms import AnswerForm
from organizations.reports.models import Report
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.transitions import MoveRefusedError


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
