"""Form fields for text of people and for closed lists."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.shared.records import clean_value


class LineField(forms.CharField):
    """One line of text, cleaned; what cannot be stored is refused with a sentence."""

    lines = False

    def to_python(self, value: Any) -> str:
        return clean_value(str(value or ""), lines=self.lines)


_KATAKANA = re.compile("[ァ-ヺー・ 、]*")
_IN_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


class KanaField(LineField):
    """A reading in katakana, by which lists are sorted; half width and hiragana are brought to katakana.

    `kept` is what stands already (from a file): it may stay, whatever it is.
    """

    kept = ""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        kana = unicodedata.normalize("NFKC", typed).translate(_TO_KATAKANA)
        if typed == self.kept:
            return typed
        if not _KATAKANA.fullmatch(kana):
            raise ValidationError(_("Write the reading in katakana only, without kanji, letters or digits."))
        return kana


class NumberField(forms.DecimalField):
    """A number as people type it: also full width, as Japanese keyboards write, and with commas between thousands."""

    def to_python(self, value: Any) -> Any:
        typed = unicodedata.normalize("NFKC", str(value)).strip() if isinstance(value, str) else value
        if isinstance(typed, str) and _IN_THOUSANDS.fullmatch(typed):
            typed = typed.replace(",", "")
        return super().to_python(typed)


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
