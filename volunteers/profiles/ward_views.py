"""The ward's desk for volunteers: finding, looking (on record), identity, people without an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import take_typed
from portal.accounts.models import Person
from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from volunteers.profiles import rules, selectors, services
from volunteers.profiles.gates import Seat, desk_seat, for_volunteer_desk
from volunteers.profiles.overview import parts_of
from volunteers.profiles.signing_up import register_volunteer
from volunteers.profiles.views import profile_context
from volunteers.profiles.ward_forms import DeskSignUpForm, FindVolunteerForm, IdentityForm


@for_volunteer_desk
@require_http_methods(["GET", "HEAD", "POST"])
def ward_volunteers(request: HttpRequest) -> HttpResponse:
    """How many there are; whom a name finds, by POST, so that no name stands in a log. Each search is an act."""
    now = timezone.now()
    form = FindVolunteerForm(request.POST if request.method == "POST" else take_typed(request))
    context: dict[str, Any] = {"form": form, **selectors.numbers_of_volunteers(now.astimezone(JAPAN).date())}
    if request.method == "POST" and form.is_valid():
        total, rows = selectors.find_volunteers(form.cleaned_data["words"])
        context |= {"searched": True, "total": total, "rows": rows}
        _looked_for(acting_person(request), total)
    return render(request, "ward/volunteers.html", context, status=422 if form.errors else 200)


def _looked_for(seeker_id: int, found: int) -> None:
    """Whoever reads names of volunteers that a word has found is on record with their number."""
    seeker = Person.objects.get(pk=seeker_id)
    record_act(by=seeker.pk, verb="look_at_found_volunteers", on=seeker, now=timezone.now(), detail={"found": found})


@for_volunteer_desk
@require_safe
def ward_volunteer(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Everything about one volunteer; every look is an act."""
    now, seat = timezone.now(), desk_seat(request, profile_id)
    refuse(rules.can_act_for(request.user, seat.profile, now))
    record_act(by=seat.by, verb="look_at_volunteer", on=seat.profile, now=now)
    context = {
        **profile_context(seat),
        "consents": selectors.standing_consents(seat.profile.person_id, now),
        **parts_of(seat.profile, get_language() or "ja", now),
    }
    return render(request, "ward/volunteer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check_identity(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A document was shown at the desk."""
    now = timezone.now()
    refuse(rules.can_check_identity(request.user, seat.profile, now))
    form = IdentityForm(request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.check_identity(
                profile_id=seat.profile.pk, by=seat.by, post_id=seat.post_id or 0, now=now, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Only the kind of document and the day are kept."))
            return redirect(seat.home)
    context = {"seat": seat, "form": form}
    return render(request, "ward/check_identity.html", context, status=422 if form.errors else 200)


@for_volunteer_desk
@require_http_methods(["GET", "HEAD", "POST"])
def create_volunteer(request: HttpRequest) -> HttpResponse:
    """Somebody without an account, at the desk; who bears the same name already is shown first."""
    now = timezone.now()
    form = DeskSignUpForm(now, request.POST if request.method == "POST" else take_typed(request))
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        alike = [] if "none" in request.POST else selectors.same_name(form.cleaned_data["name"])
        if alike:
            _looked_for(acting_person(request), len(alike))
        else:
            made = _registered(request, form)
            if made is not None:
                messages.success(request, _("Saved. Now say what they can do, when and where."))
                return redirect("volunteers:ward_volunteer", made)
    context = {"form": form, "alike": alike}
    return render(request, "ward/new_volunteer.html", context, status=422 if request.method == "POST" else 200)


def _registered(request: HttpRequest, form: DeskSignUpForm) -> int | None:
    """The new profile's id; None when something was refused, and the form says what."""
    now, typed = timezone.now(), form.cleaned_data
    try:
        made = register_volunteer(
            person={name: typed[name] for name in ("name", "kana", "language")},
            values={**form.values(), **{name: typed[name] for name in ("channel", "phone", "postal_address")}},
            consents=form.consents(now.astimezone(JAPAN).date()),
            language=get_language() or "ja",  # of the words on this screen, whatever the person's letters are in
            by=acting_person(request),
            now=now,
            post_id=rules.desk_post(request.user, now) or 0,
        )
    except ValidationError as error:
        form.refuse(error)
        form.show_anew(**form.versions_now())
        return None
    return made.pk
