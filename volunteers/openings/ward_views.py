"""The ward's side: openings of new organisations, and the decision about one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.rules import own_organizations
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.transitions import MoveRefusedError
from volunteers.openings import npo_selectors, rules, services
from volunteers.openings.forms import ReasonForm
from volunteers.openings.gaps import doubts, gaps
from volunteers.openings.life import LIFE, WARD
from volunteers.openings.models import Opening, OpeningQuerySet
from volunteers.openings.shifts import standing_shifts
from volunteers.openings.views import described


@for_ward_staff
@require_safe
def ward_openings(request: HttpRequest) -> HttpResponse:
    """First openings of new organisations, oldest first."""
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    hidden = own_organizations(request.user, timezone.now())
    return render(request, "ward/openings.html", npo_selectors.queue(start, hidden))


@keeps_typed
@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def check_opening(request: HttpRequest, opening_id: int) -> HttpResponse:
    """One opening as everybody would see it, and the decision."""
    rows = OpeningQuerySet(Opening).exclude(status__in=("draft",)).select_related("organization", "place")
    opening = get_object_or_404(rows, pk=opening_id)
    denial = rules.can_check_opening(request.user, opening, timezone.now())
    if request.method != "POST":
        form = ReasonForm(take_typed(request), initial={"revision": opening.revision})
        return _show(request, opening, form, denial)
    refuse(denial)
    form, verb = ReasonForm(request.POST), request.POST.get("verb", "")
    if verb not in LIFE.by_verb or WARD not in LIFE[verb].who or not form.is_valid():
        return _show(request, opening, form, denial, status=422)
    try:
        services.check_opening(
            opening_id=opening.pk,
            verb=verb,
            revision=form.cleaned_data["revision"],
            reason=form.cleaned_data["reason"],
            by=acting_person(request),
            now=timezone.now(),
        )
    except MoveRefusedError as error:
        opening = rows.model.objects.select_related("organization", "place").get(pk=opening_id)
        typed = {"revision": opening.revision, "reason": form.cleaned_data["reason"]}
        overtaken = error.denial.code in ("changed-meanwhile", "moved-meanwhile")
        again = ReasonForm(initial=typed)
        return _show(request, opening, again, denial, status=409 if overtaken else 422, refused=error.denial)
    messages.success(request, f"{opening.title_ja} – {npo_selectors.verb_words()[verb]}")
    return redirect("volunteers:ward_openings")


def _show(
    request: HttpRequest, opening: Opening, form: ReasonForm, denial: Any, status: int = 200, **more: Any
) -> HttpResponse:
    now, shifts = timezone.now(), list(standing_shifts(opening.pk))
    words = {"approve": _("Publish"), "return": _("Return with a reason"), "cancel": _("Cancel it with a reason")}
    context = {
        **described(opening, shifts, get_language() or "ja"),
        "form": form,
        "denial": denial,
        "buttons": [] if denial else [(verb, words[verb]) for verb in LIFE.verbs_from(opening.status, WARD)],
        "gaps": gaps(opening, shifts, now),
        "doubts": doubts(opening),
        "story": npo_selectors.story(opening.pk),
        **more,
    }
    return render(request, "ward/opening.html", context, status=status)
