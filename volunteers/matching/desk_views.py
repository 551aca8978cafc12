"""The ward's desk writes down what a volunteer says by telephone, by letter or in person."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.shared.transitions import MoveRefusedError
from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.applications.untold import note_told
from volunteers.matching import answering
from volunteers.matching.by_hand import news_about
from volunteers.matching.forms import DeclineForm
from volunteers.matching.models import Proposal
from volunteers.profiles.gates import Seat
from volunteers.profiles.new_words import note_new_words_told


@require_POST
def answer_for_volunteer(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Yes or no to a proposal or an offered place, or that the person cannot come; recorded as on their behalf.

    `told`: the person was told news, or of new consent words.
    """
    if request.POST.get("verb") == "told":
        return _told(request, seat)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The reason is too long. Please say it in 1,000 characters."))
        return redirect(seat.home)
    try:
        state = _say(request, seat, request.POST.get("verb", ""), form.cleaned_data["reason"])
    except MoveRefusedError as error:
        messages.error(request, " ".join(filter(None, (error.denial.reason, error.denial.next_step))))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if state:
            messages.success(request, _("Written down on the person's behalf: %(state)s.") % {"state": state})
        else:
            messages.error(request, _("Please press one of the buttons beside the proposal or the place."))
    return redirect(seat.home)


def _told(request: HttpRequest, seat: Seat) -> HttpResponse:
    now, noted = timezone.now(), True
    about = request.POST.get("about", "")
    news = news_about(about)
    if about == "application":
        last_act = _number(request, "act")
        noted = note_told(application=_application(request, seat, "row"), last_act=last_act, now=now, **seat.who)
    elif news is not None:
        row_id, last_act = _number(request, "row"), _number(request, "act")
        noted = news.note_told(profile=seat.profile, row_id=row_id, last_act=last_act, now=now, **seat.who)
    elif about:
        raise Http404
    else:
        note_new_words_told(profile_id=seat.profile.pk, now=now, **seat.who)
    if noted:
        messages.success(request, _("Written down: %(name)s has been told.") % {"name": seat.profile.nickname})
    else:
        messages.error(request, _("Something else has happened since. Please look at the list again."))
    return redirect(f"{reverse('volunteers:ward_matching')}#reach")


def _say(request: HttpRequest, seat: Seat, verb: str, reason: str) -> str:
    """The state that came of it; empty for a verb that is none. Http404 for what is not this person's."""
    now = timezone.now()
    if verb == "accept":
        proposal, shift_id = _proposal(request, seat), _number(request, "shift")
        made = answering.accept_proposal(
            proposal_id=proposal.pk,
            shift_id=shift_id,
            contact_version=_number(request, "version") if request.POST.get("agree") else None,
            language=get_language() or "ja",
            now=now,
            **seat.who,
        )
        return made.get_status_display()
    if verb == "decline":
        proposal = _proposal(request, seat)
        said = answering.decline_proposal(proposal_id=proposal.pk, reason=reason, now=now, **seat.who)
        return said.get_status_display()
    if verb in ("take", "leave"):
        mine = _application(request, seat)
        answered = services.answer_offer(application_id=mine.pk, take=verb == "take", now=now, **seat.who)
        return answered.get_status_display()
    if verb == "withdraw":
        mine = _application(request, seat)
        gone = services.withdraw_application(application_id=mine.pk, reason=reason, now=now, **seat.who)
        return gone.get_status_display()
    return ""


def _proposal(request: HttpRequest, seat: Seat) -> Proposal:
    return get_object_or_404(Proposal, pk=_number(request, "proposal"), profile=seat.profile)


def _application(request: HttpRequest, seat: Seat, name: str = "application") -> Application:
    return get_object_or_404(Application, pk=_number(request, name), profile=seat.profile)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)
