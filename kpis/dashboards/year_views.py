"""Closing a fiscal year, and reading the reports of those that are closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kpis.dashboards.wording import value_words
from kpis.measurements import rules
from kpis.measurements.closing import LONGEST, can_be_closed, close_year
from kpis.measurements.models import Closing
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.fiscal import fiscal_year
from portal.shared.form_fields import ParagraphsField
from portal.shared.transitions import MoveRefusedError


class ClosingForm(forms.Form):
    """What the ward decides on the numbers."""

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
    """The last fiscal year to be closed, and those that are."""
    now = timezone.now()
    year = fiscal_year(timezone.localdate()) - 1
    form = ClosingForm(request.POST if request.method == "POST" else take_typed(request))
    refused = None
    if request.method == "POST":
        refuse(rules.can_enter_value(request.user, now))
        post_id = rules.working_post(request.user, now)
        if post_id is None:
            raise Http404
        if form.is_valid():
            try:
                close_year(
                    year=year,
                    decisions=form.cleaned_data["decisions"],
                    by=acting_person(request),
                    post_id=post_id,
                    now=now,
                )
            except MoveRefusedError as error:
                refused = error.denial
            else:
                messages.success(
                    request, _("Fiscal year %(year)s is closed. Its values stay as they are.") % {"year": year}
                )
                return redirect("kpis:ward_year", year)
    context = {
        "year": year,
        "form": form,
        "denial": refused or can_be_closed(year, now),
        "may_close": rules.can_enter_value(request.user, now) is None,
        "closings": Closing.objects.select_related("closed_post").defer("report"),
    }
    return render(request, "ward/kpis/years.html", context, status=422 if request.method == "POST" else 200)


@for_ward_staff
@require_safe
def ward_year(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """The frozen report of a closed year: whole years first, then months."""
    closing = get_object_or_404(Closing.objects.select_related("closed_post"), fiscal_year=fiscal_year)
    rows = [_row(one) for one in closing.report]
    years = [one for one in rows if not one["is_month"]]
    return render(request, "ward/kpis/year.html", {"closing": closing, "rows": years, "number": len(rows)})


def _row(one: dict[str, Any]) -> dict[str, Any]:
    value = None if one["value"] is None else forms.DecimalField().to_python(one["value"])
    return {**one, "is_month": one["first"][:7] == one["last"][:7], "words": value_words(value, one["unit"])}
