"""What an organisation writes about hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.accounts.posts.forms import day_field
from portal.shared.form_fields import ParagraphsField
from volunteers.applications.models import Application
from volunteers.hours.forms import minutes_field
from volunteers.hours.models import Hours


def _reason_field(help_text: Any) -> ParagraphsField:
    return ParagraphsField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=help_text,
    )


class DecideForm(forms.Form):
    """The minutes as they were, and why, for whoever corrects or does not confirm."""

    minutes = minutes_field(gettext_lazy("Minutes"))
    reason = _reason_field(gettext_lazy("Needed unless you confirm the hours as reported. The volunteer reads it."))

    def __init__(self, *args: Any, hours: Hours, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["minutes"].initial = hours.minutes


class AttendanceForm(forms.Form):
    """Who came stayed so long; the day too where the place has no time of its own."""

    minutes = minutes_field(gettext_lazy("Minutes"))
    reason = _reason_field(gettext_lazy("Only if the volunteer reported another number."))
    field_order = ("day", "minutes", "reason")

    def __init__(self, *args: Any, application: Application, minutes: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["minutes"].initial = minutes
        if application.shift.starts is None:
            self.fields["day"] = day_field(gettext_lazy("Day"))
            self.order_fields(self.field_order)
