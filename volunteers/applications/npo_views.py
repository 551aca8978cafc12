"""The organisation's side: who asks, answers within 48 hours; who came is said with the hours (`hours.npo_views`)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.directory.gates import denied
from organizations.directory.models import Organization
from organizations.directory.rules import can_update_organization
from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.accounts.models import User
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from volunteers.applications import rules, selectors, services
from volunteers.applications.forms import AnswerForm, CancelForm
from volunteers.applications.life import LIFE, ORGANIZATION
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift


def _my_opening(request: HttpRequest, opening_id: int) -> Opening:
    """The opening of an organisation the reader belongs to; a stranger's looks like a missing one."""
    mine = Organization.objects.managed_by(request.user).values("pk")
    rows = Opening.objects.filter(organization_id__in=mine).select_related("organization")
    return get_object_or_404(rows, pk=opening_id)


def _asked(request: HttpRequest, application_id: int) -> Application:
    """Who asks an organisation the reader belongs to; a stranger's looks like a missing one."""
    mine = Organization.objects.managed_by(request.user).values("pk")
    rows = Application.objects.filter(organization_id__in=mine)
    return get_object_or_404(
        rows.select_related("profile__person", "shift", "opening__organization"), pk=application_id
    )


@never_cache
@login_required
@require_safe
def opening_applications(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Who asks for which shift, and until when an answer is due."""
    opening, now = _my_opening(request, opening_id), timezone.now()
    context = {
        "opening": opening,
        "groups": selectors.groups_of(opening, now, get_language() or "ja"),
        "denial": can_update_organization(request.user, opening.organization, now),
    }
    return render(request, "npo/openings/applications.html", context)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One who asks: what they offer, what they write, and the answer."""
    application, now = _asked(request, application_id), timezone.now()
    opening = application.opening
    refused = can_update_organization(request.user, opening.organization, now)
    if request.method == "POST" and refused:
        return denied(request, refused)
    form = AnswerForm(request.POST if request.method == "POST" else take_typed(request))
    denial = None
    if request.method == "POST" and form.is_valid():
        denial = _answer(request, application, form.cleaned_data["reason"])
        if denial is None:
            return redirect("volunteers:opening_applications", opening.pk)
        application = _asked(request, application_id)
        if denial.code == "reason-needed":
            form.add_error("reason", f"{denial.reason} {denial.next_step}")
            denial = None
    context = {
        "opening": opening,
        "one": selectors.asker(application, now, get_language() or "ja"),
        "contact": refused is None and rules.contact_shown(application, now),
        "verbs": [] if refused else LIFE.verbs_from(application.status, ORGANIZATION),
        "form": form,
        "denial": denial or refused,
    }
    return render(request, "npo/openings/application.html", context, status=422 if request.method == "POST" else 200)


def _answer(request: HttpRequest, application: Application, reason: str) -> Denial | None:
    """Say the verb of the button that was pressed; why not, if not."""
    said, verb = {"application_id": application.pk}, request.POST.get("verb", "")
    by, now = acting_person(request), timezone.now()
    try:
        if verb == "accept":
            services.accept_application(**said, by=by, now=now)
        elif verb == "keep_talking":
            services.keep_talking(**said, by=by, now=now)
        elif verb == "decline":
            services.decline_application(**said, reason=reason, by=by, now=now)
        elif verb == "cancel":
            services.cancel_application(**said, reason=reason, by=by, now=now)
        else:
            raise Http404
    except MoveRefusedError as error:
        return error.denial
    messages.success(request, _answered(verb) % {"name": application.profile.nickname})
    return None


def _answered(verb: str) -> str:
    return {
        "accept": _("%(name)s has a place and has been told."),
        "keep_talking": _("You have a week more to talk with %(name)s."),
        "decline": _("%(name)s has been told."),
        "cancel": _("%(name)s has been told not to come."),
    }[verb]


@signed_in_or_back_to("volunteers:answer_application")
@never_cache
@require_POST
def look_at_contact(request: HttpRequest, application_id: int) -> HttpResponse:
    """Name and address, for whom the person agreed to it; every look is an act."""
    application, now = _asked(request, application_id), timezone.now()
    opening = application.opening
    refused = can_update_organization(request.user, opening.organization, now)
    if refused:
        return denied(request, refused)
    if not rules.contact_shown(application, now):
        raise Http404
    person = application.profile.person
    user = User.objects.filter(person=person, is_active=True).first()
    record_act(by=acting_person(request), verb="look_at_contact", on=application, now=now)
    context = {
        "opening": opening,
        "application": application,
        "person": person,
        "email": user.email if user else "",
    }
    return render(request, "npo/openings/contact.html", context)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One time does not take place: everybody who has a place or waits is told why."""
    mine, now = Organization.objects.managed_by(request.user).values("pk"), timezone.now()
    rows = Shift.objects.filter(opening__organization_id__in=mine).select_related("opening__organization")
    shift = get_object_or_404(rows, pk=shift_id)
    opening = shift.opening
    refused = can_update_organization(request.user, opening.organization, now)
    if refused:
        return denied(request, refused)
    form, denial = CancelForm(request.POST if request.method == "POST" else take_typed(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            told = services.cancel_shift(
                shift_id=shift.pk, reason=form.cleaned_data["reason"], by=acting_person(request), now=now
            )
        except MoveRefusedError as error:
            denial = error.denial
        else:
            messages.success(request, _("Cancelled. People who were told: %(told)s.") % {"told": told})
            return redirect("volunteers:opening_applications", opening.pk)
    context = {"opening": opening, "shift": shift, "form": form, "denial": denial}
    return render(request, "npo/openings/cancel_shift.html", context, status=422 if request.method == "POST" else 200)
