"""Erasing asks twice: the sign-in again, and a tick."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.shared.privacy.models import Erasure


class EraseForm(forms.Form):
    """A tick that it is meant."""

    sure = forms.BooleanField(
        label=_("Yes, delete everything listed above. It cannot be undone."),
        error_messages={"required": _("Please tick the box if you really want to delete.")},
    )


class ErasePersonForm(EraseForm):
    """Why, for the ledger, which holds no words about anybody."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(one.value, one.label) for one in (Erasure.Reason.REQUEST, Erasure.Reason.NO_GROUND)],
        widget=forms.RadioSelect,
    )
    field_order = ("reason", "sure")
