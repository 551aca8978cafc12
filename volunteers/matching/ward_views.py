"""The coordinator's side: how the last nights went, whom they did not reach and why, and the weights."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from volunteers.matching import by_hand, rules, selectors
from volunteers.matching.forms import LABELS, WeightsForm, seen_mark, was_seen
from volunteers.matching.gates import for_volunteer_desk
from volunteers.matching.models import Proposal, WeightTable
from volunteers.matching.npo_views import ask, show_candidates
from volunteers.matching.scoring import MOST
from volunteers.matching.weighing import Preview, preview_weights, set_weights, weights_in_force
from volunteers.openings.models import Opening
from volunteers.profiles.rules import can_look_after_volunteers, desk_post

TABLES_SHOWN = 10


@for_volunteer_desk
@require_safe
def ward_matching(request: HttpRequest) -> HttpResponse:
    """The last nights, the openings of the latest that reached nobody, and whom the desk is to call or write to."""
    nights = selectors.nights()
    missed, number_missed, reasons = selectors.missed_in(nights[0].run) if nights else ([], 0, [])
    context = {"nights": nights, "missed": missed, "number_missed": number_missed, "reasons": reasons}
    if can_look_after_volunteers(request.user, timezone.now()) is None:
        found = by_hand.to_reach(timezone.now(), get_language() or "ja")
        context["to_reach"], context["number_to_reach"] = found
    return render(request, "ward/matching.html", context)


@for_volunteer_desk
@require_http_methods(["GET", "HEAD", "POST"])
def ward_candidates(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Who fits an opening, for the coordinator who asks by hand; people are for those who look after them."""
    refuse(can_look_after_volunteers(request.user, timezone.now()))
    opening = get_object_or_404(selectors.weighed(Opening.objects.published()), pk=opening_id)
    if request.method == "POST":
        post_id = desk_post(request.user, timezone.now())
        return ask(request, opening, Proposal.Origin.COORDINATOR, "volunteers:ward_candidates", post_id=post_id)
    return show_candidates(request, opening, "ward/candidates.html", may_ask=True)


@keeps_typed
@for_volunteer_desk
@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest) -> HttpResponse:
    """How much each reason counts: the effect is looked at first, and what was looked at is saved with a reason."""
    now = timezone.now()
    denial = rules.can_set_weights(request.user, now)
    if request.method == "POST":
        refuse(denial)
    in_force = weights_in_force(now)
    initial = {name: getattr(in_force, name) for name in LABELS}
    typed = request.POST if request.method == "POST" else take_typed(request)
    form, preview, mark = WeightsForm(typed, initial=initial), None, ""
    if request.method == "POST" and form.is_valid():
        mark, seen = seen_mark(form.weights), was_seen(request.POST.get("seen", ""), form.weights)
        if "preview" in request.POST or not seen:
            preview = preview_weights(form.weights, now)
            if "preview" not in request.POST:
                form.add_error(
                    None, _("Nobody has seen yet what these weights change. It stands above: is it as you wish?")
                )
        elif _saved(request, form):
            messages.success(request, _("Saved. It counts from now on; earlier proposals keep their reasons."))
            return redirect("volunteers:set_weights")
        form.fields["reason"].required = True  # said beside the field, now that it can be saved
    return _show(request, form, preview, mark, may_work=denial is None)


def _show(
    request: HttpRequest, form: WeightsForm, preview: Preview | None, mark: str, *, may_work: bool
) -> HttpResponse:
    tables = WeightTable.objects.select_related("by_post").order_by("-starts", "-id")[:TABLES_SHOWN]
    context = {
        "form": form,
        "preview": preview,
        "seen": mark,
        "may_work": may_work,
        "most": MOST,
        "labels": LABELS.values(),
        "tables": [(table, [table.values.get(name) for name in LABELS]) for table in tables],
    }
    return render(request, "ward/matching_weights.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, form: WeightsForm) -> bool:
    now = timezone.now()
    try:
        set_weights(
            values=form.weights,
            reason=form.cleaned_data["reason"],
            by=acting_person(request),
            post_id=desk_post(request.user, now),
            now=now,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
