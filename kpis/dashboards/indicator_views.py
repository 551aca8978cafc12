"""New indicators and policy areas; who answers for an indicator, and whether it is still a tile."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpis.catalogue import indicators
from kpis.catalogue.defining import latest_definition
from kpis.catalogue.models import Definition, Indicator, Unit
from kpis.catalogue.rules import can_change_indicator
from kpis.dashboards.indicator_forms import AreaForm, IndicatorForm, NewIndicatorForm
from kpis.measurements.rules import working_post
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.fiscal import FIRST_MONTH, fiscal_year
from portal.shared.texts import text


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def change_indicator(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """The responsible section, and retiring."""
    indicator = get_object_or_404(Indicator.objects.select_related("area"), code=indicator_code)
    now = timezone.now()
    refuse(can_change_indicator(request.user, now))
    form = IndicatorForm(indicator, _typed(request))
    if request.method == "POST" and form.is_valid():
        columns = {**form.cleaned_data}
        reason, by = columns.pop("reason", ""), acting_person(request)
        try:
            indicators.change_indicator(indicator_id=indicator.pk, columns=columns, reason=reason, by=by, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("kpis:ward_indicator", indicator.code)
    name = text(latest_definition(indicator.pk), "name", get_language() or "ja")
    context = {"indicator": indicator, "name": name, "form": form}
    return render(request, "ward/kpis/change.html", context, status=_status(request))


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new_indicator(request: HttpRequest) -> HttpResponse:
    """A tile that the papers did not name, with its first definition."""
    now = timezone.now()
    refuse(can_change_indicator(request.user, now))
    form = NewIndicatorForm(_typed(request), initial={**_usual(), "area": request.GET.get("area")})
    if request.method == "POST" and form.is_valid():
        post_id = working_post(request.user, now)
        if post_id is None:
            raise Http404
        try:
            made = indicators.create_indicator(
                area_id=form.cleaned_data["area"],
                columns={name: form.cleaned_data[name] for name in ("code", "level", "owner")},
                definition=form.columns(),
                by=acting_person(request),
                post_id=post_id,
                now=now,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The indicator is there. Propose a target for it next."))
            return redirect("kpis:ward_indicator", made.code)
    return render(request, "ward/kpis/new_indicator.html", {"form": form}, status=_status(request))


def _usual() -> dict[str, Any]:
    return {
        "unit": Unit.PEOPLE,
        "direction": Definition.Direction.UP,
        "adds_up": Definition.AddsUp.SUM,
        "period": Definition.Period.YEAR,
        "starts": date(fiscal_year(timezone.localdate()), FIRST_MONTH, 1),
    }


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new_area(request: HttpRequest) -> HttpResponse:
    """A part of a policy that new indicators belong to."""
    now = timezone.now()
    refuse(can_change_indicator(request.user, now))
    form = AreaForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            area = indicators.create_area(columns=form.cleaned_data, by=acting_person(request), now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The policy area is there. Add its first indicator now."))
            return redirect(reverse("kpis:new_indicator") + f"?area={area.pk}")
    return render(request, "ward/kpis/new_area.html", {"form": form}, status=_status(request))


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else take_typed(request)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
