"""The steps in which an organisation introduces itself, few fields each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from organizations.directory.contact_fields import CorporateNumberField, PhoneField
from organizations.directory.forms import PLAIN_KINDS
from organizations.directory.models import Organization
from organizations.vocabulary import Audience, Field
from portal.shared.form_fields import ChipsField, KanaField, LineField, ParagraphsField, value_words
from portal.shared.languages import SERVICE_LANGUAGES
from portal.shared.transitions import LONGEST_REASON


def _kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Kind"), choices=PLAIN_KINDS)


def _name_field() -> LineField:
    return LineField(
        label=gettext_lazy("Name (in Japanese)"), max_length=200, widget=forms.TextInput(attrs={"lang": "ja"})
    )


class NewOrganizationForm(forms.Form):
    """Step 1: who is writing, and for whom."""

    title = LineField(
        label=gettext_lazy("Your position in the organisation"),
        max_length=60,
        help_text=gettext_lazy("For example: representative, secretary, volunteer."),
    )
    kind = _kind_field()
    name_ja = _name_field()
    corporate_number = CorporateNumberField()
    may_speak = forms.BooleanField(label=gettext_lazy("I may speak for this organisation"))


class AboutForm(forms.Form):
    """Step 2: what the organisation is and does."""

    kind = _kind_field()
    name_ja = _name_field()
    name_en = LineField(
        label=gettext_lazy("Name in English"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    legal_kana = KanaField(
        label=gettext_lazy("Reading in katakana"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("It decides where the organisation stands in lists."),
    )
    corporate_number = CorporateNumberField()
    summary_ja = LineField(
        label=gettext_lazy("What you do, in one sentence (in Japanese)"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "ja"}),
    )
    fields_of_activity = ChipsField(label=gettext_lazy("Fields of activity"), choices=Field.choices)
    audiences = ChipsField(label=gettext_lazy("For whom"), choices=Audience.choices)
    languages = ChipsField(
        label=gettext_lazy("Languages"), choices=[(one.code, one.autonym) for one in SERVICE_LANGUAGES]
    )

    def __init__(self, organization: Organization, data: Any = None) -> None:
        super().__init__(data=data, initial=_stored(organization, self.base_fields))
        self.fields["legal_kana"].kept = organization.legal_kana  # type: ignore[attr-defined]
        if organization.kind == Organization.Kind.WARD_SECTION:
            self.fields["kind"].choices = Organization.Kind.choices  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Step 3: how people reach the organisation."""

    phone = PhoneField()
    extension = LineField(label=gettext_lazy("Extension"), required=False, max_length=10)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Everybody can read it. Use an address of the organisation, not of a person."),
    )
    form_url = forms.URLField(label=gettext_lazy("Contact form"), required=False, max_length=500, assume_scheme="https")
    url = forms.URLField(label=gettext_lazy("Website"), required=False, max_length=500, assume_scheme="https")
    address = LineField(label=gettext_lazy("Address"), required=False, max_length=300)
    address_public = forms.BooleanField(label=gettext_lazy("Everybody may see the address"), required=False)

    def __init__(self, organization: Organization, data: Any = None) -> None:
        super().__init__(data=data, initial=_stored(organization, self.base_fields))


def versions(form: forms.Form, stored: Organization) -> list[tuple[str, str, str]]:
    """Label, mine, theirs for each field of a step that differs from what stands now."""
    pairs = {name: (form.cleaned_data.get(name), getattr(stored, name)) for name in form.fields}
    return [
        (str(form[name].label), value_words(form.fields[name], mine), value_words(form.fields[name], theirs))
        for name, (mine, theirs) in pairs.items()
        if (mine or None) != (theirs or None)
    ]


def _stored(organization: Organization, names: Any) -> dict[str, Any]:
    return {name: getattr(organization, name) for name in names}


class ReasonForm(forms.Form):
    """A reason the people concerned will read, and the revision the decision is made on."""

    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The organisation reads it. Say what has to change, and how."),
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
