"""The page on which one report is decided, the same for the organisation and for the ward."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import take_typed
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from volunteers.hours import selectors, services
from volunteers.hours.life import CONFIRMERS, HOURS_LIFE
from volunteers.hours.models import Hours
from volunteers.hours.staff_forms import DecideForm


def decided(request: HttpRequest, hours: Hours, denial: Denial | None, *, template: str, back: str) -> HttpResponse:
    """Show the report and its buttons; on a post say the verb, and go back to the list `back`."""
    typed = request.POST if request.method == "POST" else take_typed(request)
    form, refused = DecideForm(typed, hours=hours), None
    if request.method == "POST":
        refuse(denial)
        verb = request.POST.get("verb", "")
        if form.is_valid():
            try:
                messages.success(request, _say(request, hours, verb, form.cleaned_data))
                return redirect(back)
            except MoveRefusedError as error:
                refused = error.denial
                hours.refresh_from_db(fields=["status", "minutes", "reason"])
            except ValidationError as error:
                form.add_error(None, error)
    context = {
        "hours": hours,
        "name": selectors.shown_name(hours),
        "form": form,
        "denial": denial,
        "refused": refused,
        "verbs": [] if denial else HOURS_LIFE.verbs_from(hours.status, CONFIRMERS),
        "story": selectors.story(hours.pk),
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _say(request: HttpRequest, hours: Hours, verb: str, typed: dict[str, object]) -> str:
    by, now = acting_person(request), timezone.now()
    minutes, reason = int(str(typed["minutes"])), str(typed["reason"])
    if verb == "confirm":
        services.confirm_hours(hours_id=hours.pk, by=by, now=now)
        return _("The hours are confirmed.")
    if verb == "correct":
        services.correct_hours(hours_id=hours.pk, minutes=minutes, reason=reason, by=by, now=now)
        return _("The hours are corrected and confirmed.")
    if verb == "reject":
        services.reject_hours(hours_id=hours.pk, reason=reason, by=by, now=now)
        return _("The hours are not confirmed, and the volunteer is told why.")
    raise Http404
