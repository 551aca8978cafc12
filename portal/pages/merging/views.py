"""The ward's decision whether two entries are one organisation: all apps' rows move, so it lives above them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.directory import rules
from organizations.directory.models import Organization
from organizations.registry import merging
from portal.accounts.freshness import freshly_signed_in
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.pages.merging import services
from portal.pages.merging.forms import MergeForm
from portal.shared.transitions import MoveRefusedError


@for_ward_staff
@freshly_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def merge_organizations(request: HttpRequest, organization_id: int, other_id: int) -> HttpResponse:
    """Both side by side; which one stays, or that they are two."""
    first, second = (get_object_or_404(Organization, pk=number) for number in (organization_id, other_id))
    if first.pk == second.pk:
        raise Http404
    now = timezone.now()
    denial = rules.can_review_organization(request.user, first, now) or rules.can_review_organization(
        request.user, second, now
    )
    initial = {"revisions": f"{first.revision}-{second.revision}"}
    form, refused = MergeForm(request.POST if request.method == "POST" else None, initial=initial), None
    if request.method == "POST":
        refuse(denial)
        if "two" in request.POST:
            by = acting_person(request)
            merging.say_they_are_two(first_id=first.pk, second_id=second.pk, by=by, now=now)
            messages.success(request, _("Remembered: these are two organisations."))
            return redirect("organizations:duplicate_organizations")
        try:
            if form.is_valid() and _merged(request, form, first, second):
                return redirect("organizations:ward_organization", form.cleaned_data["keep"])
        except MoveRefusedError as error:
            refused = error.denial
    people = merging.people_of((first, second))
    context = {"pair": (first, second), "people": people, "form": form, "denial": denial, "refused": refused}
    return render(request, "ward/merge.html", context, status=422 if request.method == "POST" else 200)


def _merged(request: HttpRequest, form: MergeForm, first: Organization, second: Organization) -> bool:
    values = form.cleaned_data
    if not values["sure"] or values["keep"] not in (first.pk, second.pk):
        form.add_error("sure", _("Nothing was changed. Please tick that both are the same, and choose which stays."))
        return False
    one, other = (int(part) for part in values["revisions"].split("-"))
    keeps_first = values["keep"] == first.pk
    services.merge_organizations(
        kept_id=first.pk if keeps_first else second.pk,
        gone_id=second.pk if keeps_first else first.pk,
        revisions=(one, other) if keeps_first else (other, one),
        reason=values["reason"],
        by=acting_person(request),
        now=timezone.now(),
    )
    messages.success(request, _("Both are one now. The old address leads to the kept one."))
    return True
