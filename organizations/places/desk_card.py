"""The card a resident shows at the desk: the same sentences in both languages, and a code that leads back."""

from __future__ import annotations

import io
from typing import NamedTuple

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.shared.language_names import LANGUAGE_NAMES
from portal.shared.languages import BY_CODE, SOURCE_CODE


class Sentence(NamedTuple):
    """One sentence in the reader's language and in Japanese; `space` asks for room to write."""

    mine: str
    japanese: str
    space: bool


def desk_sentences(language: str) -> list[Sentence]:
    """What one says at a desk, both sides in the same order."""
    mine = _sentences(language, BY_CODE[language].autonym)
    with override(SOURCE_CODE):
        japanese = _sentences(language, str(LANGUAGE_NAMES[language]))
    return [Sentence(one, other, index == 0) for index, (one, other) in enumerate(zip(mine, japanese, strict=True))]


def _sentences(language: str, name: str) -> list[str]:
    found = [_("I would like to ask about this:")]
    if language not in ("ja", "ja-simple"):
        found.append(_("Is there anybody who speaks %(language)s?") % {"language": name})
    return [
        *found,
        _("Please speak slowly and in simple Japanese."),
        _("Please write it down for me."),
    ]


def qr_svg(address: str) -> SafeString:
    """The address as a QR code, SVG without styles, so that the page's policy lets it through."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass="desk-qr", lineclass=None, border=2)
    return mark_safe(out.getvalue().decode())
