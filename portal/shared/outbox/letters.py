"""From a message to a letter: subject, text and HTML in the reader's language, without furigana marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, TemplateDoesNotExist, engines
from django.template.base import Template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.shared.clean_text import clean_line
from portal.shared.languages import INTERFACE_LANGUAGES, SOURCE_CODE, find_language
from portal.shared.models import Ward
from portal.shared.ruby import strip_ruby

_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")
_LINK = re.compile(r"https?://[^\s<>\"'、。（）「」]+[^\s<>\"'、。（）「」.,;:!?)]")
_EMPTY_LINES = re.compile(r"\n{3,}")
LONGEST_SUBJECT = 200


class UnknownTemplateError(LookupError):
    """There is no such template under templates/mail: the caller's mistake."""


class MissingValuesError(LookupError):
    """The template names values that were not given (an empty one is given): the caller's mistake."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's content, ready to be sent."""

    subject: str
    text: str
    html: str
    language: str


def reading_language(code: str) -> str:
    """The interface language in which somebody who reads `code` gets mail."""
    offered = {one.code for one in INTERFACE_LANGUAGES}
    found = find_language(code)
    return next((one for one in found.chain if one in offered), SOURCE_CODE) if found else SOURCE_CODE


def write_letter(template: str, values: Mapping[str, Any], language: str, ward: Ward) -> Letter:
    """Render the message; UnknownTemplateError and MissingValuesError name what the caller forgot."""
    code = reading_language(language)
    with translation.override(code):
        shown = {**values, "ward": ward}
        subject = clean_line(strip_ruby(_render(f"{template}.subject.txt", shown)))[:LONGEST_SUBJECT]
        shown["subject"] = subject
        text = _EMPTY_LINES.sub("\n\n", strip_ruby(_render(f"{template}.txt", shown))).strip() + "\n"
        html = _render("base.html", {"subject": subject, "blocks": _blocks(text), "ward": ward}, autoescape=True)
    return Letter(subject, text, html, code)


def write_subject(template: str, values: Mapping[str, Any], language: str) -> str:
    """The subject alone, for lists of messages; raises as `write_letter` does."""
    with translation.override(reading_language(language)):
        return clean_line(strip_ruby(_render(f"{template}.subject.txt", values)))[:LONGEST_SUBJECT]


class _Strict(Context):
    """A context that remembers what was asked for and not there."""

    missing: set[str]

    def __getitem__(self, key: Any) -> Any:
        if key not in self:
            self.missing.add(str(key))
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)  # type: ignore[operator]
        if not found and isinstance(key, str) and not key.startswith(("block", "forloop")):
            self.missing.add(key)
        return found


def _render(name: str, values: Mapping[str, Any], *, autoescape: bool = False) -> str:
    context = _Strict(dict(values), autoescape=autoescape)
    context.missing = set()
    found: str = _template(name).render(context)
    if context.missing:
        raise MissingValuesError(f"mail/{name} needs {', '.join(sorted(context.missing))}")
    return found


def _template(name: str) -> Template:
    if not _NAME.fullmatch(name.removesuffix(".txt").removesuffix(".subject").removesuffix(".html")):
        raise UnknownTemplateError(name)
    try:
        return engines["django"].engine.get_template(f"mail/{name}")  # type: ignore[attr-defined]
    except TemplateDoesNotExist as error:
        raise UnknownTemplateError(str(error)) from error


def _blocks(text: str) -> list[SafeString]:
    return [_linked(block) for block in text.strip().split("\n\n")]


def _linked(block: str) -> SafeString:
    """Escaped text with line breaks, its web addresses as links."""
    parts, end = [], 0
    for found in _LINK.finditer(block):
        parts += [escape(block[end : found.start()]), f'<a href="{escape(found[0])}">{escape(found[0])}</a>']
        end = found.end()
    parts.append(escape(block[end:]))
    return mark_safe("".join(parts).replace("\n", "<br>\n"))


def linked_blocks(text: str) -> list[SafeString]:
    """The paragraphs of a letter's text for a page, with links that can be followed."""
    return _blocks(text)
