"""Content in templates: in the reader's language where it exists, marked where it does not."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.shared import durations, texts
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.ruby import strip_ruby
from portal.shared.texts import State, Text

register = template.Library()


def _page_language() -> str:
    code = get_language() or SOURCE_CODE
    return code if code in BY_CODE else SOURCE_CODE


@register.simple_tag
def text(obj: Any, field: str) -> Text:
    """``{% text place "name" as name %}``: value, language and state for this page's reader."""
    return texts.text(obj, field, _page_language())


@register.filter
def in_its_language(value: Text) -> str:
    """``{{ name|in_its_language }}``: wrapped in ``<span lang>`` if not in the page's language."""
    if not value or value.language == _page_language():
        return conditional_escape(value.value)
    return format_html('<span lang="{}">{}</span>', BY_CODE[value.language].html_lang, value.value)


@register.filter
def is_fallback(value: Text) -> bool:
    """Whether the reader gets another language than the page's."""
    return bool(value) and value.language != _page_language()


@register.filter
def honesty(value: Text) -> str:
    """One honest sentence on a translation; empty for the original and for an empty text."""
    if not value or value.language == SOURCE_CODE:
        return ""
    return {
        State.SOURCE: _("Taken from an official list, not checked."),
        State.HUMAN: _("Translated by a person."),
        State.MACHINE: _("Translated by a machine. It may contain mistakes."),
        State.CHECKED: _("Translated by a machine and checked by a person."),
        State.OUTDATED: _("The Japanese text has changed since this translation was made."),
    }[value.state]


@register.filter
def without_ruby(value: object) -> str:
    """``{{ name|without_ruby }}``: for mail and other text that the last pass never sees."""
    return strip_ruby(str(value))


@register.filter
def in_hours(minutes: int) -> str:
    """``{{ hours.minutes|in_hours }}``: “1 h 30 min”."""
    return durations.in_hours(minutes)
