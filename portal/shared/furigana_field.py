"""A form field for text in plain Japanese: every kanji needs its reading, and the markup must be whole."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from portal.shared.plain_japanese import kanji_without_furigana
from portal.shared.ruby import strip_ruby

FURIGANA_SAMPLE = "&#123;新宿|しんじゅく}&#123;区|く}"
"""For hints, which are HTML: the first brace is written so that the furigana pass leaves it alone."""


_BROKEN_MARKUP = re.compile(r"\{[^{}\n]*\|[^{}\n]*\}?|[^\s{}|]{0,30}\|[^{}|\n]*\}")


def check_whole_markup(text: str) -> None:
    """ValidationError naming the spot where furigana are begun but not written to their end; lone signs may stand."""
    broken = _BROKEN_MARKUP.search(strip_ruby(text)) if "|" in text else None
    if broken is None:
        return
    told = _("The furigana are not written correctly here: “%(part)s”. Write each word like this: %(sample)s")
    part = broken[0].strip()
    shown = part if len(part) <= 30 else f"{part[:30]}…"
    raise ValidationError(mark_safe(escape(told) % {"part": _as_typed(shown), "sample": FURIGANA_SAMPLE}))


def _as_typed(text: str) -> str:
    return escape(text).replace("{", "&#123;")


class FuriganaField(forms.CharField):
    """Text like "{新宿|しんじゅく}{区|く}"."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if any(mark in strip_ruby(text) for mark in "{|}"):
            told = _("The furigana are not written correctly. Write each word like this: %(sample)s")
            raise ValidationError(mark_safe(escape(told) % {"sample": FURIGANA_SAMPLE}))
        bare = kanji_without_furigana(text)
        if bare:
            raise ValidationError(_("A reading is missing for: %(words)s") % {"words": " ".join(dict.fromkeys(bare))})
        return text
