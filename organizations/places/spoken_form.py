"""The editor of language rows: which language, on which days, from when to when, by whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.places import sentences, services
from organizations.places.choices import HoursKnown, ServiceMode, Weekday
from organizations.places.editing import fingerprint
from organizations.places.form_fields import ClockField, WeeksField
from organizations.places.models import LanguageService, OpeningHours, Place
from organizations.places.spoken import MOST_ROWS, SpokenRow, days_outside, spoken_faults
from organizations.places.week_form import MOST_FORMS, field_faults, formset_problems
from organizations.places.wording import service_words, weekday_words
from portal.shared.form_fields import ChipsField
from portal.shared.language_names import language_choices
from portal.shared.languages import BY_CODE

LANGUAGES = [("", "—"), *language_choices()]


class SpokenForm(forms.Form):
    """One row; without a language it says nothing."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, required=False)
    weekdays = ChipsField(
        label=gettext_lazy("Days"),
        choices=Weekday.choices[:7],
        help_text=gettext_lazy("No day ticked: whenever the place is open."),
    )
    weeks = WeeksField(label=gettext_lazy("weeks of the month"))
    starts = ClockField(label=gettext_lazy("from"))
    ends = ClockField(label=gettext_lazy("to"))
    mode = forms.ChoiceField(label=gettext_lazy("By whom"), choices=ServiceMode.choices, required=False)
    needs_booking = forms.BooleanField(label=gettext_lazy("Booking needed"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["weeks"].with_present(self.data.get(self.add_prefix("weeks")) or self.initial.get("weeks", ""))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if self.errors or values.get("DELETE"):
            return values
        said = any(values.get(name) for name in ("weekdays", "weeks", "needs_booking"))
        if (said or starts is not None or ends is not None) and not values.get("language"):
            self.add_error("language", _("Please choose a language, or delete this row."))
        if (starts is None) != (ends is None):
            self.add_error("ends" if ends is None else "starts", sentences.spoken_problem("one-time"))
        elif starts is not None and starts >= 1440:
            self.add_error("starts", sentences.late_start())
        elif starts is not None and ends is not None and (ends or 1440) <= starts:
            self.add_error("ends", sentences.spoken_problem("order"))
        return values

    @property
    def title(self) -> str:
        """The chosen language as its speakers write it; empty for a row that is still free."""
        code = str(self["language"].value() or "")
        return BY_CODE[code].autonym if code in BY_CODE else ""

    def planned(self) -> SpokenRow | None:
        """The row as a value, None when it is empty or to be deleted."""
        values = getattr(self, "cleaned_data", {})
        if not values.get("language") or values.get("DELETE"):
            return None
        return SpokenRow(
            language=values["language"],
            weekdays=frozenset(int(day) for day in values["weekdays"]),
            weeks=values["weeks"],
            starts=values["starts"],
            ends=1440 if values["ends"] == 0 else values["ends"],
            mode=values["mode"] or ServiceMode.STAFF,
            needs_booking=values["needs_booking"],
        )


SpokenFormSet = formset_factory(
    SpokenForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_FORMS["language"], can_delete=True
)


class SpokenEditor:
    """The section of languages."""

    def __init__(self, place: Place, data: Any = None) -> None:
        self.place, self.problems = place, list[str]()
        self.stored = stored_services(place)
        initial = None if data else [*self.stored, {}]
        self.rows: Any = SpokenFormSet(data=data, initial=initial, prefix="language")

    def is_valid(self) -> bool:
        """Every row in itself, and all together."""
        if not self.rows.is_valid():
            self.problems = formset_problems(self.rows)
            return False
        self.problems = [sentences.spoken_problem(code) for code in spoken_faults(self.planned())]
        return not self.problems

    def faulty(self) -> list[tuple[str, str]]:
        """Each field to be mended: its id, and its row, name and what is wrong."""
        if not self.rows.is_bound:
            return []
        return [one for row in self.rows for one in field_faults(row.title or _("New row"), row)]

    def outside(self) -> list[str]:
        """Stored rows that speak while the place is closed."""
        return outside_words(self.place)

    def planned(self) -> list[SpokenRow]:
        """What the editor says."""
        return [row for row in (form.planned() for form in self.rows) if row]

    def seen(self, place: Place | None = None) -> str:
        """What stands in the rows, short."""
        return fingerprint(stored_services(place) if place else self.stored)

    def save(self, *, revision: int, by: int | None, now: datetime) -> int:
        """Hand the rows to the service."""
        return services.replace_language_services(
            place_id=self.place.pk, revision=revision, rows=self.planned(), by=by, now=now
        )

    def remarks(self, today: date) -> list[str]:
        """Nothing is in doubt here that the schedule does not tell."""
        return []

    def refuse(self, error: ValidationError) -> None:
        """Show what the service could not store."""
        self.problems = error.messages

    def versions(self, place: Place) -> list[tuple[str, str, str]]:
        """My rows and theirs, in words."""
        theirs = "\n".join(row_words(row) for row in LanguageService.objects.filter(place=place).order_by("id"))
        mine = "\n".join(row_words(row) for row in self.planned())
        return [(str(_("Languages")), mine, theirs)] if mine != theirs else []


def stored_services(place: Place) -> list[dict[str, Any]]:
    """The rows of a place as dictionaries."""
    rows = LanguageService.objects.filter(place=place).order_by("id")
    return list(rows.values(*services.LANGUAGE_COLUMNS))


def outside_words(place: Place) -> list[str]:
    """A sentence for each stored row that speaks outside the opening hours; a warning, for it may be meant."""
    if place.hours_known != HoursKnown.HOURS:
        return []
    week = list(OpeningHours.objects.filter(place=place, weekday__lt=Weekday.HOLIDAY))
    found = []
    for row in LanguageService.objects.filter(place=place).order_by("id"):
        days = days_outside(row, week)
        if days:
            values = {"language": row_words(row), "days": weekday_words(days)}
            found.append(_("%(language)s – outside your opening hours: %(days)s") % values)
    return found


def row_words(row: Any) -> str:
    """A language row, planned or stored, in one line; a language that left the list keeps its code."""
    when, how = service_words(row)
    name = BY_CODE[row.language].autonym if row.language in BY_CODE else row.language
    return f"{name}: {when} {how}".strip()
