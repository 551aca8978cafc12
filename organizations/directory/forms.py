"""The editor of an organisation: its texts in ten languages and its plain data, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.directory import services
from organizations.directory.contact_fields import CorporateNumberField, PhoneField
from organizations.directory.models import Organization
from organizations.vocabulary import Audience, Field
from portal.shared.form_fields import ChipsField, LineField, value_words
from portal.shared.languages import SERVICE_LANGUAGES
from portal.shared.text_form import TextsForm

PLAIN_KINDS = [choice for choice in Organization.Kind.choices if choice[0] != Organization.Kind.WARD_SECTION]
"""What anybody can call themselves; a section of the ward is entered by the ward."""
COLUMNS = (
    "kind", "legal_name", "legal_kana", "corporate_number", "fields_of_activity", "audiences", "languages", "phone",
    "extension", "email", "form_url", "url", "social_urls", "address", "address_public", "founded",
)  # fmt: skip


class AddressesField(forms.CharField):
    """Web addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})
    most = 10

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        one = forms.URLField(max_length=500, assume_scheme="https")
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        found = list(dict.fromkeys(one.clean(line) for line in lines if line))
        if len(found) > self.most:
            raise ValidationError(_("These are too many addresses. Please keep the ten most important."))
        return found


class OrganizationForm(TextsForm):
    """Texts and columns; `plain_fields` are drawn after the texts."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Organization.Kind.choices)
    legal_name = LineField(label=gettext_lazy("Legal name"), required=False, max_length=200)
    legal_kana = LineField(
        label=gettext_lazy("Reading in katakana"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("It decides where the organisation stands in lists."),
    )
    corporate_number = CorporateNumberField()
    fields_of_activity = ChipsField(label=gettext_lazy("Fields of activity"), choices=Field.choices)
    audiences = ChipsField(label=gettext_lazy("For whom"), choices=Audience.choices)
    languages = ChipsField(
        label=gettext_lazy("Languages"), choices=[(one.code, one.autonym) for one in SERVICE_LANGUAGES]
    )
    phone = PhoneField()
    extension = LineField(label=gettext_lazy("Extension"), required=False, max_length=10)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Everybody can read it. Use an address of the organisation, not of a person."),
    )
    form_url = forms.URLField(label=gettext_lazy("Contact form"), required=False, max_length=500, assume_scheme="https")
    url = forms.URLField(label=gettext_lazy("Website"), required=False, max_length=500, assume_scheme="https")
    social_urls = AddressesField(
        label=gettext_lazy("Social media"), required=False, help_text=gettext_lazy("One address a line.")
    )
    address = LineField(label=gettext_lazy("Address"), required=False, max_length=300)
    address_public = forms.BooleanField(label=gettext_lazy("Everybody may see the address"), required=False)
    founded = forms.DateField(
        label=gettext_lazy("Founded"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )

    def __init__(self, organization: Organization, data: Any = None, opened: str = "") -> None:
        super().__init__(organization, services.TEXT_FIELDS, data, opened)
        if organization.kind != Organization.Kind.WARD_SECTION:
            self.fields["kind"].choices = PLAIN_KINDS  # type: ignore[attr-defined]

    def stored(self, row: Any) -> dict[str, Any]:
        return {**super().stored(row), **{name: getattr(row, name) for name in COLUMNS}}

    def versions(self, row: Any) -> list[tuple[str, str, str]]:
        """Label, mine, theirs for each field that differs from what stands now, as the editor knows it from the form."""
        stored, found = self.stored(row), list[tuple[str, str, str]]()
        for name, theirs in stored.items():
            mine = self.cleaned_data.get(name, theirs)
            if (mine or None) != (theirs or None):
                field = self.fields[name]
                found.append((str(self[name].label), value_words(field, mine), value_words(field, theirs)))
        return found

    def plain_fields(self) -> Iterator[Any]:
        """The fields that are no texts, in order."""
        return (self[name] for name in COLUMNS)

    def values(self) -> dict[str, Any]:
        """Texts and columns as the service takes them."""
        return {
            "texts": self.texts(),
            "columns": {name: self.cleaned_data[name] for name in COLUMNS},
            "minor": self.cleaned_data["minor"],
            "still_right": self.still_right(),
        }
