"""What volunteers fill in, and the box for a code."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from portal.accounts.posts.forms import day_field
from portal.shared.fiscal import Kind, period_of
from volunteers.applications.models import Application
from volunteers.hours.days import LONGEST, SHORTEST, usual_minutes
from volunteers.hours.models import Hours


def minutes_field(label: Any) -> forms.IntegerField:
    """Minutes of one day."""
    return forms.IntegerField(
        label=label,
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text=gettext_lazy("For example 90 for one hour and a half."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": "5"}),
    )


class ReportHoursForm(forms.Form):
    """How long; the day too where the place has no time of its own. What was reported before stands in it."""

    minutes = minutes_field(gettext_lazy("How many minutes were you there?"))
    field_order = ("day", "minutes")

    def __init__(self, *args: Any, application: Application, reported: Hours | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["minutes"].initial = reported.minutes if reported else usual_minutes(application.shift)
        if application.shift.starts is None:
            self.fields["day"] = day_field(gettext_lazy("On which day?"))
            self.fields["day"].initial = reported.day if reported else None
            self.order_fields(self.field_order)


class PeriodForm(forms.Form):
    """The days that a certificate covers; all that have confirmed hours, else this fiscal year, until one says otherwise."""

    starts = day_field(gettext_lazy("First day"))
    ends = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, confirmed: tuple[date, date] | None, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        first, last = confirmed or (period_of(today, Kind.YEAR).first, today)
        self.initial = {"starts": first, "ends": last, **self.initial}


class CodeForm(forms.Form):
    """The code as it is printed."""

    code = forms.CharField(
        label=gettext_lazy("Code on the certificate"),
        max_length=100,
        help_text=gettext_lazy("16 letters and digits. Spaces and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
