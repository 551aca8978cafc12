"""Fields for what volunteers say of themselves: a language with its level, a month, the week as a table of ticks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from portal.shared.form_fields import ChipsField
from portal.shared.language_names import language_choices
from volunteers.vocabulary import LANGUAGES, SLOTS, Level, TimeOfDay

OLDEST_YEAR = 1900
NEWEST_YEAR = 2200
Choices = list[tuple[Any, Any]]


def spoken_choices() -> Choices:
    """Languages in which volunteers help, none first."""
    return [("", "—"), *((code, label) for code, label in language_choices() if code in LANGUAGES)]


class SpokenField(forms.MultiValueField):
    """A language and how well it is spoken: (code, level), None while no language is chosen."""

    def __init__(self, **options: Any) -> None:
        language = forms.ChoiceField(choices=spoken_choices(), required=False)
        level = forms.TypedChoiceField(choices=Level.choices, coerce=int, required=False)
        options.setdefault("widget", SpokenWidget(language.choices, level.choices))
        super().__init__((language, level), required=False, require_all_fields=False, **options)

    def compress(self, data_list: list[Any]) -> tuple[str, int] | None:
        code, level = data_list or ("", "")
        return (code, int(level or Level.BASIC)) if code else None


class SpokenWidget(forms.MultiWidget):
    """Two lists side by side, each with words of its own."""

    def __init__(self, languages: Any, levels: Any) -> None:
        super().__init__(
            [
                forms.Select(choices=languages, attrs={"aria-label": _("Language")}),
                forms.Select(choices=levels, attrs={"aria-label": _("How well")}),
            ]
        )

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else ["", Level.CONVERSATIONAL.value]


class MonthField(forms.MultiValueField):
    """Year and month, as the first of the month."""

    def __init__(self, **options: Any) -> None:
        year = forms.IntegerField(min_value=OLDEST_YEAR, max_value=NEWEST_YEAR)
        month = forms.TypedChoiceField(choices=[("", "—"), *MONTHS.items()], coerce=int)
        super().__init__((year, month), widget=MonthWidget(month.choices), **options)

    def compress(self, data_list: list[Any]) -> date | None:
        return date(data_list[0], data_list[1], 1) if data_list else None


class MonthWidget(forms.MultiWidget):
    """A number and a list: a calendar would ask for a day."""

    def __init__(self, months: Any) -> None:
        super().__init__(
            [
                forms.NumberInput(attrs={"aria-label": _("Year"), "inputmode": "numeric", "autocomplete": "bday-year"}),
                forms.Select(choices=months, attrs={"aria-label": _("Month"), "autocomplete": "bday-month"}),
            ]
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value.year, value.month] if value else [None, None]


def slot_choices() -> Iterator[tuple[str, str]]:
    """Every part of every day in words: “Monday: Morning (6–12)”."""
    words = pgettext("day and what holds on it", "%(day)s: %(words)s")
    parts = [str(label) for label in TimeOfDay.labels]
    for place, code in enumerate(SLOTS):
        yield code, words % {"day": WEEKDAYS[place // len(parts)], "words": parts[place % len(parts)]}


class WeekGrid(forms.CheckboxSelectMultiple):
    """Seven days, four parts each, in a table of real check boxes with a label each."""

    template_name = "volunteers/profiles/week_grid.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        options = [options[0] for _group, options, _index in context["widget"]["optgroups"]]
        parts = len(TimeOfDay.choices)
        days = [options[start : start + parts] for start in range(0, len(options), parts)]
        context["widget"]["days"] = list(zip(WEEKDAYS_ABBR.values(), days, strict=True))
        context["widget"]["parts"] = TimeOfDay.labels
        return context


class WeekField(ChipsField):
    """Parts of the usual week."""

    widget = WeekGrid

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=slot_choices, **options)
