"""Text from outside, made safe to keep: what cannot be stored is refused, what only deceives the eye is taken away."""

from __future__ import annotations

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
# Controls, line and paragraph separators, marks that turn the direction of a whole line, byte order marks.
_DECEIVING = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\u0085")
_BLANKS = re.compile(r"[ \t\n]+")
# Zero-width (non-)joiners belong to emoji, Nepali and Persian, zero-width spaces to Burmese: kept inside, not alone.
_INVISIBLE = " \t\n\u3000\u00a0\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u3164\uffa0"


class UnusableTextError(ValueError):
    """The text holds a character that no database or page can carry."""


def clean_line(text: str) -> str:
    """One line: NFC, line ends and tabs become spaces, outer blanks fall away.

    Raises UnusableTextError for NUL, lone surrogates and non-characters. Only invisible characters = empty.
    """
    return _BLANKS.sub(" ", clean_paragraphs(text)).strip(_INVISIBLE)


def clean_paragraphs(text: str) -> str:
    """Many lines: as `clean_line`, but line ends stay (as LF) and blanks inside are left alone."""
    if _UNSTORABLE.search(text):
        raise UnusableTextError("a character that cannot be stored")
    plain = _DECEIVING.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", plain).strip(_INVISIBLE)
