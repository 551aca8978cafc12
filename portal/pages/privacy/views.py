"""My data: see it, take it away, delete it; and the ward's page for erasing somebody who asked."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.factors.rules import can_look_up_person
from portal.accounts.freshness import freshly_signed_in
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.models import Person, User
from portal.pages.privacy import rules, selectors
from portal.pages.privacy.forms import EraseForm, ErasePersonForm
from portal.shared.audit import record_act
from portal.shared.privacy.models import Erasure
from portal.shared.privacy.services import erase_person, is_erased


@require_safe
@never_cache
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What is kept about me, and the ways to take it away or to delete it."""
    return render(request, "account/my_data.html", {"kinds": selectors.kinds(), "person": _myself(request)})


@require_safe
@never_cache
@login_required
@freshly_signed_in
@transaction.atomic
def download_my_data(request: HttpRequest) -> HttpResponse:
    """Everything about me as one file."""
    person, now = _myself(request), timezone.localtime()
    found = selectors.my_data(person, now)
    record_act(by=person.pk, verb="download_my_data", on=person, now=now)
    answer = JsonResponse(found, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@freshly_signed_in
def erase_my_account(request: HttpRequest) -> HttpResponse:
    """Delete my account: what goes and what stays is said before."""
    now, person = timezone.now(), _myself(request)
    denial = rules.can_erase_oneself(cast(User, request.user), now)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        refuse(denial)
        if form.is_valid():
            erase_person(person_uid=person.uid, by=person.pk, reason=Erasure.Reason.OWN_WISH, now=now)
            logout(request)
            messages.success(request, _("Your account is deleted. Thank you for having been here."))
            return redirect("home")
    context = {"form": form, "denial": denial, "kinds": selectors.kinds()}
    return render(request, "account/erase.html", context, status=422 if form.errors else 200)


@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
@freshly_signed_in
def erase_somebody(request: HttpRequest, person_id: int) -> HttpResponse:
    """Erase a person who asked the ward for it; whoever sees the name leaves an act of having looked."""
    now, by = timezone.now(), acting_person(request)
    refuse(can_look_up_person(request.user, now))
    person = get_object_or_404(Person, pk=person_id)
    if is_erased(person.uid):
        raise Http404
    denial = rules.can_erase_person(cast(User, request.user), person, now)
    form = ErasePersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        refuse(denial)
        if form.is_valid():
            erase_person(person_uid=person.uid, by=by, reason=form.cleaned_data["reason"], now=now)
            messages.success(
                request,
                _(
                    "Erased. Only in sentences that others typed may a short name, or one that is spelt otherwise, stay."
                ),
            )
            return redirect("ward_desk")
    record_act(by=by, verb="look_at_person", on=person, now=now)
    context = {
        "form": form,
        "denial": denial,
        "person": person,
        "alone": rules.managed_alone(person.pk),
        "kinds": selectors.kinds(),
    }
    return render(request, "ward/erase_person.html", context, status=422 if form.errors else 200)


def _myself(request: HttpRequest) -> Person:
    return get_object_or_404(Person, pk=acting_person(request))
