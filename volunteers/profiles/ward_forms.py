"""What the desk types about volunteers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.shared.form_fields import KanaField, LineField
from portal.shared.languages import INTERFACE_LANGUAGES
from volunteers.profiles.consent_forms import SignUpForm
from volunteers.profiles.forms import address_field, phone_field
from volunteers.profiles.models import IdentityCheck, VolunteerProfile


class FindVolunteerForm(forms.Form):
    """Names only: the page is no list of people."""

    words = LineField(
        label=_("Name or nickname"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class IdentityForm(forms.Form):
    """What was seen, and until when that counts; nothing of what the document says."""

    document = forms.ChoiceField(label=_("What you have seen"), choices=IdentityCheck.Document.choices)
    valid_until = forms.DateField(
        label=_("Valid until"),
        help_text=_("As the document says, if it says so."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DeskSignUpForm(SignUpForm):
    """Somebody comes to the desk, calls or writes: the person's own name, and how to reach them."""

    name = LineField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    kana = KanaField(label=_("Reading in katakana"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=[(one.code, one.autonym) for one in INTERFACE_LANGUAGES]
    )
    channel = forms.ChoiceField(
        label=_("How to reach them"),
        choices=[one for one in VolunteerProfile.Channel.choices if one[0] != VolunteerProfile.Channel.MAIL],
        initial=VolunteerProfile.Channel.DESK,
    )
    phone = phone_field()
    postal_address = address_field()
    field_order = ("name", "kana", "language", "channel", "phone", "postal_address", "nickname")

    def __init__(self, now: datetime, data: Any = None) -> None:
        super().__init__(now, data)
        self.fields["agree"].label = _("The person has read these words, or heard them, and agrees")
        self.fields["guardian"].label = _("Under 18: name of the parent or guardian who agrees")

    def first_guess(self) -> list[tuple[str, int]]:
        return []
