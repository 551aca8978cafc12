"""The editor of an opening's shifts: a row for each, or only a number of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.shared.japan import JAPAN
from volunteers.openings.form_choices import day_field, time_field
from volunteers.openings.models import Opening, Shift
from volunteers.openings.shifts import MOST_PLACES, MOST_SHIFTS, ShiftPlan

SPARE_ROWS = 3
EARLY = time(6)
"""Until then an end before the beginning is that of the next morning."""


class ShiftRow(forms.Form):
    """One shift; an empty row is none."""

    quiet = True

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day = day_field(gettext_lazy("Day"), required=False)
    begins = time_field(gettext_lazy("Start time"), required=False)
    finishes = time_field(gettext_lazy("End time"), required=False)
    places = forms.IntegerField(label=gettext_lazy("People"), required=False, min_value=1, max_value=MOST_PLACES)
    gone = forms.BooleanField(label=gettext_lazy("Delete"), required=False)

    @property
    def is_empty(self) -> bool:
        """Nothing typed, or to be deleted."""
        typed = self.cleaned_data
        return bool(typed.get("gone")) or not any(typed.get(name) for name in ("number", "day", "begins", "finishes"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors or self.is_empty:
            return values
        for name, words in (
            ("day", _("Please write the day.")),
            ("begins", _("Please write a time like 14:00.")),
            ("finishes", _("Please write a time like 14:00.")),
            ("places", _("Please write a number from 1 to 500.")),
        ):
            if not values.get(name):
                self.add_error(name, words)
        if not self.errors and values["finishes"] <= values["begins"] and values["finishes"] > EARLY:
            self.add_error("finishes", _("The end lies before the beginning."))
        return values

    def plan(self) -> ShiftPlan:
        """The row as the service takes it."""
        typed = self.cleaned_data
        begin, end = (datetime.combine(typed["day"], typed[name], JAPAN) for name in ("begins", "finishes"))
        if end <= begin:
            end += timedelta(days=1)
        return ShiftPlan(typed["places"], begin, end, typed["number"])


class PlacesForm(forms.Form):
    """For what has no days: how many people."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    places = forms.IntegerField(label=gettext_lazy("How many people do you need?"), min_value=1, max_value=MOST_PLACES)


class ShiftsEditor:
    """All rows of an opening, stored ones first."""

    def __init__(self, opening: Opening, shifts: Sequence[Shift], data: Any = None, more: int = 0) -> None:
        self.dated, self.bound = opening.is_dated, data is not None
        if not self.dated:
            first = shifts[0] if shifts else None
            initial = {"number": first.pk if first else None, "places": first.places if first else 1}
            self.forms: list[Any] = [PlacesForm(data, initial=initial)]
            return
        stored = [_initial(one) for one in shifts if one.starts is not None and one.ends is not None]
        count = _count(data) if data is not None else len(stored) + SPARE_ROWS
        count = min(count + more, MOST_SHIFTS)
        padded = [*stored, *({} for _row in range(count))][:count]
        self.forms = [ShiftRow(data, prefix=f"shift-{number}", initial=row) for number, row in enumerate(padded)]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.forms)

    def is_valid(self) -> bool:
        """Whether every row is."""
        faulty = [one for one in self.forms if not one.is_valid()]
        return not faulty

    def plans(self) -> list[ShiftPlan]:
        """What was typed, as the service takes it; the rows they came from stand in `rows`."""
        if not self.dated:
            typed = self.forms[0].cleaned_data
            return [ShiftPlan(typed["places"], id=typed["number"])]
        self.rows = [one for one in self.forms if not one.is_empty]
        return [one.plan() for one in self.rows]

    def refuse(self, error: Any) -> list[str]:
        """Put what the service could not store at its row; returns what concerns them all."""
        if not hasattr(error, "error_dict"):
            return list(error.messages)
        rows = self.rows if self.dated else self.forms
        names = {"starts": "day", "ends": "finishes", "places": "places"}
        for key, problems in error.error_dict.items():
            _shift, number, column = key.split("-")
            rows[int(number)].add_error(names[column] if self.dated else "places", problems)
        return []


def _count(data: Any) -> int:
    text = data.get("rows", "")
    return min(int(text), MOST_SHIFTS) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _initial(shift: Shift) -> dict[str, Any]:
    assert shift.starts is not None and shift.ends is not None  # the caller asked
    begin, end = shift.starts.astimezone(JAPAN), shift.ends.astimezone(JAPAN)
    return {
        "number": shift.pk,
        "day": begin.date(),
        "begins": begin.time(),
        "finishes": end.time(),
        "places": shift.places,
    }
