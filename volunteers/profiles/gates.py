"""Whose profile a page shows: the reader's own, or at the ward's desk somebody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import keeps_typed
from portal.shared.audit import record_act
from volunteers.profiles import rules
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.selectors import live_profile
from volunteers.profiles.services import ProfileEndedError

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Seat:
    """From where somebody writes in a profile: the person's own pages, or a post of the ward (`post_id`)."""

    profile: VolunteerProfile
    by: int
    post_id: int | None = None

    @property
    def base(self) -> str:
        """The frame of the page."""
        return "base_staff.html" if self.post_id else "base.html"

    @property
    def who(self) -> dict[str, int | None]:
        """What every service wants to know of the writer."""
        return {"by": self.by, "post_id": self.post_id}

    @property
    def home(self) -> str:
        """The page from which the sections are reached."""
        return (
            reverse("volunteers:ward_volunteer", args=[self.profile.pk])
            if self.post_id
            else reverse("volunteers:my_profile")
        )

    def url(self, name: str, *arguments: Any) -> str:
        """The same page from this seat."""
        if self.post_id:
            return reverse(f"volunteers:ward_{name}", args=[self.profile.pk, *arguments])
        return reverse(f"volunteers:{name}", args=arguments)

    @property
    def links(self) -> dict[str, str]:
        """Addresses for templates."""
        names = ("pause_profile", "set_availability", "end_profile", "consents", "confirm_profile")
        return {name: self.url(name) for name in names}


def own(view: View) -> View:
    """A page of one's own profile; who has none is led to the first step."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person_id = acting_person(request)
        profile = live_profile(person_id)
        if profile is None:
            return redirect("volunteers:start_profile")
        return _answered(view, request, Seat(profile, person_id), *args, **kwargs)

    return never_cache(keeps_typed(login_required(gated)))


def _answered(view: View, request: HttpRequest, seat: Seat, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The view's answer; whoever left in another window meanwhile is led to the page that says so."""
    try:
        return view(request, seat, *args, **kwargs)
    except ProfileEndedError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(seat.home)


def for_volunteer_desk(view: View) -> View:
    """A page of the desk: people without a post get 404, those whose work it is not are told so."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now = timezone.now()
        if rules.can_see_volunteer_desk(request.user, now):
            raise Http404
        refuse(rules.can_look_after_volunteers(request.user, now))
        return view(request, *args, **kwargs)

    return never_cache(keeps_typed(login_required(gated)))


def at_desk(view: View) -> View:
    """A page of somebody's profile, opened from a post: what is done there is on record as such, what is shown as a look."""

    def gated(request: HttpRequest, profile_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        now, seat = timezone.now(), desk_seat(request, profile_id)
        refuse(rules.can_act_for(request.user, seat.profile, now) or rules.is_not_ended(seat.profile))
        answer = _answered(view, request, seat, *args, **kwargs)
        if answer.status_code not in (301, 302):
            record_act(by=seat.by, verb="look_at_volunteer", on=seat.profile, now=now)
        return answer

    return for_volunteer_desk(wraps(view)(gated))


def desk_seat(request: HttpRequest, profile_id: int) -> Seat:
    """Somebody's profile as the desk sees it; 404 where there is none."""
    profile = get_object_or_404(VolunteerProfile.objects.select_related("person__user"), pk=profile_id)
    return Seat(profile, acting_person(request), rules.desk_post(request.user, timezone.now()))
