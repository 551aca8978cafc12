"""One's own account: name, language of the mails, and the way to everything about signing in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.gates import acting_person
from portal.accounts.kept_forms import keeps_typed, take_typed
from portal.accounts.models import Person
from portal.accounts.services import update_person
from portal.shared.form_fields import KanaField, LineField


class PersonForm(forms.Form):
    """What the portal calls somebody, and in which language it writes to them."""

    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    usual_name = LineField(
        label=gettext_lazy("Usual name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The Japanese name you use beside your own, if you have one."),
    )
    kana = KanaField(label=gettext_lazy("Reading in katakana"), max_length=200, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"), choices=settings.LANGUAGES)


@never_cache
@keeps_typed
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    """Read and change what one is called; everybody's own, nobody else's."""
    person = get_object_or_404(Person, user=request.user)
    typed = request.POST if request.method == "POST" else take_typed(request)
    form = PersonForm(typed, initial={name: getattr(person, name) for name in PersonForm.base_fields})
    form.fields["kana"].kept = person.kana  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        by = acting_person(request)
        changed = update_person(person_id=person.pk, columns=form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("my_account")
    return render(request, "account/my_account.html", {"form": form}, status=422 if form.errors else 200)
