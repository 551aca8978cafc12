"""Form fields for text of people and for closed lists."""

from __future__ import annotations

from typing import Any

from django import forms

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
