"""The texts of a place or an organisation in ten languages, the Japanese source beside each translation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.shared.form_fields import LineField, ParagraphsField
from portal.shared.furigana_field import check_whole_markup
from portal.shared.languages import LANGUAGES, SOURCE_CODE, Language
from portal.shared.texts import State, missing_translations, text


class LanguageGroup(NamedTuple):
    """One language of the form; `rows` are pairs of a bound field and its Japanese source."""

    language: Language
    rows: list[tuple[Any, str]]
    confirm: Any
    missing: int
    outdated: int
    open: bool


class TextsForm(forms.Form):
    """Fields `<field>_<column>` for every text and language, `minor`, and `still_<column>` for outdated ones."""

    minor = forms.BooleanField(
        label=gettext_lazy("Minor change: the translations are still right"),
        required=False,
        help_text=gettext_lazy("Tick this if you only mended a typing mistake in the Japanese text."),
    )

    def __init__(self, row: models.Model, names: Sequence[str], data: Any = None, opened: str = "") -> None:
        self.row, self.names, self.opened = row, names, opened
        super().__init__(data=data, initial=self.stored(row))
        self.columns = [f"{name}_{one.column}" for name in names for one in LANGUAGES]
        for name in names:
            for language in LANGUAGES:
                self.fields[f"{name}_{language.column}"] = field = _field(row, name, language)
                field.validators.append(check_whole_markup)
        for column in sorted(self._outdated()):
            self.fields[f"still_{column}"] = forms.BooleanField(
                label=_("I have read it again: the translation is still right"), required=False
            )

    def stored(self, row: models.Model) -> dict[str, Any]:
        """What stands in the row, by the form's field names."""
        return {
            f"{name}_{one.column}": getattr(row, f"{name}_{one.column}") or ""
            for name in self.names
            for one in LANGUAGES
        }

    def _outdated(self) -> set[str]:
        found = missing_translations(self.row, self.names)
        return {one.column for one in found if one.state is State.OUTDATED}

    def groups(self) -> list[LanguageGroup]:
        """The languages in their order, Japanese first."""
        faults = missing_translations(self.row, self.names)
        return [
            self._group(language, [one for one in faults if one.column == language.column]) for language in LANGUAGES
        ]

    def _group(self, language: Language, faults: list[Any]) -> LanguageGroup:
        column = language.column
        rows = [
            (self[f"{name}_{column}"], "" if language.code == SOURCE_CODE else text(self.row, name, SOURCE_CODE).value)
            for name in self.names
        ]
        outdated = sum(one.state is State.OUTDATED for one in faults)
        opened = language.code in (SOURCE_CODE, self.opened) or any(field.errors for field, _source in rows)
        confirm = self[f"still_{column}"] if f"still_{column}" in self.fields else None
        return LanguageGroup(language, rows, confirm, len(faults) - outdated, outdated, opened)

    def texts(self) -> dict[str, str]:
        """The texts by column."""
        return {column: self.cleaned_data[column] for column in self.columns}

    def still_right(self) -> list[str]:
        """Columns of languages that somebody has read again."""
        ticked = (name for name, value in self.cleaned_data.items() if name.startswith("still_") and value)
        return [name.removeprefix("still_") for name in ticked]

    def refuse(self, error: Any) -> None:
        """Show what a service could not store at the field it concerns."""
        for name, problems in error.error_dict.items():
            self.add_error(name if name in self.fields else None, problems)

    def versions(self, row: models.Model) -> list[tuple[str, str, str]]:
        """Label, mine, theirs for each text that differs from what stands now."""
        stored = self.stored(row)
        return [
            (str(self[name].label), self.cleaned_data[name], value)
            for name, value in stored.items()
            if self.cleaned_data.get(name, value) != value
        ]


def _field(row: models.Model, name: str, language: Language) -> forms.Field:
    column = row._meta.get_field(f"{name}_{language.column}")
    original = row._meta.get_field(name)
    label = f"{str(original.verbose_name).capitalize()} ({language.autonym})"  # type: ignore[union-attr]
    required = name == "name" and language.code == SOURCE_CODE
    attributes = {"lang": language.html_lang, "dir": "auto"}
    limit = column.max_length  # type: ignore[union-attr]
    if isinstance(column, models.TextField):
        widget = forms.Textarea(attrs={**attributes, "rows": 6})
        return ParagraphsField(label=label, required=required, max_length=limit, widget=widget)
    if limit and limit > 200:
        widget = forms.Textarea(attrs={**attributes, "rows": 2})
        return LineField(label=label, required=required, max_length=limit, widget=widget)
    return LineField(label=label, required=required, max_length=limit, widget=forms.TextInput(attrs=attributes))
