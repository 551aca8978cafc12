"""Proposing targets, and adopting what is proposed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpis.catalogue.models import Indicator, Target
from kpis.catalogue.proposing import propose_target
from kpis.catalogue.rules import can_adopt_target, can_propose_target
from kpis.catalogue.selectors import definitions_of, in_force
from kpis.catalogue.services import adopt_target, withdraw_target
from kpis.dashboards.target_forms import TargetForm
from kpis.measurements.rules import working_post
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.texts import text
from portal.shared.transitions import MoveRefusedError


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new_target(request: HttpRequest, indicator_code: str) -> HttpResponse:
    """A target that the ward may adopt; the indicator's page then says what it would mean today."""
    indicator = get_object_or_404(Indicator.objects.select_related("area"), code=indicator_code)
    now, today = timezone.now(), timezone.localdate()
    refuse(can_propose_target(request.user, now))
    typed = request.POST if request.method == "POST" else take_typed(request)
    days = indicator.targets.exclude(first=None).order_by("first").values_list("first", "last")
    form = TargetForm(typed, today=today, programmes=days)
    if request.method == "POST" and form.is_valid():
        try:
            propose_target(indicator_id=indicator.pk, columns=form.columns(), by=acting_person(request), now=now)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The target is proposed. See below where the indicator would stand with it."))
            return redirect(reverse("kpis:ward_indicator", args=[indicator.code]) + "#targets")
    versions = definitions_of([indicator.pk])[indicator.pk]
    definition = in_force(versions, today) or versions[-1]
    context = {
        "indicator": indicator,
        "name": text(definition, "name", get_language() or "ja"),
        "definition": definition,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "ward/kpis/new_target.html", context, status=status)


@for_ward_staff
@require_POST
def decide_target(request: HttpRequest, indicator_code: str, target_id: int) -> HttpResponse:
    """Adopt or withdraw one target of an indicator."""
    target = get_object_or_404(Target, pk=target_id, indicator__code=indicator_code)
    now, verb = timezone.now(), request.POST.get("verb", "")
    refuse(can_adopt_target(request.user, now))
    post_id, by = working_post(request.user, now), acting_person(request)
    try:
        if verb == "adopt" and post_id is not None:
            adopt_target(target_id=target.pk, by=by, post_id=post_id, now=now)
            messages.success(request, _("The target is adopted. Everybody sees it now."))
        elif verb == "withdraw":
            withdraw_target(target_id=target.pk, reason=request.POST.get("reason", ""), by=by, now=now)
            messages.success(request, _("The target is withdrawn."))
        else:
            raise Http404
    except MoveRefusedError as error:
        messages.error(request, " ".join(filter(None, (error.denial.reason, error.denial.next_step))))
    return redirect("kpis:ward_indicator", indicator_code)
