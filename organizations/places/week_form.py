"""The editor of the week: rows for each weekday, holidays, year end, and days that differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _

from organizations.places import sentences, services, week_merge
from organizations.places.choices import HoursKnown, Weekday
from organizations.places.editing import EditedMeanwhileError
from organizations.places.models import OpeningException, OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan, PlannedException, PlannedHours
from organizations.places.week_rows import ExceptionForm, IntervalForm, KnownForm
from organizations.places.week_versions import chosen_parts, part_label, part_words, with_theirs

WEEKDAY_NUMBERS = frozenset(str(number) for number in Weekday.values)
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
        self.merged: OpeningPlan | None = None
        self._fill(data)
        chosen = chosen_parts(data) if data else []
        if chosen:
            self._fill(with_theirs(data, self.stored_plan(), chosen))

    def _fill(self, data: Any) -> None:
        self.data, self.stored = data, stored_rows(self.place)
        hours, exceptions = self.stored
        known = {name: getattr(self.place, name) for name in KnownForm.base_fields}
        self.known = KnownForm(data=data, initial=known)
        self.hours: Any = IntervalFormSet(data=data, initial=None if data else _initial_hours(hours), prefix="hours")
        self.exceptions: Any = ExceptionFormSet(data=data, initial=None if data else [*exceptions, {}], prefix="days")

    def days(self) -> Iterator[tuple[int, str, list[Any]]]:
        """Weekday number, name and its rows."""
        for number, label in Weekday.choices:
            yield number, str(label), [form for form in self.hours if str(form["weekday"].value()) == str(number)]

    @property
    def folded(self) -> bool:
        """Whether the week rests: nobody knows the hours, and no row has to be mended."""
        return self.resting and not self.problems and not self.faulty()

    @property
    def resting(self) -> bool:
        """Whether nobody is shown the week, because nobody knows the hours."""
        return str(self.known["hours_known"].value()) == HoursKnown.UNKNOWN

    def faulty(self) -> list[tuple[str, str]]:
        """Each field to be mended: its id, and its day, name and what is wrong."""
        if not self.hours.is_bound:
            return []
        rows = [(label, row) for _number, label, rows in self.days() for row in rows]
        rows += [(_("Days that differ"), row) for row in self.exceptions]
        return [*field_faults("", self.known), *(one for label, row in rows for one in field_faults(label, row))]

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
            place_id=self.place.pk, revision=revision, plan=self.merged or self.plan(), by=by, now=now
        )

    def seen(self, place: Place | None = None) -> str:
        """What stands in the section, part by part."""
        return week_merge.seen_words(WeekEditor(place).stored_plan() if place else self.stored_plan())

    def reconcile(self, place: Place, seen: str) -> list[str]:
        """Join my week with the one that stands; EditedMeanwhileError where both changed the same part."""
        theirs = WeekEditor(place).stored_plan()
        found = week_merge.joined(self.plan(), theirs, week_merge.seen_parts(seen))
        if not found.disputed and not found.plan.faults():
            self.merged = found.plan
            return [part_label(part) for part in found.kept]
        if found.disputed:
            self._fill(with_theirs(self.data, theirs, found.kept))
            self.is_valid()
        asked = [one for one in self.versions(place) if not found.disputed or one[3] in found.disputed]
        raise EditedMeanwhileError(place, asked, week_merge.seen_words(theirs))

    def remarks(self, today: date) -> list[str]:
        """Doubts about what was stored."""
        new = set(self.plan().exceptions) - set(self.stored_plan().exceptions)
        over = any(one.last < today for one in new)
        return [sentences.past_exceptions()] if over else []

    def refuse(self, error: ValidationError) -> None:
        """Show what the service could not store."""
        self.problems = error.messages

    def versions(self, place: Place) -> list[tuple[str, ...]]:
        """The parts in which my week and theirs differ, in words."""
        mine, theirs = self.plan(), WeekEditor(place).stored_plan()
        my, their = week_merge.parts_of(mine), week_merge.parts_of(theirs)
        parts = [part for part in week_merge.PARTS if my[part] != their[part]]
        return [(part_label(part), part_words(mine, part), part_words(theirs, part), part) for part in parts]

    def stored_plan(self) -> OpeningPlan:
        """What stands in the rows."""
        hours, exceptions = self.stored
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


def field_faults(label: str, form: Any) -> list[tuple[str, str]]:
    """Id and words of each faulty field of a row: "Friday – to: …"."""
    found = []
    for field in form:
        name = " – ".join(filter(None, (label, str(field.label))))
        found += [(field.id_for_label or field.auto_id, f"{name}: {error}") for error in field.errors]
    return found
