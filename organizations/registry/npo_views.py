"""The organisation's side of its life: registering step by step, handing in, reading what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.directory import joining, rules
from organizations.directory.completeness import gaps
from organizations.directory.gates import denied, moment_seen, my_organization
from organizations.directory.life import LIFE, MANAGER
from organizations.directory.models import Organization
from organizations.directory.services import OrganizationEditedMeanwhileError
from organizations.registry import selectors, services
from organizations.registry.forms import AboutForm, ContactForm, NewOrganizationForm, ReasonForm, versions
from portal.accounts.freshness import prove_freshly
from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.shared.denials import Denial
from portal.shared.records import clean_value
from portal.shared.transitions import MoveRefusedError

FORMING = (Organization.Status.DRAFT, Organization.Status.RETURNED)


def _steps(current: int) -> dict[str, Any]:
    labels = [_("About you"), _("The organisation"), _("Contact"), _("Check and send")]
    return {"steps": labels, "current": current}


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register_organization(request: HttpRequest) -> HttpResponse:
    """Step 1: who writes for whom; look-alikes are shown before anything is made."""
    denial = rules.can_register_organization(request.user, timezone.now())
    if denial:
        return denied(request, denial)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = NewOrganizationForm(typed)
    if request.method != "POST" or not form.is_valid():
        return _show_new(request, form)
    values = form.cleaned_data
    found = selectors.lookalikes(name=values["name_ja"], corporate_number=values["corporate_number"])
    if found and "none" not in request.POST:
        return _show_new(request, form, found)
    try:
        made = services.register_organization(
            **{name: values[name] for name in ("name_ja", "kind", "corporate_number", "title")},
            by=acting_person(request),
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _show_new(request, form, found)
    messages.success(request, _("Saved as a draft. You can leave at any time and go on later from your desk."))
    return redirect("organizations:register_about", made.pk)


def _show_new(request: HttpRequest, form: Any, found: list[selectors.Lookalike] | None = None) -> HttpResponse:
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"form": form, "lookalikes": found or [], **_steps(1)}
    return render(request, "npo/organizations/new.html", context, status=status)


@signed_in_or_back_to("organizations:organization")
@never_cache
@require_POST
def ask_to_join(request: HttpRequest, organization_id: int) -> HttpResponse:
    """ "This is ours": its managers are asked, or the ward where it has none."""
    denial = rules.can_register_organization(request.user, timezone.now())
    if denial:
        return denied(request, denial)
    organization = get_object_or_404(Organization.objects.published(), pk=organization_id)
    try:
        joining.ask_to_join(
            organization_id=organization.pk,
            person_id=acting_person(request),
            title=clean_value(request.POST.get("title", "")[:60], lines=False),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("We have asked %(name)s. You get a mail with the answer.") % {"name": organization})
    return redirect("npo_desk")


def _step(make: Callable[..., Any], number: int, next_name: str) -> Callable[..., HttpResponse]:
    """The view of a step that stores something; what was handed in is changed in the editor instead."""

    @never_cache
    @keeps_typed
    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, organization_id: int) -> HttpResponse:
        organization = my_organization(request, organization_id)
        denial = rules.can_update_organization(request.user, organization, timezone.now())
        if denial:
            return denied(request, denial)
        forming = organization.status in FORMING
        typed = request.POST if request.method == "POST" else take_typed(request)
        if not forming and typed is None:
            return redirect("organizations:update_organization", organization.pk)
        form = make(organization, typed)
        seen = organization.updated if typed is None else moment_seen(typed.get("seen", ""))
        status, more = 422 if request.method == "POST" else 200, dict[str, Any]()
        if not forming:
            status, more = 409, {"refused": _step_is_over()}
        elif request.method == "POST" and form.is_valid():
            try:
                if _stored(request, organization, seen, form):
                    return redirect(next_name, organization.pk)
            except OrganizationEditedMeanwhileError as meanwhile:
                status, seen = 409, meanwhile.organization.updated
                more = {"conflict": True, "versions": versions(form, meanwhile.organization)}
        context = {"organization": organization, "form": form, "seen": seen.isoformat(), **_steps(number), **more}
        return render(request, "npo/organizations/step.html", context, status=status)

    return view  # type: ignore[return-value]


def _step_is_over() -> Denial:
    return Denial(
        "handed-in-meanwhile",
        _("This was not saved: somebody has sent the organisation to the ward office meanwhile."),
        _("Below is what you typed. Copy what is still needed into the editor of the organisation."),
    )


def _stored(request: HttpRequest, organization: Organization, seen: datetime, form: Any) -> bool:
    try:
        services.save_step(
            organization_id=organization.pk,
            seen=seen,
            values=form.cleaned_data,
            by=acting_person(request),
            now=timezone.now(),
        )
    except ValidationError as error:
        for name, problems in error.error_dict.items():
            form.add_error(name if name in form.fields else None, problems)
        return False
    return True


register_about = _step(AboutForm, 2, "organizations:register_contact")
register_contact = _step(ContactForm, 3, "organizations:submit_organization")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Step 4: everything at a glance, what is missing, and the button."""
    organization, now = my_organization(request, organization_id), timezone.now()
    if LIFE.can_move(organization, "submit"):
        return redirect("organizations:npo_organization", organization.pk)
    denial = rules.can_say_as_manager(request.user, organization, "submit", now)
    refused = denial if request.method == "POST" else None
    if request.method == "POST" and denial is None:
        form = ReasonForm(request.POST)
        revision = form.cleaned_data["revision"] if form.is_valid() else 0
        try:
            services.decide(
                organization_id=organization.pk,
                verb="submit",
                revision=revision,
                by=acting_person(request),
                now=now,
            )
        except MoveRefusedError as error:
            refused = error.denial
            organization.refresh_from_db()
        else:
            messages.success(request, _("Sent. The ward office looks at it and you get a mail."))
            return redirect("organizations:npo_organization", organization.pk)
    context = {
        "organization": organization,
        "gaps": gaps(organization),
        "denial": denial,
        "refused": refused,
        "lookalikes": selectors.lookalikes(
            name=organization.name_ja,
            corporate_number=organization.corporate_number or "",
            phone=organization.phone,
            besides=organization.pk,
        ),
        "form": ReasonForm(initial={"revision": organization.revision}),
        **_steps(4),
    }
    return render(request, "npo/organizations/check.html", context, status=422 if refused else 200)


