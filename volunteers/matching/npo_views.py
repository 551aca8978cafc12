"""The organisation's side: who fits an opening best, and asking them."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.directory.models import Organization
from organizations.directory.rules import can_update_organization
from portal.accounts.gates import acting_person, refuse
from portal.shared.japan import JAPAN
from portal.shared.transitions import MoveRefusedError
from volunteers.matching import selectors
from volunteers.matching.models import Proposal
from volunteers.matching.proposing import propose
from volunteers.openings.models import Opening
from volunteers.profiles.models import VolunteerProfile


def _my_opening(request: HttpRequest, opening_id: int) -> Opening:
    """The opening of an organisation the reader belongs to; a stranger's looks like a missing one."""
    mine = Organization.objects.managed_by(request.user).values("pk")
    return get_object_or_404(selectors.weighed(Opening.objects.filter(organization_id__in=mine)), pk=opening_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening_candidates(request: HttpRequest, opening_id: int) -> HttpResponse:
    """The best people at this moment, as cards without names; a button asks one of them."""
    opening, now = _my_opening(request, opening_id), timezone.now()
    denial = can_update_organization(request.user, opening.organization, now)
    if request.method == "POST":
        refuse(denial)
        return ask(request, opening, Proposal.Origin.ORGANIZATION, "volunteers:opening_candidates")
    return show_candidates(request, opening, "npo/openings/candidates.html", may_ask=denial is None)


def show_candidates(request: HttpRequest, opening: Opening, template: str, *, may_ask: bool) -> HttpResponse:
    """The list, whoever looks at it."""
    now, language = timezone.now(), get_language() or "ja"
    asked, number_asked = selectors.asked_for(opening)
    candidates = selectors.candidates_for(opening, language, now)
    published = opening.status == Opening.Status.PUBLISHED
    context = {
        "opening": opening,
        "published": published,
        "candidates": candidates,
        "why": selectors.why_nobody(opening, now) if published and not candidates else [],
        "asked": asked,
        "number_asked": number_asked,
        "may_ask": may_ask,
    }
    return render(request, template, context)


def ask(request: HttpRequest, opening: Opening, origin: str, back: str, *, post_id: int | None = None) -> HttpResponse:
    """Propose to the person of the button, and lead back to the list; `post_id`: from a post of the ward."""
    try:
        person = get_object_or_404(VolunteerProfile, uid=request.POST.get("person", ""))
    except ValidationError:
        messages.error(request, _("Please choose somebody from the list."))
        return redirect(back, opening.pk)
    try:
        proposal = propose(
            opening_id=opening.pk,
            profile_id=person.pk,
            origin=origin,
            by=acting_person(request),
            now=timezone.now(),
            post_id=post_id,
        )
    except MoveRefusedError as error:
        messages.error(request, " ".join(filter(None, (error.denial.reason, error.denial.next_step))))
    else:
        messages.success(request, _said(person.nickname, proposal.due))
    return redirect(back, opening.pk)


def _said(name: str, due: datetime) -> str:
    """Who is reached at the desk or by letter has longer than two days, so the moment itself is named."""
    moment = date_format(due.astimezone(JAPAN), "SHORT_DATETIME_FORMAT")
    return _("%(name)s is asked now. The answer is due by %(moment)s.") % {"name": name, "moment": moment}
