"""Certificates: made and withdrawn by whom they are about, checked by anybody who has the code."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.places.desk_card import qr_svg
from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, signed_in_or_back_to, take_typed
from portal.shared.outbox.links import page_link
from portal.shared.texts import text
from volunteers.hours import certificates, limiting, selectors
from volunteers.hours.forms import CodeForm, PeriodForm
from volunteers.hours.models import Certificate


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_certificates(request: HttpRequest) -> HttpResponse:
    """Mine, and a new one for some days."""
    me, now = acting_person(request), timezone.now()
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = PeriodForm(typed, confirmed=selectors.days_confirmed(me), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = certificates.issue_certificate(person_id=me, by=me, now=now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("volunteers:certificate", made.code)
    context = {"form": form, "certificates": selectors.my_certificates(me)}
    return render(request, "volunteer/hours/my_certificates.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """One of mine, to be printed; another's looks like a missing one."""
    return render(request, "volunteer/hours/certificate.html", _shown(_mine(request, code)))


@never_cache
@signed_in_or_back_to("volunteers:certificate")
@require_POST
def withdraw_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Its code answers from now on that it does not count any more."""
    found = _mine(request, code)
    certificates.withdraw_certificate(certificate_id=found.pk, by=acting_person(request), now=timezone.now())
    messages.success(request, _("The certificate was withdrawn. Whoever checks its code is told so."))
    return redirect("volunteers:my_certificates")


@never_cache
@require_safe
def verify_certificate(request: HttpRequest) -> HttpResponse:
    """Whoever has the code reads what the certificate says; a wrong one and one that cannot be one answer alike."""
    asked = "code" in request.GET
    form, context, status = CodeForm(request.GET if asked else None), dict[str, Any](), 200
    if asked and form.is_valid():
        address = get_adapter().get_client_ip(request)
        if limiting.had_enough(address):
            context, status = {"answer": "busy"}, 429
        else:
            context = _answer(certificates.read_code(form.cleaned_data["code"]), address)
    elif asked:
        status = 422
    return render(request, "volunteer/hours/verify.html", {"form": form, **context}, status=status)


def _answer(code: str, address: str) -> dict[str, Any]:
    found = Certificate.objects.filter(code=code).first() if code else None
    if found is None:
        limiting.count_wrong(address)
        return {"answer": "unknown"}
    if found.withdrawn:
        return {"answer": "withdrawn", "withdrawn": found.withdrawn}
    return {"answer": "valid", **_shown(found)}


def _mine(request: HttpRequest, code: str) -> Certificate:
    return get_object_or_404(Certificate, code=code, person_id=acting_person(request))


def _shown(found: Certificate) -> dict[str, Any]:
    language = get_language() or "ja"
    check_url = page_link(language, "volunteers:verify_certificate")
    return {
        "certificate": found,
        "code": certificates.grouped(found.code),
        "lines": [_line(line, language) for line in found.lines],
        "check_url": check_url,
        "qr": qr_svg(f"{check_url}?code={found.code}"),
    }


def _line(line: dict[str, Any], language: str) -> dict[str, Any]:
    days = {name: date.fromisoformat(line[name]) for name in ("first", "last")}
    return {**line, **days, "name": text(line, "name", language)}
