"""The rows of the week's editor: what one interval, one exception and the whole week ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.places import sentences
from organizations.places.choices import HolidayTreatment, HoursKnown, Weekday
from organizations.places.form_fields import ClockField, WeeksField
from organizations.places.opening_plan import PlannedException, PlannedHours
from portal.shared.form_fields import LineField

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "input_formats": ["%Y-%m-%d", "%Y/%m/%d"]}


class KnownForm(forms.Form):
    """What is known at all, and what the calendar does."""

    hours_known = forms.ChoiceField(
        label=gettext_lazy("Opening hours"), choices=HoursKnown.choices, widget=forms.RadioSelect
    )
    holiday_treatment = forms.ChoiceField(
        label=gettext_lazy("On national holidays"),
        choices=HolidayTreatment.choices,
        help_text=gettext_lazy("For own hours, fill in the row “National holidays” above."),
    )
    closed_at_year_end = forms.BooleanField(label=gettext_lazy("Closed from 29 December to 3 January"), required=False)


class IntervalForm(forms.Form):
    """One interval of a weekday; an empty row says nothing."""

    weekday = forms.TypedChoiceField(choices=Weekday.choices, coerce=int, widget=forms.HiddenInput, required=False)
    opens = ClockField(label=gettext_lazy("from"))
    closes = ClockField(label=gettext_lazy("to"))
    last_reception = ClockField(label=gettext_lazy("last reception"))
    weeks = WeeksField(label=gettext_lazy("weeks of the month"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["weeks"].with_present(self.data.get(self.add_prefix("weeks")) or self.initial.get("weeks", ""))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        opens, closes, last = (values.get(name) for name in ("opens", "closes", "last_reception"))
        if self.errors:
            return values
        if (opens is None) != (closes is None):
            missing = "closes" if closes is None else "opens"
            self.add_error(missing, _("Please fill in both times, or delete the row's other time."))
        elif opens is None and last is not None:
            self.add_error("opens", _("Please fill in the opening time too."))
        elif opens is not None and closes is not None:
            self._check_order(values, opens, closes, last)
        return values

    def _check_order(self, values: dict[str, Any], opens: int, closes: int, last: int | None) -> None:
        if closes == 0:
            closes = values["closes"] = 1440
        if opens >= 1440:
            self.add_error("opens", sentences.late_start())
        elif closes <= opens:
            self.add_error(
                "closes",
                _("The second time must be later than the first. If it is after midnight, write for example 26:00."),
            )
        elif last is not None and not opens <= last <= closes:
            self.add_error("last_reception", _("The last reception must lie between the two times."))

    def planned(self) -> PlannedHours | None:
        """The row as a value, None when it is empty."""
        values = getattr(self, "cleaned_data", {})
        if values.get("opens") is None or values.get("closes") is None or values.get("weekday") in ("", None):
            return None
        return PlannedHours(
            values["weekday"], values["opens"], values["closes"], values["weeks"], values["last_reception"]
        )


class ExceptionForm(forms.Form):
    """Days that differ; without times the place is closed."""

    first = forms.DateField(label=gettext_lazy("First day"), required=False, **DATE)  # type: ignore[arg-type]
    last = forms.DateField(label=gettext_lazy("Last day"), required=False, **DATE)  # type: ignore[arg-type]
    opens = ClockField(label=gettext_lazy("open from"))
    closes = ClockField(label=gettext_lazy("to"))
    note = LineField(label=gettext_lazy("Remark"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, opens, closes = values.get("first"), values.get("opens"), values.get("closes")
        if self.errors:
            return values
        if first is None and any(values.get(name) not in (None, "") for name in ("last", "opens", "closes", "note")):
            self.add_error("first", _("Please fill in the first day."))
        if first and values.get("last") and values["last"] < first:
            self.add_error("last", _("The last day must not lie before the first."))
        if (opens is None) != (closes is None):
            self.add_error(
                "closes" if closes is None else "opens", _("Please fill in both times, or neither for “closed”.")
            )
        elif opens is not None and opens >= 1440:
            self.add_error("opens", sentences.late_start())
        elif opens is not None and closes is not None and (closes or 1440) <= opens:
            self.add_error(
                "closes",
                _("The second time must be later than the first. If it is after midnight, write for example 26:00."),
            )
        return values

    def planned(self) -> PlannedException | None:
        """The row as a value, None when it is empty or to be deleted."""
        values = getattr(self, "cleaned_data", {})
        first: date | None = values.get("first")
        if first is None or values.get("DELETE"):
            return None
        closes = 1440 if values["closes"] == 0 else values["closes"]
        return PlannedException(first, values["last"] or first, values["opens"], closes, values["note"])
