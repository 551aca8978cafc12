"""Form fields for text of people and for closed lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.shared.records import clean_value


class LineField(forms.CharField):
    """One line of text, cleaned; what cannot be stored is refused with a sentence."""

    lines = False

    def to_python(self, value: Any) -> str:
        return clean_value(str(value or ""), lines=self.lines)


class ParagraphsField(LineField):
    """Many lines."""

    lines = True
    widget = forms.Textarea


class ChipsField(forms.MultipleChoiceField):
    """Several of a closed list, as chips."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)


def value_words(field: forms.Field, value: Any) -> str:
    """A value as an editor knows it from the form: labels of choices, yes and no, dates of the page's language."""
    choices = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return "" if value is None else choices.get(str(value), str(value))
