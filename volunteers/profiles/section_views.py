"""Sections of a profile, pause, days, consents, leaving: one's own, or at the desk on somebody's behalf."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.kept_forms import take_typed
from portal.shared.japan import JAPAN
from volunteers.profiles import services
from volunteers.profiles.ages import is_minor
from volunteers.profiles.consent_forms import GUARDIAN, MATCHING, GiveConsentForm, words_of
from volunteers.profiles.consent_texts import text_in_force
from volunteers.profiles.consents import give_consent, withdraw_consent
from volunteers.profiles.forms import SECTIONS, TITLES, DaysForm, LeaveForm, PauseForm, ProfileForm
from volunteers.profiles.gates import Seat
from volunteers.profiles.models import AvailabilityException, ConsentText
from volunteers.profiles.selectors import standing_consents
from volunteers.profiles.services import ProfileEditedMeanwhileError
from volunteers.profiles.summary import times_words


def kept(form: ProfileForm, seat: Seat) -> int:
    """Store a section: 200 stored, 422 refused at its fields, 409 somebody else was faster (what was typed stays)."""
    if not form.is_valid():
        return 422
    try:
        services.save_profile(
            person_id=seat.profile.person_id,
            values=form.values(),
            revision=form.cleaned_data["revision"],
            now=timezone.now(),
            **seat.who,
        )
    except ValidationError as error:
        form.refuse(error)
        return 422
    except ProfileEditedMeanwhileError as meanwhile:
        form.show_anew(revision=meanwhile.profile.revision)
        told = _(
            "This was changed in another window, or by somebody at the desk. Your words are still here: look and save again."
        )
        form.add_error(None, told)
        return 409
    return 200


@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest, seat: Seat, section: str) -> HttpResponse:
    """One section."""
    if section not in SECTIONS:
        raise Http404
    form = SECTIONS[section](seat.profile, request.POST if request.method == "POST" else take_typed(request))
    status = kept(form, seat) if request.method == "POST" else 200
    if request.method == "POST" and status == 200:
        messages.success(request, _("Saved."))
        return redirect(seat.home)
    context = {"seat": seat, "form": form, "title": TITLES[section]}
    return render(request, "volunteers/profiles/edit.html", context, status=status)


@require_POST
def confirm_profile(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All of it is still right."""
    services.confirm_profile(profile_id=seat.profile.pk, now=timezone.now(), **seat.who)
    messages.success(request, _("Thank you. Saved that all of it is still right."))
    return redirect(seat.home)


@require_http_methods(["GET", "HEAD", "POST"])
def pause_profile(request: HttpRequest, seat: Seat) -> HttpResponse:
    """A time without proposals, and its end."""
    now, profile = timezone.now(), seat.profile
    today = now.astimezone(JAPAN).date()
    paused = profile.paused_on(today)
    if request.method == "POST" and "resume" in request.POST:
        services.resume_profile(profile_id=profile.pk, now=now, **seat.who)
        messages.success(request, _("The pause is over. Proposals can come again."))
        return redirect(seat.home)
    until = profile.paused_until if paused else today + timedelta(days=30)
    form = PauseForm(request.POST if request.method == "POST" else take_typed(request), initial={"until": until})
    if request.method == "POST" and form.is_valid():
        try:
            services.pause_profile(profile_id=profile.pk, until=form.cleaned_data["until"], now=now, **seat.who)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. No proposals come until then."))
            return redirect(seat.home)
    context = {"seat": seat, "form": form, "paused": paused}
    return _page(request, "pause", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def set_availability(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Days that are not as usual: add some, or take one back."""
    now, profile = timezone.now(), seat.profile
    again = _day(request.POST.get("as_usual", "")) if request.method == "POST" else None
    form = DaysForm(request.POST if request.method == "POST" and again is None else take_typed(request))
    if again is not None or (request.method == "POST" and form.is_valid()):
        changes: Any = {again: None} if again else dict.fromkeys(form.days(), form.cleaned_data["times"])
        try:
            services.set_availability(profile_id=profile.pk, days=changes, now=now, **seat.who)
        except ValidationError as error:
            form.add_error(None, error) if again is None else messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect(seat.url("set_availability"))
    coming = AvailabilityException.objects.filter(profile=profile, day__gte=now.astimezone(JAPAN).date())
    days = [(one.day, times_words(one.times)) for one in coming.order_by("day")]
    return _page(request, "days", {"seat": seat, "form": form, "days": days}, form)


def _day(typed: str) -> Any:
    """A day from a button; garbage is none."""
    try:
        return parse_date(typed)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def end_profile(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Leaving; one can come back."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.end_profile(profile_id=seat.profile.pk, now=timezone.now(), **seat.who)
        told = _("You have left. Thank you for everything. You can come back at any time.")
        messages.success(request, _("Written down: the person has left.") if seat.post_id else told)
        return redirect(seat.home if seat.post_id else "volunteers:take_part")
    return _page(request, "leave", {"seat": seat, "form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What stands with its words, what can be given, what can be taken back."""
    now, profile = timezone.now(), seat.profile
    standing = standing_consents(profile.person_id, now)
    if "withdraw" in request.POST:
        withdraw_consent(person_id=profile.person_id, purpose=request.POST["withdraw"], now=now, **seat.who)
        messages.success(request, _("Taken back. It counts from now on."))
        return redirect(seat.url("consents"))
    wanted = [MATCHING.value, *([GUARDIAN.value] if is_minor(profile.born, now.astimezone(JAPAN).date()) else [])]
    read = {one.text_id for one in standing.values()}
    found = [one for one in (text_in_force(purpose, now) for purpose in wanted) if one and one.pk not in read]
    typed: Any = request.POST if request.method == "POST" else take_typed(request) or {}
    given = typed.get("give", "")
    forms = [GiveConsentForm(one, typed if one.purpose == given else None) for one in found]
    for form in forms:
        if request.method == "POST" and form.is_bound and form.is_valid() and _given(form, seat):
            messages.success(request, _("Saved. Thank you."))
            return redirect(seat.url("consents"))
    rows = [(one, words_of(one.text)) for one in standing.values()]
    context = {"seat": seat, "rows": rows, "forms": [(ConsentText.Purpose(one.purpose).label, one) for one in forms]}
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/profiles/consents.html", context, status=status)


def _given(form: GiveConsentForm, seat: Seat) -> bool:
    values = form.cleaned_data
    try:
        give_consent(
            person_id=seat.profile.person_id,
            purpose=form.purpose,
            version=values["version"],
            guardian=values.get("guardian", ""),
            language=get_language() or "ja",
            channel=seat.profile.channel,
            now=timezone.now(),
            **seat.who,
        )
    except ValidationError as error:
        form.add_error(None, error)
        if values["version"] != form.initial["version"]:
            form.show_anew(form.initial["version"])
        return False
    return True


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any) -> HttpResponse:
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, f"volunteers/profiles/{name}.html", context, status=status)
