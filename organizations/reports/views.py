"""Reporting without an account."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.directory.models import Organization
from organizations.places.models import Place
from organizations.reports import services
from organizations.reports.forms import ReportForm
from organizations.reports.limiting import takes_another
from portal.shared.page_cache import cached_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_place(request: HttpRequest, place_id: int) -> HttpResponse:
    """Something is wrong with a place."""
    return _report(request, get_object_or_404(Place.objects.published(), pk=place_id), "place_id")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Something is wrong with an organisation."""
    return _report(request, get_object_or_404(Organization.objects.published(), pk=organization_id), "organization_id")


def _report(request: HttpRequest, entry: models.Model, key: str) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    busy = False
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if values.pop("leave_empty"):
            return redirect("organizations:reported")
        if takes_another(get_adapter().get_client_ip(request)):
            services.report_entry(**{key: entry.pk}, **values, language=get_language() or "ja", now=timezone.now())
            return redirect("organizations:reported")
        busy = True
    status = 429 if busy else 422 if form.errors else 200
    context = {"form": form, "entry": entry, "busy": busy, "back": f"organizations:{key.removesuffix('_id')}"}
    return render(request, "organizations/reports/report.html", context, status=status)


@require_safe
@cached_page
def reported(request: HttpRequest) -> HttpResponse:
    """Thank you."""
    return render(request, "organizations/reports/reported.html")
