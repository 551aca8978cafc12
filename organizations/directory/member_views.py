"""The members of an organisation: who is in, who is invited, who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.directory import invitations, joining, members, rules
from organizations.directory.gates import my_organization
from organizations.directory.member_forms import InvitationForm
from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from portal.accounts.freshness import prove_freshly
from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.transitions import MoveRefusedError


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members_page(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Everybody who belongs to it; a manager invites from here."""
    organization, now = my_organization(request, organization_id), timezone.now()
    denial = rules.can_manage_organization(request.user, organization, now) or rules.organization_is_active(
        organization
    )
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = InvitationForm(typed, initial={"language": "ja"})
    if request.method == "POST":
        refuse(denial)
        if form.is_valid() and _invited(request, organization, form):
            return redirect("organizations:members", organization.pk)
    context = {
        "organization": organization,
        "form": form,
        "denial": denial,
        "not_yet": rules.was_handed_in(organization),
        "me": acting_person(request),
        "roles": Membership.Role.choices,
        **_people(organization, now),
    }
    return render(request, "npo/organizations/members.html", context, status=422 if form.errors else 200)


def _people(organization: Organization, now: Any) -> dict[str, Any]:
    rows = Membership.objects.accepted_by(now).filter(organization=organization).select_related("person__user")
    invited = Invitation.objects.filter(organization=organization, status=Invitation.Status.OPEN).order_by("invited")
    asked = JoinRequest.objects.filter(organization=organization, status=JoinRequest.Status.OPEN)
    return {
        "members": rows.order_by("role", "id"),
        "invitations": [{"row": one, "ended": one.expires <= now} for one in invited],
        "requests": asked.select_related("person__user").order_by("asked"),
    }


def _invited(request: HttpRequest, organization: Organization, form: InvitationForm) -> bool:
    try:
        invitations.invite(
            organization_id=organization.pk,
            **form.cleaned_data,
            by=acting_person(request),
            now=timezone.now(),
        )
    except MoveRefusedError as error:
        form.add_error(None, f"{error.denial.reason} {error.denial.next_step}")
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("The invitation is on its way. It holds for fourteen days."))
    return True


def _managers_act(act: Callable[..., str]) -> Callable[..., HttpResponse]:
    """A button of the members' page: a manager's, except for leaving; says what happened and comes back."""

    @never_cache
    @require_POST
    def signed_in(request: HttpRequest, organization_id: int, **number: int) -> HttpResponse:
        organization, now = my_organization(request, organization_id), timezone.now()
        try:
            said = act(request, organization, now, **number)
        except MoveRefusedError as error:
            messages.error(request, f"{error.denial.reason} {error.denial.next_step}")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, said)
        stays = rules.role_in(request.user, organization.pk, now) is not None
        return redirect("organizations:members", organization.pk) if stays else redirect("npo_desk")

    def view(request: HttpRequest, organization_id: int, **number: int) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("organizations:members", args=[organization_id]))
        return signed_in(request, organization_id, **number)

    return view


def _refuse_others(request: HttpRequest, organization: Organization, now: Any) -> None:
    refuse(rules.can_manage_organization(request.user, organization, now) or rules.organization_is_active(organization))


@_managers_act
def change_member(request: HttpRequest, organization: Organization, now: Any, membership_id: int) -> str:
    """Another role, or out; leaving is everybody's own. The password is asked of whoever may, so strangers see 404."""
    membership = get_object_or_404(Membership, pk=membership_id, organization=organization, accepted__isnull=False)
    by, verb = acting_person(request), request.POST.get("verb", "")
    if membership.person_id != by or verb != "remove":
        _refuse_others(request, organization, now)
    prove_freshly(request)
    if verb == "remove":
        members.remove_member(membership_id=membership.pk, by=by, now=now)
        return _("You have left the organisation.") if membership.person_id == by else _("The member was removed.")
    role = request.POST.get("role", "")
    if role not in Membership.Role.values:
        raise ValidationError(_("Please choose a role."))
    members.change_role(membership_id=membership.pk, role=role, by=by, now=now)
    return _("The role was changed.")


@_managers_act
def change_invitation(request: HttpRequest, organization: Organization, now: Any, invitation_id: int) -> str:
    """Take an invitation back, or send its mail again."""
    invitation = get_object_or_404(Invitation, pk=invitation_id, organization=organization)
    _refuse_others(request, organization, now)
    by = acting_person(request)
    if request.POST.get("verb") == "again":
        invitations.send_again(invitation_id=invitation.pk, by=by, now=now)
        return _("The invitation is on its way. It holds for fourteen days.")
    invitations.withdraw_invitation(invitation_id=invitation.pk, by=by, now=now)
    return _("The invitation was withdrawn.")


@_managers_act
def answer_join_request(request: HttpRequest, organization: Organization, now: Any, request_id: int) -> str:
    """Let somebody in who asked, or not."""
    asked = get_object_or_404(JoinRequest, pk=request_id, organization=organization)
    _refuse_others(request, organization, now)
    verb = "accept" if request.POST.get("verb") == "accept" else "decline"
    joining.answer_join_request(request_id=asked.pk, verb=verb, by=acting_person(request), now=now)
    return _("The person is a member now.") if verb == "accept" else _("The request was declined.")
