"""The volunteer's own pages: what it is, signing up in three steps, my profile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.japan import JAPAN
from portal.shared.page_cache import cached_page
from volunteers.profiles import rules, selectors
from volunteers.profiles.consent_forms import SignUpForm
from volunteers.profiles.forms import ProfileForm, SkillsForm, WhenAndWhereForm
from volunteers.profiles.gates import Seat
from volunteers.profiles.overview import waiting_for_me
from volunteers.profiles.section_views import kept
from volunteers.profiles.services import ProfileEditedMeanwhileError
from volunteers.profiles.signing_up import sign_up
from volunteers.profiles.summary import sections

STALE_DAYS = 180
STEPS: dict[str, tuple[type[ProfileForm], str]] = {
    "skills": (SkillsForm, "when-and-where"),
    "when-and-where": (WhenAndWhereForm, ""),
}


@require_safe
@cached_page
def take_part(request: HttpRequest) -> HttpResponse:
    """What it means to be a volunteer here, and the way in."""
    return render(request, "volunteers/profiles/take_part.html")


@require_safe
def my_profile(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What stands, what is missing, what keeps proposals away."""
    context = {**profile_context(seat), **waiting_for_me(seat.profile, timezone.now())}
    return render(request, "volunteers/profiles/my_profile.html", context)


def profile_context(seat: Seat) -> dict[str, Any]:
    """A profile at a glance, for its person and for the desk."""
    now = timezone.now()
    today, profile = now.astimezone(JAPAN).date(), seat.profile
    return {
        "seat": seat,
        "profile": profile,
        "obstacles": [(one, _mending(seat, one.code)) for one in rules.obstacles(profile, now)],
        "sections": [(one, seat.url("edit_profile", one.slug)) for one in sections(profile, get_language() or "ja")],
        "paused": profile.paused_on(today),
        "days": profile.exceptions.filter(day__gte=today).count(),
        "identity": selectors.identity_check_on(profile.pk, today),
        "stale": (today - profile.confirmed).days > STALE_DAYS,
    }


def _mending(seat: Seat, code: str) -> str:
    """Where an obstacle is taken away; nowhere for somebody who has left."""
    if code == "wants-none":
        return seat.url("edit_profile", "limits")
    pages = {"no-consent": "consents", "no-guardian": "consents", "paused": "pause_profile"}
    return seat.url(pages[code]) if code in pages else ""


def _steps(current: int) -> dict[str, Any]:
    return {"steps": [_("About you"), _("What you can do"), _("When and where")], "current": current}


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_profile(request: HttpRequest) -> HttpResponse:
    """Step 1: a name, languages, consent; from then on there is a profile."""
    person_id, now = acting_person(request), timezone.now()
    if selectors.live_profile(person_id):
        return redirect("volunteers:my_profile")
    form = SignUpForm(now, request.POST if request.method == "POST" else take_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            sign_up(
                person_id=person_id,
                values=form.values(),
                consents=form.consents(now.astimezone(JAPAN).date()),
                language=get_language() or "ja",
                by=person_id,
                now=now,
            )
        except ValidationError as error:
            form.refuse(error)
            form.show_anew(**form.versions_now())
        except ProfileEditedMeanwhileError:
            return redirect("volunteers:my_profile")
        else:
            return redirect("volunteers:start_step", "skills")
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/profiles/start.html", {"form": form, **_steps(1)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def start_step(request: HttpRequest, seat: Seat, step: str) -> HttpResponse:
    """Steps 2 and 3; each is stored, so that one can stop at any time."""
    if step not in STEPS:
        raise Http404
    make, following = STEPS[step]
    form = make(seat.profile, request.POST if request.method == "POST" else take_typed(request))
    status = 200
    if request.method == "POST":
        status = kept(form, seat)
        if status == 200 and following:
            return redirect("volunteers:start_step", following)
        if status == 200:
            messages.success(request, _("Thank you. From now on we look for openings that fit you."))
            return redirect("volunteers:my_profile")
    context = {"form": form, "seat": seat, **_steps(2 + list(STEPS).index(step))}
    return render(request, "volunteers/profiles/start.html", context, status=status)
