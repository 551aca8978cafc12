"""CSV cells that a spreadsheet would take for formulas: made harmless going out, restored coming in.

A leading apostrophe marks the cell as text. Cells that already begin with apostrophes before such a sign
get one more, so that taking one off always gives back the text.
"""

from __future__ import annotations

import re

_STARTS_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")
_GUARDED = re.compile("'+[=+\\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def guard(text: str) -> str:
    """The text as a cell that no spreadsheet computes; plain negative numbers stay numbers."""
    if _STARTS_FORMULA.match(text) and not (_NUMBER.fullmatch(text) and text.isascii()):
        return "'" + text
    return text


def unguard(text: str) -> str:
    """The text that `guard` was given, also from other programs that guard in the same way."""
    return text[1:] if _GUARDED.match(text) else text
