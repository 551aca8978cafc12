"""What an official types in about a reference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpis.dashboards.reason_fields import correction_reason, return_reason
from kpis.references.models import Series
from portal.accounts.posts.forms import day_field
from portal.shared.form_fields import LineField, ParagraphsField

_LIST = forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false"})
_MOST = 2_000_000_000


class ReferenceForm(forms.Form):
    """A number or a list of a day, with where it comes from."""

    day = day_field(_("As of"))
    value = forms.IntegerField(label=_("Number"), min_value=1, max_value=_MOST)
    numbers = ParagraphsField(
        label=_("Corporate numbers"),
        max_length=60_000,
        widget=_LIST,
        help_text=_("13 digits each, one in a line. The whole list as it is in force from this day."),
    )
    document = LineField(
        label=_("Where it comes from"), max_length=300, help_text=_("Its title, number and where it is kept.")
    )
    licence = LineField(label=_("Licence"), required=False, max_length=120, help_text=_("Of published figures."))
    reason = correction_reason()

    def __init__(self, *given: Any, series: Series, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.fields["value" if series.is_list else "numbers"]


class DecideReferenceForm(forms.Form):
    """Why a reference goes back."""

    reason = return_reason()
