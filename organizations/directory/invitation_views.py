"""The invitation as the invited person sees it, with or without an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.directory import invitations
from organizations.directory.models import Invitation
from portal.accounts.models import User
from portal.shared.transitions import MoveRefusedError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the invited person sees; who has no account signs up first and comes back by the same link."""
    found = Invitation.objects.select_related("organization").filter(token=token).first()
    if found is None:
        raise Http404
    if not isinstance(request.user, User):
        if request.method == "POST":
            return redirect_to_login(request.path)
        ended = found.status != Invitation.Status.OPEN or found.expires <= timezone.now()
        return _show_invitation(request, found, ended=ended)
    denial = invitations.can_answer_invitation(request.user, found, timezone.now())
    verb = request.POST.get("verb", "")
    if request.method != "POST" or denial or verb not in ("accept", "decline"):
        status = 200 if request.method != "POST" else 403 if denial else 422
        return _show_invitation(request, found, denial=denial, status=status)
    try:
        invitations.answer_invitation(invitation_id=found.pk, verb=verb, user=request.user, now=timezone.now())
    except MoveRefusedError as error:
        return _show_invitation(request, found, denial=error.denial, status=409)
    if verb == "decline":
        messages.success(request, _("You have declined the invitation."))
        return redirect("home")
    messages.success(request, _("Welcome! You are a member now."))
    return redirect("npo_desk")


def _show_invitation(request: HttpRequest, found: Invitation, status: int = 200, **more: Any) -> HttpResponse:
    context = {"invitation": found, "organization": found.organization, **more}
    return render(request, "organizations/directory/invitation.html", context, status=status)
