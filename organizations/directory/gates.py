"""Which organisation a view may show: the reader's own, and a page that says why not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.directory.models import Organization
from portal.shared.denials import Denial
from portal.shared.outbox.links import portal_link


def my_organization(request: HttpRequest, organization_id: int) -> Organization:
    """The organisation if this account's person belongs to it; a stranger's looks like a missing one."""
    found = Organization.objects.managed_by(request.user).filter(pk=organization_id).distinct().first()
    if found is None:
        raise Http404
    return found


def denied(request: HttpRequest, denial: Denial) -> HttpResponse:
    """The page that says why not."""
    return render(request, "403.html", {"reason": denial.reason, "next_step": denial.next_step}, status=403)


def site_of(request: HttpRequest) -> str:
    """The portal's own address, for links in mails, whatever host this request asked for ("https://example.org")."""
    return portal_link("")
