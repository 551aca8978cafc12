"""Inviting by e-mail, and the ward's way back in for an organisation without a manager."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from organizations.directory.models import Membership
from portal.shared.form_fields import ParagraphsField
from portal.shared.languages import INTERFACE_LANGUAGES


class InvitationForm(forms.Form):
    """An address, a role, the language of the mail."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Only whoever reads this address can accept."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Membership.Role.choices, initial=Membership.Role.STAFF)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=[(one.code, one.autonym) for one in INTERFACE_LANGUAGES]
    )


class RestoreAccessForm(forms.Form):
    """Who shall manage the organisation again, and how the ward knows."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the new manager"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=[(one.code, one.autonym) for one in INTERFACE_LANGUAGES]
    )
    reason = ParagraphsField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("How did you make sure that this person may speak for the organisation?"),
    )
