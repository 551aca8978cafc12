"""The page on which a manager puts the organisation's logo, or takes it away."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.directory import logos
from organizations.directory.logo_form import LogoForm
from organizations.directory.models import Organization
from organizations.directory.rules import can_manage_organization, organization_is_active
from portal.accounts.gates import acting_person, refuse
from portal.accounts.kept_forms import signed_in_or_back_to
from portal.shared.files.policies import ORGANIZATION_LOGO
from portal.shared.files.upload_limit import takes_upload, upload_refusal


@never_cache
@login_required
@takes_upload(ORGANIZATION_LOGO)
@require_http_methods(["GET", "HEAD", "POST"])
def update_logo(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Choose a picture and see it on the page at once; a stranger's organisation looks like a missing one."""
    organization = _managed(request, organization_id)
    if request.method != "POST":
        return _show(request, organization, LogoForm())
    form = LogoForm(request.POST, request.FILES, refusal=upload_refusal(request))
    if form.is_valid():
        try:
            _store(request, organization, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Everybody sees it now."))
            return redirect("organizations:update_logo", organization_id=organization.pk)
    return _show(request, organization, form, status=422)


def _store(request: HttpRequest, organization: Organization, form: LogoForm) -> None:
    upload, now = form.cleaned_data["logo"], timezone.now()
    logos.update_logo(organization_id=organization.pk, upload=upload, by=acting_person(request), now=now)


@never_cache
@signed_in_or_back_to("organizations:update_logo")
@require_POST
def delete_logo(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Take the logo away."""
    organization = _managed(request, organization_id)
    logos.delete_logo(organization_id=organization.pk, by=acting_person(request), now=timezone.now())
    messages.success(request, _("The logo was removed."))
    return redirect("organizations:update_logo", organization_id=organization.pk)


def _managed(request: HttpRequest, organization_id: int) -> Organization:
    """One of this account's organisations, else 404; its staff and those of a suspended one read why not."""
    organization = Organization.objects.managed_by(request.user).filter(pk=organization_id).first()
    if organization is None:
        raise Http404
    refuse(can_manage_organization(request.user, organization, timezone.now()))
    refuse(organization_is_active(organization))
    return organization


def _show(request: HttpRequest, organization: Organization, form: LogoForm, status: int = 200) -> HttpResponse:
    context = {"organization": organization, "form": form, "logo": logos.logo_of(organization.pk)}
    return render(request, "npo/organizations/logo.html", context, status=status)
