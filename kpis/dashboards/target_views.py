"""Proposing targets, and adopting what is proposed."""

from __future__ import annotations

from typing import Any

from django import forms
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
from kpis.catalogue.proposing import EDITED, propose_target
from kpis.catalogue.rules import can_adopt_target, can_propose_target
from kpis.catalogue.selectors import definitions_of, in_force, share_days
from kpis.catalogue.services import adopt_target, withdraw_target
from kpis.dashboards.target_forms import OTHER, TargetForm
from kpis.dashboards.wording import target_words
from kpis.measurements.rules import working_post
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.shared.form_fields import LineField
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
    form = TargetForm(typed, today=today, programmes=days, initial=_with_days_to_come(request, indicator))
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


def _with_days_to_come(request: HttpRequest, indicator: Indicator) -> dict[str, Any]:
    """The target that the address names, to be given its days; nothing where it names none of this indicator."""
    like = request.GET.get("like", "")
    known = like.isascii() and like.isdigit() and len(like) < 19
    target = indicator.targets.filter(pk=int(like)).first() if known else None
    return {name: getattr(target, name) for name in EDITED} | {"days": OTHER} if target else {}


def _others_for_its_days(target: Target) -> list[str]:
    """A sentence for each adopted target that holds on some of the same days, for only one of them counts there."""
    adopted = Target.objects.filter(indicator=target.indicator_id, status=Target.Status.ADOPTED).exclude(pk=target.pk)
    versions = definitions_of([target.indicator_id])[target.indicator_id]
    unit = (in_force(versions, target.last or timezone.localdate()) or versions[-1]).unit
    found = []
    for one in adopted:
        if share_days(one, target):
            words = (
                _(
                    "Another adopted target holds for the same days: %(target)s. Of the two the final one counts, or the newer."
                )
                if (one.first, one.last) == (target.first, target.last)
                else _(
                    "Another adopted target holds for some of the same days: %(target)s. There the one for fewer days counts."
                )
            )
            found.append(words % {"target": target_words(one, unit)})
    return found


class WithdrawForm(forms.Form):
    """Why a target is given up."""

    reason = LineField(required=False, max_length=1000)


@signed_in_or_back_to("kpis:ward_indicator", without="target_id")
@for_ward_staff
@require_POST
def decide_target(request: HttpRequest, indicator_code: str, target_id: int) -> HttpResponse:
    """Adopt or withdraw one target of an indicator."""
    target = get_object_or_404(Target, pk=target_id, indicator__code=indicator_code)
    now, verb = timezone.now(), request.POST.get("verb", "")
    refuse(can_adopt_target(request.user, now))
    post_id, by = working_post(request.user, now), acting_person(request)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect("kpis:ward_indicator", indicator_code)
    try:
        if verb == "adopt" and post_id is not None:
            adopt_target(target_id=target.pk, by=by, post_id=post_id, now=now)
            messages.success(request, _("The target is adopted. Everybody sees it now."))
            for words in _others_for_its_days(target):
                messages.warning(request, words)
        elif verb == "withdraw":
            withdraw_target(target_id=target.pk, reason=form.cleaned_data["reason"], by=by, now=now)
            messages.success(request, _("The target is withdrawn."))
        else:
            raise Http404
    except MoveRefusedError as error:
        messages.error(request, " ".join(filter(None, (error.denial.reason, error.denial.next_step))))
    return redirect("kpis:ward_indicator", indicator_code)
