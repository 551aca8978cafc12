"""Closing a fiscal year, and reading the reports of those that are closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kpis.dashboards.final_years import final_parts, preview_of
from kpis.measurements import rules
from kpis.measurements.closing import LONGEST, can_be_closed, close_year, year_to_close
from kpis.measurements.models import Closing
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.denials import Denial
from portal.shared.form_fields import ParagraphsField
from portal.shared.transitions import MoveRefusedError


class ClosingForm(forms.Form):
    """What the ward decides on the numbers of the year that the page showed, whatever was closed meanwhile."""

    year = forms.IntegerField(min_value=2000, max_value=9000, required=False, widget=forms.HiddenInput)
    decisions = ParagraphsField(
        label=gettext_lazy("What was decided on it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("What goes on, what changes, who does it until when."),
    )


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_years(request: HttpRequest) -> HttpResponse:
    """The next fiscal year to be closed, and those that are: what will be kept is looked at, then confirmed.

    What was typed stays, whatever hinders it.
    """
    now, refused, preview = timezone.now(), None, None
    year = year_to_close(timezone.localdate())
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = ClosingForm(typed, initial={"year": year})
    if form.is_bound and form.is_valid():
        year = min(form.cleaned_data["year"] or year, year)
    if request.method == "POST":
        refuse(rules.can_enter_value(request.user, now))
        post_id = rules.working_post(request.user, now)
        if post_id is None:
            raise Http404
        if form.is_valid():
            refused = _closed(request, year, form.cleaned_data["decisions"], post_id)
            if refused is None and "close" in request.POST:
                return redirect("kpis:ward_year", year)
            if refused is None or refused.code == "report-changed":
                preview = preview_of(year, get_language() or "ja")
    context = {
        "year": year,
        "form": form,
        "denial": refused or can_be_closed(year, now),
        "preview": preview,
        "may_close": rules.can_enter_value(request.user, now) is None,
        "closings": Closing.objects.select_related("closed_post").defer("report"),
    }
    failed = request.method == "POST" and (refused is not None or preview is None)
    return render(request, "ward/kpis/years.html", context, status=422 if failed else 200)


def _closed(request: HttpRequest, year: int, decisions: str, post_id: int) -> Denial | None:
    """The year closed as it was shown, where that is confirmed; only the hindrance where it is to be looked at."""
    now = timezone.now()
    if "close" not in request.POST:
        return can_be_closed(year, now)
    who: dict[str, Any] = {"by": acting_person(request), "post_id": post_id, "now": now}
    try:
        close_year(year=year, decisions=decisions, seen=request.POST["close"], **who)
    except MoveRefusedError as error:
        return error.denial
    messages.success(request, _("Fiscal year %(year)s is closed. Its values stay as they are.") % {"year": year})
    return None


@for_ward_staff
@require_safe
def ward_year(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """The frozen report of a closed year, each indicator as its usual days say it."""
    closing = get_object_or_404(Closing.objects.select_related("closed_post"), fiscal_year=fiscal_year)
    parts = final_parts(closing, get_language() or "ja")
    context = {
        "closing": closing,
        "parts": parts,
        "proposed": any(one.line.proposed for part in parts for one in part.lines),
        "indicators": sum(len(one.lines) for one in parts),
        "number": len(closing.report),
    }
    return render(request, "ward/kpis/year.html", context)
