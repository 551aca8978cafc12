"""A form field for text in plain Japanese: every kanji needs its reading, and the markup must be whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.shared.plain_japanese import kanji_without_furigana
from portal.shared.ruby import strip_ruby

FURIGANA_SAMPLE = "&#123;新宿|しんじゅく}&#123;区|く}"
"""For hints, which are HTML: the first brace is written so that the furigana pass leaves it alone."""


class FuriganaField(forms.CharField):
    """Text like "{新宿|しんじゅく}{区|く}"."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if any(mark in strip_ruby(text) for mark in "{|}"):
            raise ValidationError(_("The furigana are not written correctly. Write each word like this: {区|く}"))
        bare = kanji_without_furigana(text)
        if bare:
            raise ValidationError(_("A reading is missing for: %(words)s") % {"words": " ".join(dict.fromkeys(bare))})
        return text
