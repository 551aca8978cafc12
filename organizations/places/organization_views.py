"""The editor of an organisation for its members; it stands here because the organisation's places follow it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.directory import rules
from organizations.directory.forms import OrganizationForm
from organizations.directory.gates import moment_seen
from organizations.directory.models import Organization
from organizations.directory.services import OrganizationEditedMeanwhileError
from organizations.places import organization_services
from portal.accounts.kept_forms import keeps_typed, take_typed


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def update_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The editor of one organisation; a stranger's organisation looks like a missing one."""
    mine = Organization.objects.managed_by(request.user).filter(pk=organization_id)
    organization = mine.first()
    if organization is None:
        raise Http404
    denial = rules.can_update_organization(request.user, organization, timezone.now())
    if denial:
        context = {"reason": denial.reason, "next_step": denial.next_step}
        return render(request, "403.html", context, status=403)
    if request.method == "POST":
        return _take(request, organization)
    typed = take_typed(request)
    if typed is not None:
        form = OrganizationForm(organization, typed)
        form.is_valid()
        return _show(request, organization, form, moment_seen(typed.get("seen", "")))
    form = OrganizationForm(organization, opened=request.GET.get("open", ""))
    return _show(request, organization, form, organization.updated)


def _take(request: HttpRequest, organization: Organization) -> HttpResponse:
    form, seen = OrganizationForm(organization, request.POST), moment_seen(request.POST.get("seen", ""))
    if not form.is_valid():
        return _show(request, organization, form, seen, status=422)
    try:
        organization_services.update_organization(
            organization_id=organization.pk,
            seen=seen,
            by=request.user.person_id,  # type: ignore[union-attr]
            now=timezone.now(),
            **form.values(),
        )
    except OrganizationEditedMeanwhileError as meanwhile:
        now_stored = meanwhile.organization
        versions = form.versions(now_stored)
        return _show(request, organization, form, now_stored.updated, status=409, versions=versions)
    except ValidationError as error:
        form.refuse(error)
        return _show(request, organization, form, seen, status=422)
    public = organization.status == Organization.Status.PUBLISHED
    messages.success(request, _("Saved. Everybody sees it now.") if public else _("Saved."))
    return redirect("npo_desk")


def _show(
    request: HttpRequest,
    organization: Organization,
    form: OrganizationForm,
    seen: datetime,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"organization": organization, "form": form, "seen": seen.isoformat(), "conflict": status == 409, **more}
    return render(request, "npo/organizations/edit.html", context, status=status)
