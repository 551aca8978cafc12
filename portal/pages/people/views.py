"""The ward's help for a person's account: found by its address, looked at on the record, second step taken away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from organizations.directory.models import Membership
from portal.accounts.factors import rules, services
from portal.accounts.factors.selectors import has_second_factor
from portal.accounts.freshness import freshly_signed_in
from portal.accounts.gates import acting_person, for_ward_staff, refuse
from portal.accounts.models import Person
from portal.accounts.selectors import account_of
from portal.shared.audit import record_act


class FindPersonForm(forms.Form):
    """Only the whole address finds somebody: the page is no list of people."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))


class ResetForm(forms.Form):
    """Why a person's second step is taken away."""

    reason = forms.CharField(
        label=gettext_lazy("How did you make sure who it is?"),
        help_text=gettext_lazy("Such as: came to the counter with a residence card. It stays on record."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def find_person(request: HttpRequest) -> HttpResponse:
    """By POST, so that no address stands in a log; a search that found nobody is an act too, without what was typed."""
    now = timezone.now()
    refuse(rules.can_look_up_person(request.user, now))
    form = FindPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = account_of(form.cleaned_data["email"])
        if found is not None and found.person_id is not None:
            return redirect("ward_person", person_id=found.person_id)
        seeker = Person.objects.get(pk=acting_person(request))
        record_act(by=seeker.pk, verb="search_for_nobody", on=seeker, now=now)
        form.add_error("email", _("Nobody has an account with this address."))
    return render(request, "ward/find_person.html", {"form": form}, status=422 if form.errors else 200)


@for_ward_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ward_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """What the desk may know of a person's account; every look is an act."""
    now, by = timezone.now(), acting_person(request)
    refuse(rules.can_look_up_person(request.user, now))
    person = get_object_or_404(Person.objects.select_related("user"), pk=person_id, user__isnull=False)
    denial = rules.can_reset_second_factors(request.user, person, now)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        refuse(denial)
        return _reset(request, person, form)
    record_act(by=by, verb="look_at_person", on=person, now=now)
    return render(request, "ward/person.html", _context(person, form, denial))


@freshly_signed_in
def _reset(request: HttpRequest, person: Person, form: ResetForm) -> HttpResponse:
    now = timezone.now()
    if form.is_valid():
        try:
            services.reset_second_factors(
                person_id=person.pk, reason=form.cleaned_data["reason"], tell=_fellow_managers(person),
                by=acting_person(request), now=now,
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Done. The person is signed out everywhere and was told by mail."))
            return redirect("ward_person", person_id=person.pk)
    return render(request, "ward/person.html", _context(person, form, None), status=422)


def _context(person: Person, form: ResetForm, denial: object) -> dict[str, object]:
    return {"person": person, "form": form, "denial": denial, "secured": has_second_factor(person.user)}


def _fellow_managers(person: Person) -> list[Person]:
    """The other managers of the organisations that this person manages."""
    managing = Membership.objects.filter(role=Membership.Role.MANAGER, accepted__isnull=False)
    own = managing.filter(person=person).values("organization_id")
    others = managing.filter(organization_id__in=own).exclude(person=person)
    return list(Person.objects.filter(pk__in=others.values("person_id")))
