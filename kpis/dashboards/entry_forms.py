"""What an official types in about a value."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpis.dashboards.reason_fields import LONG, correction_reason, return_reason
from kpis.measurements.models import Entry
from portal.accounts.posts.forms import day_field
from portal.shared.files.form_fields import UploadField
from portal.shared.files.policies import KPI_ENTRY
from portal.shared.form_fields import LineField, NumberField, ParagraphsField


def _number(label: Any, *, required: bool = False, help_text: Any = "") -> NumberField:
    return NumberField(label=label, max_digits=20, decimal_places=4, required=required, help_text=help_text)


class EntryForm(forms.Form):
    """A value with its days and where it comes from."""

    first = day_field(_("From"))
    last = day_field(_("Until"))
    value = _number(_("Value"), required=True)
    numerator = _number(_("Counted"), help_text=_("For a percentage: the part."))
    denominator = _number(_("Out of"), help_text=_("For a percentage: the whole."))
    origin = forms.ChoiceField(label=_("Kind"), choices=Entry.Origin, widget=forms.RadioSelect)
    sample = forms.IntegerField(
        label=_("Number of answers"), required=False, min_value=1, max_value=2_000_000_000, help_text=_("Of a survey.")
    )
    document = LineField(
        label=_("Document"),
        required=False,
        max_length=300,
        help_text=_("Its title, number and where it is kept. Not needed where you attach it."),
    )
    file = UploadField(KPI_ENTRY, label=_("File"), required=False)
    method = ParagraphsField(label=_("How it was found out"), max_length=500, widget=LONG)
    reason = correction_reason()

    def __init__(self, *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        assert isinstance(field, UploadField)
        field.refusal, field.help_text = refusal, field.said_limits()


class DecideEntryForm(forms.Form):
    """Why an entry goes back, and which revision of it was looked at."""

    revision = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    reason = return_reason()
