"""The ward opens the door of an organisation that nobody is left to manage: an invitation, or a yes to who asked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organizations.directory.member_forms import RestoreAccessForm
from organizations.directory.models import JoinRequest, Organization
from organizations.directory.rules import is_without_manager
from organizations.registry import services
from organizations.registry.rules import can_restore_access
from portal.accounts.freshness import freshly_signed_in
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.shared.transitions import MoveRefusedError


@keeps_typed
@for_ward_staff
@freshly_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def restore_access(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Open the door again for an organisation whose managers are all gone."""
    organization, now = get_object_or_404(Organization, pk=organization_id), timezone.now()
    refuse(can_restore_access(request.user, organization, now))
    refused = is_without_manager(organization, now)
    form = RestoreAccessForm(
        request.POST if request.method == "POST" else take_typed(request), initial={"language": "ja"}
    )
    if request.method == "POST" and form.is_valid() and refused is None:
        try:
            services.restore_access(
                organization_id=organization.pk,
                **form.cleaned_data,
                by=acting_person(request),
                now=now,
            )
        except MoveRefusedError as error:
            refused = error.denial
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation is on its way. It holds for fourteen days."))
            return redirect("organizations:ward_organization", organization.pk)
    context = {"organization": organization, "form": form, "refused": refused}
    return render(request, "ward/restore_access.html", context, status=422 if request.method == "POST" else 200)


@for_ward_staff
@freshly_signed_in
@require_POST
def answer_for_ward(request: HttpRequest, organization_id: int, request_id: int) -> HttpResponse:
    """Let somebody in who asked, as manager, or not."""
    asked = get_object_or_404(
        JoinRequest.objects.select_related("organization"), pk=request_id, organization=organization_id
    )
    now = timezone.now()
    refuse(can_restore_access(request.user, asked.organization, now))
    verb = "accept" if request.POST.get("verb") == "accept" else "decline"
    try:
        services.answer_for_ward(request_id=asked.pk, verb=verb, by=acting_person(request), now=now)
    except MoveRefusedError as error:
        messages.error(request, " ".join(filter(None, (error.denial.reason, error.denial.next_step))))
    else:
        messages.success(
            request, _("The person manages it now.") if verb == "accept" else _("The request was declined.")
        )
    return redirect("organizations:ward_organization", organization_id)
