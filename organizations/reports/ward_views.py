"""The ward's queue of reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.models import Organization
from organizations.directory.rules import own_organizations
from organizations.places.models import Place
from organizations.places.suspending import SUSPENSION, can_suspend_or_restore, suspend_or_restore
from organizations.registry.services import decide
from organizations.reports import rules, selectors, services
from organizations.reports.forms import AnswerForm
from organizations.reports.models import Report
from portal.accounts.freshness import prove_freshly
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError


@for_ward_staff
@require_safe
def ward_reports(request: HttpRequest) -> HttpResponse:
    """What readers report, oldest first."""
    state = request.GET.get("state", "")
    state = state if state in Report.Status.values else Report.Status.OPEN.value
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    hidden = own_organizations(request.user, timezone.now())
    context = {"state": state, "states": Report.Status.choices, **selectors.reports_in(state, start, hidden)}
    return render(request, "ward/reports.html", context)


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: answer, close, take the entry off the pages at once, or let it back."""
    report = _report_for(request, report_id)
    denial = rules.can_handle_report(request.user, report, timezone.now())
    if request.method != "POST":
        form = AnswerForm(take_typed(request), initial={"revision": _entry(report).revision})
        return _show(request, report, form, denial)
    refuse(denial)
    form, verb = AnswerForm(request.POST), request.POST.get("verb", "")
    if verb == "suspend":
        prove_freshly(request)
    if not form.is_valid():
        return _show(request, report, form, denial, status=422)
    try:
        said = _act(request, report, verb, form.cleaned_data)
    except MoveRefusedError as error:
        now_stands = _report_for(request, report_id)
        typed = {"answer": form.cleaned_data["answer"], "revision": _entry(now_stands).revision}
        return _show(request, now_stands, AnswerForm(initial=typed), denial, refused=error.denial, status=422)
    messages.success(request, said)
    return redirect("organizations:ward_report", report.pk)


def _report_for(request: HttpRequest, report_id: int) -> Report:
    report = Report.objects.select_related("place__organization", "organization").filter(pk=report_id).first()
    if report is None or rules.can_see_report(request.user, report, timezone.now()):
        raise Http404
    return report


def _entry(report: Report) -> Place | Organization:
    entry = report.place or report.organization
    assert entry is not None  # a constraint sees to it
    return entry


def _show(
    request: HttpRequest,
    report: Report,
    form: AnswerForm,
    denial: Denial | None,
    *,
    refused: Denial | None = None,
    status: int = 200,
) -> HttpResponse:
    place = report.place
    context = {
        "report": report,
        "form": form,
        "denial": denial,
        "refused": refused,
        "suspendable": _entry(report).status == Organization.Status.PUBLISHED,
        "restorable": place is not None and can_suspend_or_restore(place, "restore") is None,
    }
    return render(request, "ward/report.html", context, status=status)


def _act(request: HttpRequest, report: Report, verb: str, typed: dict[str, Any]) -> str:
    by, now, words = acting_person(request), timezone.now(), typed["answer"]
    decision: dict[str, Any] = {"revision": typed["revision"] or 0, "reason": words, "by": by, "now": now}
    if report.place is not None and verb in SUSPENSION.by_verb:
        suspend_or_restore(place_id=report.place.pk, verb=verb, **decision)
    elif report.organization is not None and verb == "suspend":
        decide(organization_id=report.organization.pk, verb=verb, **decision)
    elif verb not in services.HANDLING.by_verb:
        raise Http404
    else:
        services.handle_report(report_id=report.pk, verb=verb, answer=words, by=by, now=now)
    return _said(verb, report)


def _said(verb: str, report: Report) -> str:
    if verb == "suspend":
        return _("Suspended. Nobody sees it any more.")
    if verb == "restore":
        return _("Restored. Everybody can see it again.")
    return _("The answer is on its way.") if verb == "answer" and report.email else _("The report is closed.")