@never_cache
@login_required
@require_safe
def npo_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """State, next step and the story of decisions."""
    organization, now = my_organization(request, organization_id), timezone.now()
    manages = rules.can_manage_organization(request.user, organization, now) is None
    told = selectors.story(organization.pk)
    context = {
        "organization": organization,
        "manages": manages,
        "verbs": LIFE.verbs_from(organization.status, MANAGER) if manages else [],
        "story": told,
        "last_reason": next((one for one in told if one.reason), None),
        "may_edit": rules.can_update_organization(request.user, organization, now) is None,
    }
    return render(request, "npo/organizations/organization.html", context)


@signed_in_or_back_to("organizations:npo_organization")
@never_cache
@require_POST
def withdraw_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Take back what was handed in, as long as nobody has decided."""
    organization, now = my_organization(request, organization_id), timezone.now()
    denial = rules.can_say_as_manager(request.user, organization, "withdraw", now)
    if denial is None:
        try:
            services.decide(
                organization_id=organization.pk,
                verb="withdraw",
                revision=organization.revision,
                by=acting_person(request),
                now=now,
            )
        except MoveRefusedError as error:
            denial = error.denial
    if denial:
        messages.error(request, f"{denial.reason} {denial.next_step}")
    else:
        messages.success(request, _("Taken back. It is a draft again."))
    return redirect("organizations:npo_organization", organization.pk)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The organisation gives up, or a draft is not wanted after all; a reason is kept."""
    organization, now = my_organization(request, organization_id), timezone.now()
    denial = rules.can_say_as_manager(request.user, organization, "close", now)
    if denial:
        return denied(request, denial)
    if request.method == "POST":
        prove_freshly(request)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = ReasonForm(typed, initial={"revision": organization.revision})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(
                organization_id=organization.pk,
                verb="close",
                revision=form.cleaned_data["revision"],
                reason=form.cleaned_data["reason"],
                by=acting_person(request),
                now=now,
            )
        except MoveRefusedError as error:
            refused = error.denial
        else:
            messages.success(request, _("The organisation is closed."))
            return redirect("organizations:npo_organization", organization.pk)
    context = {"organization": organization, "form": form, "refused": refused}
    return render(request, "npo/organizations/close.html", context, status=422 if request.method == "POST" else 200)
