"""What an official types in about a target."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from kpis.catalogue.models import Target
from kpis.catalogue.proposing import EDITED
from portal.accounts.posts.forms import day_field
from portal.shared.fiscal import FIRST_MONTH, FiscalPeriod, Kind, fiscal_year
from portal.shared.form_fields import LineField, NumberField
from portal.shared.furigana_field import check_whole_markup
from portal.shared.languages import LANGUAGES

EVERY, OTHER = "every", "other"
YEARS_AHEAD = 5
Days = tuple[date | None, date | None]
_AUTONYMS = {one.column: (one.autonym, one.html_lang) for one in LANGUAGES}


class TargetForm(forms.Form):
    """How much of it, by when, from where; `programmes`: days that targets have already."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=gettext_lazy("Kind of target"), choices=Target.Kind)
    value = NumberField(
        label=pgettext_lazy("of a target", "Number"),
        required=False,
        max_digits=18,
        decimal_places=4,
        help_text=gettext_lazy("Leave it empty for a level or limits in words."),
    )
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=Target.Stage, initial=Target.Stage.FINAL)
    days = forms.ChoiceField(
        label=gettext_lazy("For which days"),
        help_text=gettext_lazy(
            "What is due once, after several years, needs its first and last day: between them the way from the baseline "
            "is expected bit by bit."
        ),
    )
    first = day_field(gettext_lazy("From"), gettext_lazy("Only for other days."), required=False)
    last = day_field(gettext_lazy("Until"), gettext_lazy("Only for other days."), required=False)
    baseline = NumberField(
        label=gettext_lazy("Baseline"),
        required=False,
        max_digits=18,
        decimal_places=4,
        help_text=gettext_lazy(
            "The value from which “so many more” is counted, or where the way of several years begins."
        ),
    )

    def __init__(self, *args: Any, today: date, programmes: Iterable[Days], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.fields["days"]
        assert isinstance(days, forms.ChoiceField)
        days.choices = _days(today, programmes)
        for name, label in (("words", pgettext("of a target", "In words")), ("baseline_note", _("About the baseline"))):
            for column in ("ja", "ja_simple", "en"):
                self.fields[f"{name}_{column}"] = _words_field(name, label, column)
        self.order_fields(
            ["kind", "value", "words_ja", "words_ja_simple", "words_en", "stage", "days", "first", "last", "baseline"]
        )

    def columns(self) -> dict[str, Any]:
        """What the service takes."""
        chosen = self.cleaned_data["days"]
        columns = {name: self.cleaned_data[name] for name in EDITED}
        if chosen == EVERY:
            return {**columns, "first": None, "last": None}
        if chosen == OTHER:
            return columns
        first, _slash, last = chosen.partition("/")
        return {**columns, "first": parse_date(first), "last": parse_date(last)}

    def refuse(self, error: ValidationError) -> None:
        """What the service could not store, at its field; of days that were chosen, at the choice."""
        if hasattr(error, "error_dict"):
            chosen = self.cleaned_data["days"] != OTHER
            for name, problems in error.error_dict.items():
                self.add_error("days" if chosen and name in ("first", "last") else name, problems)
        else:
            self.add_error(None, error)

    def clean(self) -> dict[str, Any]:
        """Other days must be said."""
        values = super().clean() or self.cleaned_data
        if values.get("days") == OTHER and "first" not in self.errors and not values.get("first"):
            self.add_error("first", _("Please give the first day, or choose a fiscal year above."))
        return values


def _days(today: date, programmes: Iterable[Days]) -> list[tuple[str, str]]:
    this = fiscal_year(today)
    years = (FiscalPeriod(date(year, FIRST_MONTH, 1), Kind.YEAR) for year in range(this, this + YEARS_AHEAD + 1))
    choices = [(f"{one.first}/{one.last}", _("Fiscal year %(year)s") % {"year": one.fiscal_year}) for one in years]
    known = {code for code, _words in choices}
    choices += [
        (f"{first}/{last}", f"{date_format(first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}")
        for first, last in dict.fromkeys(programmes)
        if first and last and f"{first}/{last}" not in known
    ]
    return [*choices, (EVERY, _("Every period")), (OTHER, _("Other days, as below"))]


def _words_field(name: str, label: str, column: str) -> LineField:
    autonym, html_lang = _AUTONYMS[column]
    limit = Target._meta.get_field(name).max_length  # type: ignore[union-attr]
    return LineField(
        label=f"{label} ({autonym})",
        required=False,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": 2, "lang": html_lang, "dir": "auto"}),
        validators=[check_whole_markup] if column == "ja_simple" else [],
    )
