"""The card a resident shows at the desk: the same sentences in both languages, and a code that leads back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import BY_CODE, LANGUAGES, PLAIN_CODE, SOURCE_CODE

_JAPANESE = (SOURCE_CODE, PLAIN_CODE)


ASKED_ABOUT = frozenset({"consultation-desk", "ward-office", "medical-interpreting"})
JOINED = frozenset({"japanese-class", "learning-support", "community-space"})
"""Types of places by what a visitor wants there; all others are used."""


class Sentence(NamedTuple):
    """One sentence in the reader's language and in Japanese; `space` asks for room to write."""

    mine: str
    japanese: str
    space: bool


class Choice(NamedTuple):
    """A language to be asked for at the desk."""

    code: str
    html_lang: str
    autonym: str
    current: bool


def chosen_language(wanted: str, language: str) -> str:
    """The language to ask for: as chosen, else the page's; empty where that is Japanese."""
    code = wanted if wanted in BY_CODE else language
    return "" if code in _JAPANESE else code


def language_choices(spoken: Sequence[str], chosen: str) -> list[Choice]:
    """What the place speaks first, then the portal's languages, each once and none of them Japanese."""
    codes = dict.fromkeys([*spoken, *(one.code for one in LANGUAGES)])
    found = [BY_CODE[code] for code in codes if code not in _JAPANESE]
    return [Choice(one.code, one.html_lang, one.autonym, one.code == chosen) for one in found]


def desk_sentences(type_slug: str, chosen: str) -> list[Sentence]:
    """What one says at a desk of this type, in the page's language and in Japanese, in the same order."""
    mine = _sentences(type_slug, chosen)
    with override(SOURCE_CODE):
        japanese = _sentences(type_slug, chosen)
    space = type_slug in ASKED_ABOUT
    return [
        Sentence(one, other, space and index == 0)
        for index, (one, other) in enumerate(zip(mine, japanese, strict=True))
    ]


def _sentences(type_slug: str, chosen: str) -> list[str]:
    found = [_wish(type_slug)]
    if chosen:
        found.append(_("Is there anybody who speaks %(language)s?") % {"language": LANGUAGE_NAMES[chosen]})
    return [*found, _("Please speak slowly and in simple Japanese."), _("Please write it down for me.")]


def _wish(type_slug: str) -> str:
    if type_slug in ASKED_ABOUT:
        return _("I would like to ask about this:")
    if type_slug in JOINED:
        return _("I would like to join. What do I need to do?")
    return _("I would like to come here. What do I need to do?")


def qr_svg(address: str) -> SafeString:
    """The address as a QR code, SVG without styles, so that the page's policy lets it through."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass="desk-qr", lineclass=None, border=2)
    return mark_safe(out.getvalue().decode())
