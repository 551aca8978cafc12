"""What an official types in about how an indicator is measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from kpis.catalogue.defining import RULES, SPOKEN, TEXTS, WRITTEN
from kpis.catalogue.models import Definition
from kpis.catalogue.selectors import named_by_source
from kpis.sources.catalogue import SOURCES
from portal.accounts.posts.forms import day_field
from portal.shared.fiscal import Kind, period_of
from portal.shared.form_fields import LineField, ParagraphsField, value_words
from portal.shared.furigana_field import check_whole_markup
from portal.shared.languages import LANGUAGES

_LANGUAGES = {one.column: one for one in LANGUAGES}


class Group(NamedTuple):
    """Fields under one heading."""

    key: str
    title: str
    fields: list[BoundField]


class Difference(NamedTuple):
    """One field before and after; `language` of both, empty for what is not a text."""

    label: str
    before: str
    after: str
    language: str = ""


class DefinitionForm(forms.Form):
    """Words in three languages and rules; `initial` is the version that is followed."""

    use_required_attribute = False

    def __init__(self, *args: Any, reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            for column in WRITTEN:
                self.fields[f"{name}_{column}"] = _text_field(name, column)
        for name in RULES:
            self.fields[name] = _source_field() if name == "source" else _choice_field(name)
        self.fields["starts"] = day_field(
            gettext_lazy("In force from"),
            gettext_lazy("The first day of a month; for a number of each fiscal year, 1 April."),
        )
        if reason:
            self.fields["reason"] = ParagraphsField(
                label=gettext_lazy("Reason of the change"),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
                help_text=gettext_lazy("Whoever compares old and new numbers reads it."),
            )

    def groups(self) -> list[Group]:
        """The fields in the page's order."""
        names = [f"name_{one}" for one in WRITTEN]
        about = [name for name in ("starts", "reason") if name in self.fields]
        groups = [
            ("names", _("Name"), names),
            ("rules", _("How it is counted"), RULES),
            ("words", pgettext("of a definition", "In words"), [name for name in SPOKEN if name not in names]),
            ("change", _("The change"), about),
        ]
        return [Group(key, title, [self[name] for name in fields]) for key, title, fields in groups]

    def columns(self) -> dict[str, Any]:
        """What the service takes."""
        return {"reason": "", **self.cleaned_data}

    def refuse(self, error: Any) -> None:
        """What the service could not store, at its field."""
        self.add_error(None, error)

    def differences(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
        """Every field whose words differ, as its editor knows it."""
        found = []
        for name in (*SPOKEN, *RULES):
            field = self.fields[name]
            old, new = (value_words(field, one.get(name) or "") for one in (before, after))
            if old != new:
                found.append(Difference(str(field.label), old, new, _language(name)))
        return found


def stored(definition: Definition) -> dict[str, Any]:
    """The columns of a version by the form's names."""
    return {name: getattr(definition, name) or "" for name in (*SPOKEN, *RULES)}


def next_start(definition: Definition, today: date) -> date:
    """From when on a change usually holds: the next period, or where the latest version is still to come, its day."""
    kind = Kind.YEAR if definition.period == Definition.Period.YEAR else Kind.MONTH
    return max(definition.starts, period_of(today, kind).next().first)


def _language(name: str) -> str:
    column = next((one for one in WRITTEN if name.endswith(f"_{one}")), "")
    return _LANGUAGES[column].html_lang if name in SPOKEN else ""


def _text_field(name: str, column: str) -> forms.Field:
    language = _LANGUAGES[column]
    model_field = _column(name)
    label = f"{str(model_field.verbose_name).capitalize()} ({language.autonym})"
    limit = model_field.max_length or 0
    attributes = {"lang": language.html_lang, "dir": "auto"}
    options: dict[str, Any] = {"label": label, "required": name == "name" and column == "ja", "max_length": limit}
    if column == "ja_simple":
        options["validators"] = [check_whole_markup]
    if limit <= 200:
        return LineField(**options, widget=forms.TextInput(attrs=attributes))
    if limit <= 300:
        return LineField(**options, widget=forms.Textarea(attrs={**attributes, "rows": 2}))
    return ParagraphsField(**options, widget=forms.Textarea(attrs={**attributes, "rows": 4}))


def _choice_field(name: str) -> forms.ChoiceField:
    model_field = _column(name)
    return forms.ChoiceField(label=str(model_field.verbose_name).capitalize(), choices=model_field.choices or [])


def _column(name: str) -> models.Field[Any, Any]:
    found = Definition._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


def _source_field() -> forms.ChoiceField:
    """Sources by the names of the indicators they count, or will: their keys are made for programs."""
    spare = {
        "active-volunteers": _("People who took part"),
        "hours-confirmed": _("Hours confirmed by organisations"),
    }
    named = spare | named_by_source(get_language() or "ja")
    known = Counter(named.values())
    keys = sorted({*SOURCES, *named})
    choices = [("", _("Entered by hand")), *((key, _source_words(key, named, known)) for key in keys)]
    return forms.ChoiceField(label=_("Source"), choices=choices, required=False)


def _source_words(key: str, named: Mapping[str, str], known: Mapping[str, int]) -> str:
    """The key only where the name alone does not tell two apart."""
    name = named.get(key, key)
    words = name if known.get(name, 1) == 1 else f"{name} ({key})"
    return words if key in SOURCES else _("%(source)s, waiting for records") % {"source": words}
