"""Which organisation a view may show: the reader's own, and a page that says why not."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from organizations.directory.models import Organization
from portal.shared.denials import Denial


def my_organization(request: HttpRequest, organization_id: int) -> Organization:
    """The organisation if this account's person belongs to it; a stranger's looks like a missing one."""
    found = Organization.objects.managed_by(request.user).filter(pk=organization_id).first()
    if found is None:
        raise Http404
    return found


def denied(request: HttpRequest, denial: Denial) -> HttpResponse:
    """The page that says why not."""
    return render(request, "403.html", {"reason": denial.reason, "next_step": denial.next_step}, status=403)


def moment_seen(value: str) -> datetime:
    """The moment a form's hidden field says was read; garbage is long ago, and so counts as overtaken."""
    long_ago = datetime(1970, 1, 1, tzinfo=timezone.get_current_timezone())
    try:
        found = parse_datetime(value)
    except ValueError:
        return long_ago
    return found if found is not None and timezone.is_aware(found) else long_ago
