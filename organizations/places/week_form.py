"""The editor of the week: rows for each weekday, holidays, year end, and days that differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.places import sentences, services
from organizations.places.choices import HolidayTreatment, HoursKnown, Weekday
from organizations.places.form_fields import ClockField, WeeksField
from organizations.places.models import OpeningException, OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.week_words import plan_words
from portal.shared.form_fields import LineField

WEEKDAY_NUMBERS = frozenset(str(number) for number in Weekday.values)
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


MOST_FORMS = {"hours": 120, "days": 220, "language": 80}
"""By prefix of the formset; more than can be stored, so that empty rows are in nobody's way."""
IntervalFormSet = formset_factory(IntervalForm, extra=0, max_num=100, absolute_max=MOST_FORMS["hours"])
ExceptionFormSet = formset_factory(
    ExceptionForm, extra=0, max_num=200, absolute_max=MOST_FORMS["days"], can_delete=True
)


class WeekEditor:
    """The whole section: three forms that are valid together or not at all."""

    def __init__(self, place: Place, data: Any = None) -> None:
        self.place, self.problems = place, list[str]()
        hours, exceptions = stored_rows(place) if data is None else ([], [])
        known = {name: getattr(place, name) for name in KnownForm.base_fields}
        self.known = KnownForm(data=data, initial=known)
        self.hours: Any = IntervalFormSet(data=data, initial=None if data else _initial_hours(hours), prefix="hours")
        self.exceptions: Any = ExceptionFormSet(data=data, initial=None if data else [*exceptions, {}], prefix="days")

    def days(self) -> Iterator[tuple[int, str, list[Any]]]:
        """Weekday number, name and its rows."""
        for number, label in Weekday.choices:
            yield number, str(label), [form for form in self.hours if str(form["weekday"].value()) == str(number)]

    def is_valid(self) -> bool:
        """Every form in itself, and all together."""
        parts = [self.known.is_valid(), self.hours.is_valid(), self.exceptions.is_valid()]
        if not all(parts):
            self.problems = [*formset_problems(self.hours), *formset_problems(self.exceptions)]
            return False
        plan = self.plan()
        codes = plan.faults() or (["unused-hours"] if self._nobody_would_see(plan) else [])
        self.problems = [sentences.hours_problem(code) for code in codes]
        return not self.problems

    def _nobody_would_see(self, plan: OpeningPlan) -> bool:
        """New hours under "not known yet": whoever types them forgot the choice above; hours that stood may rest."""
        return plan.known == HoursKnown.UNKNOWN and not set(plan.hours) <= set(self.stored_plan().hours)

    def plan(self) -> OpeningPlan:
        """What the editor says; call after `is_valid`."""
        values = self.known.cleaned_data
        return OpeningPlan(
            known=values["hours_known"],
            hours=tuple(filter(None, (form.planned() for form in self.hours))),
            holidays=values["holiday_treatment"],
            closed_at_year_end=values["closed_at_year_end"],
            exceptions=tuple(filter(None, (form.planned() for form in self.exceptions))),
        )

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        """Hand the plan to the service."""
        return services.replace_opening_hours(
            place_id=self.place.pk, revision=revision, plan=self.plan(), by=by, now=now
        )

    def refuse(self, error: ValidationError) -> None:
        """Show what the service could not store."""
        self.problems = error.messages

    def versions(self, place: Place) -> list[tuple[str, str, str]]:
        """My week and theirs, in words."""
        theirs = WeekEditor(place).stored_plan()
        return [(str(_("Opening hours")), "\n".join(plan_words(self.plan())), "\n".join(plan_words(theirs)))]

    def stored_plan(self) -> OpeningPlan:
        """What stands in the rows."""
        hours, exceptions = stored_rows(self.place)
        return OpeningPlan(
            known=self.place.hours_known,
            hours=tuple(PlannedHours(**{**row, "weeks": frozenset(row["weeks"])}) for row in hours),
            holidays=self.place.holiday_treatment,
            closed_at_year_end=self.place.closed_at_year_end,
            exceptions=tuple(PlannedException(**row) for row in exceptions),
        )


def stored_rows(place: Place) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of a place as dictionaries, in order."""
    hours = OpeningHours.objects.filter(place=place).order_by("weekday", "opens", "id")
    exceptions = OpeningException.objects.filter(place=place).order_by("first", "id")
    return list(hours.values(*services.HOURS_COLUMNS)), list(exceptions.values(*services.EXCEPTION_COLUMNS))


def _initial_hours(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every weekday has one empty row to go on with; a place without hours starts with two."""
    found: list[dict[str, Any]] = []
    for number in range(8):
        present = [row for row in rows if row["weekday"] == number]
        blanks = 1 if rows or number == Weekday.HOLIDAY else 2
        found += [*present, *({"weekday": number} for _blank in range(blanks))]
    return found


def _small_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def with_one_more(data: Any, wanted: str) -> Any:
    """The typed data with one more empty row: "0" to "7" for a weekday, a formset's prefix otherwise."""
    changed = data.copy()
    prefix = "hours" if wanted in WEEKDAY_NUMBERS else wanted
    name = f"{prefix}-TOTAL_FORMS"
    total = _small_number(str(changed.get(name, "")))
    if total >= MOST_FORMS.get(prefix, 0):
        return changed
    if prefix == "hours":
        changed[f"hours-{total}-weekday"] = wanted
    changed[name] = str(total + 1)
    return changed


def formset_problems(formset: BaseFormSet[Any]) -> list[str]:
    """Sentences that belong to no single row."""
    return [str(error) for error in formset.non_form_errors()]
