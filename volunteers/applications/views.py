"""The volunteer's side: asking for a place, what waits, what comes, taking an offer, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from volunteers.applications import selectors, services
from volunteers.applications.forms import ApplyForm, ContactForm, WhyForm
from volunteers.applications.models import Application
from volunteers.applications.rules import MENDED_BY_CONSENT, MENDED_IN_PROFILE
from volunteers.openings.models import Opening
from volunteers.openings.wording import where_of
from volunteers.profiles.consent_texts import text_in_force
from volunteers.profiles.models import ConsentText
from volunteers.profiles.selectors import live_profile


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Choose a time, say a word, agree or not to pass on the name; what is in the way is said with a way out."""
    now = timezone.now()
    opening = get_object_or_404(selectors.asked_for(opening_id))
    profile = live_profile(acting_person(request))
    typed = request.POST if request.method == "POST" else take_typed(request)
    words = text_in_force(ConsentText.Purpose.CONTACT, now)
    form = ApplyForm(typed, times=selectors.times_of(opening, now), words=words)
    if profile is None or request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _show_apply(request, opening, form, profile is None, status=status)
    try:
        made = services.apply(
            shift_id=form.cleaned_data["shift"],
            profile_id=profile.pk,
            message=form.cleaned_data["message"],
            contact_version=form.agreed_version,
            language=get_language() or "ja",
            by=acting_person(request),
            now=now,
        )
    except MoveRefusedError as error:
        return _show_apply(request, opening, form, False, denial=error.denial, status=422)
    except ValidationError as error:
        form.add_error("agree", error)
        return _show_apply(request, opening, form, False, status=422)
    messages.success(request, _said(made))
    return redirect("volunteers:my_applications")


def _show_apply(
    request: HttpRequest,
    opening: Opening,
    form: ApplyForm,
    without_profile: bool,
    *,
    denial: Denial | None = None,
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {
        "opening": opening,
        "form": form,
        "times": bool(form.fields["shift"].choices),  # type: ignore[attr-defined]
        "without_profile": without_profile,
        "denial": denial,
        "mended_in_profile": denial is not None and denial.code in MENDED_IN_PROFILE,
        "mended_by_consent": denial is not None and denial.code in MENDED_BY_CONSENT,
    }
    return render(request, "volunteer/applications/apply.html", context, status=status)


def _said(made: Application) -> str:
    return {
        Application.Status.ACCEPTED: _("You have a place. Thank you!"),
        Application.Status.APPLIED: _("Sent. You get an answer within 48 hours."),
        Application.Status.TALKING: _("Sent. The organisation answers within 48 hours."),
    }.get(made.status, _("You are on the waiting list. When a place becomes free, we write to you."))  # type: ignore[call-overload]


@never_cache
@login_required
@require_safe
def my_applications(request: HttpRequest) -> HttpResponse:
    """What waits for me, what comes, what is over."""
    profile = live_profile(acting_person(request))
    mine = selectors.applications_of(profile.pk, timezone.now()) if profile else selectors.Mine()
    coming = [(one, where_of(one.opening, get_language() or "ja")) for one in mine.coming]
    context = {"mine": mine, "coming": coming, "profile": profile}
    return render(request, "volunteer/applications/mine.html", context)


def _my_application(request: HttpRequest, application_id: int) -> Application:
    """The reader's own; somebody else's looks like a missing one."""
    rows = Application.objects.filter(profile__person_id=acting_person(request))
    return get_object_or_404(rows.select_related("opening__organization", "shift"), pk=application_id)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_application(request: HttpRequest, application_id: int) -> HttpResponse:
    """Say that one does not come; the place goes to the next in line at once."""
    application = _my_application(request, application_id)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form, denial = WhyForm(typed), None
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_application(
                application_id=application.pk,
                reason=form.cleaned_data["reason"],
                by=acting_person(request),
                now=timezone.now(),
            )
        except MoveRefusedError as error:
            denial = error.denial
        else:
            messages.success(request, _("You have withdrawn. The organisation has been told."))
            return redirect("volunteers:my_applications")
    context = {"application": application, "form": form, "denial": denial}
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteer/applications/withdraw.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take the place that became free, or leave it to the next in line; who signed in meanwhile is led to the list."""
    application = _my_application(request, application_id)
    take = request.POST.get("verb") == "take"
    if not take and request.POST.get("verb") != "leave":
        return redirect("volunteers:my_applications")
    try:
        services.answer_offer(application_id=application.pk, take=take, by=acting_person(request), now=timezone.now())
    except MoveRefusedError as error:
        messages.error(request, f"{error.denial.reason} {error.denial.next_step}")
        if error.denial.code in MENDED_BY_CONSENT:
            return redirect("volunteers:consents")
    else:
        messages.success(request, _("You have a place. Thank you!") if take else _("Left to the next person."))
    return redirect("volunteers:my_applications")


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_contact(request: HttpRequest, application_id: int) -> HttpResponse:
    """Pass name and address on to this organisation, or take that back."""
    application, now = _my_application(request, application_id), timezone.now()
    words = text_in_force(ConsentText.Purpose.CONTACT, now)
    form = ContactForm(request.POST if request.method == "POST" else take_typed(request), words=words)
    by, denial = acting_person(request), None
    if request.method == "POST" and "take_back" in request.POST:
        services.take_back_contact(application_id=application.pk, by=by, now=now)
        messages.success(request, _("The organisation cannot see your name any more."))
        return redirect("volunteers:my_applications")
    if request.method == "POST" and form.is_valid():
        denial = _shared(request, application, form)
        if denial is None and form.is_valid():
            messages.success(request, _("The organisation can see your name and e-mail address now."))
            return redirect("volunteers:my_applications")
    context = {"application": application, "form": form, "denial": denial}
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteer/applications/contact.html", context, status=status)


def _shared(request: HttpRequest, application: Application, form: ContactForm) -> Denial | None:
    """Why not, if not; what is wrong in the form stands in the form."""
    version = form.agreed_version
    if version is None:
        form.add_error("agree" if "agree" in form.fields else None, _("Please tick the box if you agree."))
        return None
    try:
        services.share_contact(
            application_id=application.pk,
            version=version,
            language=get_language() or "ja",
            by=acting_person(request),
            now=timezone.now(),
        )
    except MoveRefusedError as error:
        return error.denial
    except ValidationError as error:
        form.add_error("agree", error)
    return None
