"""The volunteer's side: what is proposed, with reasons; yes with one tap, no with a word or without."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.gates import View, acting_person
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from volunteers.applications.models import Application
from volunteers.applications.rules import MENDED_BY_CONSENT
from volunteers.matching import answering, selectors
from volunteers.matching.forms import DeclineForm
from volunteers.matching.models import Proposal
from volunteers.matching.reading import AT_ONCE
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.rules import obstacles


@never_cache
@login_required
@require_safe
def my_proposals(request: HttpRequest) -> HttpResponse:
    """What waits for my answer; and what else would fit."""
    profile = VolunteerProfile.objects.filter(person_id=acting_person(request), ended=None).first()
    now, language = timezone.now(), get_language() or "ja"
    context: dict[str, Any] = {"profile": profile}
    if profile is not None:
        waiting = selectors.waiting_for(profile, language, now)
        fitting = selectors.openings_for(profile, language, now)
        context |= {"waiting": waiting, "fitting": fitting, "full": len(waiting) >= AT_ONCE}
        context["obstacles"] = obstacles(profile, now)
    return render(request, "volunteer/matching/proposals.html", context)


def _signed_in(view: View) -> View:
    """Who signs in meanwhile arrives at the list: an answer is said again, never by itself."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("volunteers:my_proposals"))
        return view(request, *args, **kwargs)

    return gated


def _my_proposal(request: HttpRequest, proposal_id: int) -> Proposal:
    """The reader's own; somebody else's looks like a missing one."""
    return get_object_or_404(Proposal, pk=proposal_id, profile__person_id=acting_person(request))


@_signed_in
@never_cache
@require_POST
def accept_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One tap."""
    proposal, shift = _my_proposal(request, proposal_id), request.POST.get("shift", "")
    try:
        made = answering.accept_proposal(
            proposal_id=proposal.pk,
            shift_id=int(shift) if shift.isascii() and shift.isdigit() and len(shift) < 19 else None,
            language=get_language() or "ja",
            by=acting_person(request),
            now=timezone.now(),
        )
    except MoveRefusedError as error:
        return _refused(request, error.denial)
    messages.success(request, _said(made))
    return redirect("volunteers:my_applications")


def _said(made: Application) -> str:
    if made.status == Application.Status.ACCEPTED:
        return _("You have a place. Thank you!")
    if made.status == Application.Status.WAITING:
        return _("You are on the waiting list. When a place becomes free, we write to you.")
    return _("Sent. The organisation answers within 48 hours.")


@_signed_in
@never_cache
@require_POST
def decline_proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Not this one."""
    proposal, form = _my_proposal(request, proposal_id), DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The reason is too long. Please say it in 1,000 characters."))
        return redirect("volunteers:my_proposals")
    try:
        answering.decline_proposal(
            proposal_id=proposal.pk,
            reason=form.cleaned_data["reason"],
            by=acting_person(request),
            now=timezone.now(),
        )
    except MoveRefusedError as error:
        return _refused(request, error.denial)
    messages.success(request, _("Thank you for answering. This is not proposed to you again."))
    return redirect("volunteers:my_proposals")


def _refused(request: HttpRequest, denial: Denial) -> HttpResponse:
    messages.error(request, " ".join(filter(None, (denial.reason, denial.next_step))))
    return redirect("volunteers:consents" if denial.code in MENDED_BY_CONSENT else "volunteers:my_proposals")
