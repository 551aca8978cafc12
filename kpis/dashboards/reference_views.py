"""Entering what numbers are divided by, and approving it: one official each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpis.dashboards.reference_forms import DecideReferenceForm, ReferenceForm
from kpis.measurements.rules import working_post
from kpis.measurements.selectors import why_returned
from kpis.references import rules, services
from kpis.references.life import AUTHOR, CHECKER, LIFE
from kpis.references.models import Reference, Series
from kpis.references.selectors import missing_months, references_to_decide
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.fiscal import Kind, period_of
from portal.shared.transitions import MoveRefusedError

SHOWN = 13
MOST_TO_DECIDE = 100
"""Of one series; more have never waited, for there is a value a month."""


@dataclass(frozen=True)
class Shelf:
    """One series: its newest references, how many there are, and the months of this and the last year without one."""

    series: Series
    rows: list[Reference]
    number: int
    missing: list[date]


@for_ward_staff
@require_safe
def ward_references(request: HttpRequest) -> HttpResponse:
    """What is known from elsewhere, and what is missing; from the desk, what waits for this reader's approval."""
    today, now = timezone.localdate(), timezone.now()
    since = period_of(today, Kind.YEAR).previous().first
    may_enter = rules.can_enter_reference(request.user, now) is None
    to_approve = "to_approve" in request.GET and may_enter
    context = {
        "shelves": _to_decide(acting_person(request)) if to_approve else [_shelf(one, since, today) for one in Series],
        "to_approve": to_approve,
        "may_enter": may_enter,
    }
    return render(request, "ward/kpis/references.html", context)


def _shelf(series: Series, since: date, today: date) -> Shelf:
    rows = Reference.objects.filter(series=series).select_related("entered_post", "approved_post").defer("numbers")
    missing = [] if series.is_list else missing_months(series, since, today)
    return Shelf(series, list(rows.order_by("-day", "-id")[:SHOWN]), rows.count(), missing)


def _to_decide(by: int) -> list[Shelf]:
    rows = references_to_decide(by).select_related("entered_post").defer("numbers").order_by("day", "id")
    known = {one: list(rows.filter(series=one)[:MOST_TO_DECIDE]) for one in Series}
    return [Shelf(series, found, len(found), []) for series, found in known.items() if found]


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def enter_reference(request: HttpRequest, series_key: str) -> HttpResponse:
    """A new number or list."""
    if series_key not in Series.values:
        raise Http404
    series, now = Series(series_key), timezone.now()
    refuse(rules.can_enter_reference(request.user, now))
    form = ReferenceForm(request.POST if request.method == "POST" else take_typed(request), series=series)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, series, dict(form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The value waits for a colleague's approval."))
            return redirect("kpis:ward_references")
    status = 422 if request.method == "POST" else 200
    return render(request, "ward/kpis/enter_reference.html", {"series": series, "form": form}, status=status)


def _save(request: HttpRequest, series: Series, typed: dict[str, Any]) -> None:
    now = timezone.now()
    post_id = working_post(request.user, now)
    if post_id is None:
        raise Http404
    numbers = typed.pop("numbers", "")
    by = acting_person(request)
    services.enter_reference(series=series, columns=typed, numbers=numbers, by=by, post_id=post_id, now=now)


@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def decide_reference(request: HttpRequest, reference_id: int) -> HttpResponse:
    """One reference with all that stands behind it; a colleague approves or returns it, its author takes it back."""
    rows = Reference.objects.select_related("entered_post", "approved_post")
    reference, now = get_object_or_404(rows, pk=reference_id), timezone.now()
    form, refused = DecideReferenceForm(request.POST or None), None
    if request.method == "POST":
        refuse(rules.can_enter_reference(request.user, now))
        if form.is_valid():
            try:
                _decide(request, reference, form.cleaned_data["reason"])
                return redirect("kpis:ward_references")
            except MoveRefusedError as error:
                refused = error.denial
                reference.refresh_from_db()
    mine = reference.entered_by_id == acting_person(request)
    works = rules.can_enter_reference(request.user, now) is None
    context = {
        "reference": reference,
        "returned": why_returned(reference) if reference.status == Reference.Status.RETURNED else "",
        "form": form,
        "denial": rules.can_decide_reference(request.user, reference, now),
        "refused": refused,
        "verbs": LIFE.verbs_from(reference.status, AUTHOR if mine else CHECKER) if works else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ward/kpis/decide_reference.html", context, status=status)


def _decide(request: HttpRequest, reference: Reference, reason: str) -> None:
    by, now, verb = acting_person(request), timezone.now(), request.POST.get("verb", "")
    post_id = working_post(request.user, now)
    if verb == "approve" and post_id is not None:
        services.approve_reference(reference_id=reference.pk, by=by, post_id=post_id, now=now)
        messages.success(request, _("The value is approved. The next night counts with it."))
    elif verb == "return":
        services.return_reference(reference_id=reference.pk, reason=reason, by=by, now=now)
        messages.success(request, _("The value went back with your reason."))
    elif verb == "withdraw" and reference.entered_by_id == by:
        services.withdraw_reference(reference_id=reference.pk, by=by, now=now)
        messages.success(request, _("The value was taken back."))
    else:
        raise Http404
