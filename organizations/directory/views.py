"""The list of organisations for everybody, and the editor of one for its members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory import rules, selectors
from organizations.directory.filters import ListQuery, read_query
from organizations.directory.forms import OrganizationForm
from organizations.directory.models import Organization
from organizations.directory.services import OrganizationEditedMeanwhileError
from portal.shared.languages import BY_CODE
from portal.shared.page_cache import cached_page
from portal.shared.texts import text


@require_safe
@cached_page
def organizations(request: HttpRequest) -> HttpResponse:
    """All published organisations in kana order, by name and kind."""
    language, query = get_language() or "ja", read_query(request.GET)
    rows, more = selectors.list_organizations(query, language, settings.PAGE_SIZE)
    context = {
        "query": query,
        "kinds": Organization.Kind.choices,
        "rows": [_line(row, language) for row in rows],
        "first_url": query.url() if query.after else "",
        "next_url": query.url((rows[-1]["sort_key"], rows[-1]["id"])) if more else "",
        "filtered": bool(query.q or query.kind),
        "all_url": ListQuery().url(),
    }
    return render(request, "organizations/directory/organizations.html", context)


def _line(row: dict[str, Any], language: str) -> dict[str, Any]:
    name, summary = text(row, "name", language), text(row, "summary", language)
    return {
        "id": row["id"],
        "kind": Organization.Kind(row["kind"]).label,
        "name": name,
        "name_lang": "" if name.language == language else BY_CODE[name.language].html_lang,
        "summary": summary,
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def update_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """The editor of one organisation; a stranger's organisation looks like a missing one."""
    mine = Organization.objects.managed_by(request.user).filter(pk=organization_id)
    organization = mine.distinct().first()
    if organization is None:
        raise Http404
    denial = rules.can_update_organization(request.user, organization, timezone.now())
    if denial:
        context = {"reason": denial.reason, "next_step": denial.next_step}
        return render(request, "403.html", context, status=403)
    if request.method == "POST":
        return _take(request, organization)
    form = OrganizationForm(organization, opened=request.GET.get("open", ""))
    return _show(request, organization, form, organization.updated)


def _take(request: HttpRequest, organization: Organization) -> HttpResponse:
    form, seen = OrganizationForm(organization, request.POST), _seen(request.POST.get("seen", ""))
    if not form.is_valid():
        return _show(request, organization, form, seen, status=422)
    try:
        form.save(organization_id=organization.pk, seen=seen, by=request.user.person_id, now=timezone.now())  # type: ignore[union-attr]
    except OrganizationEditedMeanwhileError as meanwhile:
        now_stored = meanwhile.organization
        versions = form.versions(now_stored)
        return _show(request, organization, form, now_stored.updated, status=409, versions=versions)
    except ValidationError as error:
        form.refuse(error)
        return _show(request, organization, form, seen, status=422)
    messages.success(request, _("Saved. Everybody sees it now."))
    return redirect("npo_desk")


def _seen(value: str) -> datetime:
    """The moment the editor has seen; garbage is long ago, and so counts as overtaken."""
    long_ago = datetime(1970, 1, 1, tzinfo=timezone.get_current_timezone())
    try:
        found = parse_datetime(value)
    except ValueError:
        return long_ago
    return found if found is not None and timezone.is_aware(found) else long_ago


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
