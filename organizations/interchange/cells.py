"""The cells of one row, cleaned and read field by field, with a warning for every value changed or left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar

from organizations.interchange.faults import Refused, RowError
from organizations.interchange.guarding import unguard
from organizations.interchange.rows import Row, is_blank
from portal.shared.clean_text import clean_line

Value = TypeVar("Value")
LONGEST_TEXT = 5000
LONGEST_EXTRA = 5000

_EMBEDDINGS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_LOST = re.compile(r"\?{3,}|[?？]+")
_GETA = "〓"


class RowRefused(Exception):
    """Stops the reading of a row; carries the reason for the report."""

    def __init__(self, error: RowError) -> None:
        self.error = error
        super().__init__(error.code)


def _harmful(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category in ("Cc", "Cs") or letter in _EMBEDDINGS or (category == "Cn" and ord(letter) & 0xFFFE == 0xFFFE)


def clean(text: str, *, multiline: bool) -> tuple[str, bool]:
    """The text without control characters and surrogates, and whether any were removed.

    Line breaks become one kind, or a space where the field is one line; tabs become spaces.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not multiline:
        text = re.sub(r"\s*\n\s*", " ", text)
    kept = "".join(one for one in text if one == "\n" or not _harmful(one)) if not text.isprintable() else text
    return kept.strip(), len(kept) != len(text)


class Cells:
    """Access to a row by field name. Refusals raise RowRefused; lesser faults gather in `warnings`."""

    def __init__(self, row: Row, headings: Mapping[str, str]) -> None:
        self.line = row.line
        self.warnings: list[RowError] = []
        self._cells = row.cells
        self._headings = headings
        if row.short:
            self.warn("short_row", "")

    def heading(self, field: str) -> str:
        return self._headings.get(field, field)

    def error(self, code: str, field: str, value: str = "", **details: str | int) -> RowError:
        return RowError(self.line, self.heading(field) if field else "", code, value[:200], tuple(details.items()))

    def warn(self, code: str, field: str, value: str = "") -> None:
        self.warnings.append(self.error(code, field, value))

    def refuse(self, code: str, field: str, value: str = "", **details: str | int) -> RowRefused:
        return RowRefused(self.error(code, field, value, **details))

    def text(self, field: str, longest: int = LONGEST_TEXT, *, multiline: bool = False) -> str:
        """Cleaned text, empty for blanks and dashes; longer than allowed refuses the row."""
        raw = self._cells.get(field, "")
        if not raw:
            return ""
        text, removed = clean(unguard(raw), multiline=multiline)
        if removed:
            self.warn("removed_characters", field)
        if is_blank(text):
            return ""
        if len(text) > longest:
            raise self.refuse("too_long", field, text, limit=longest)
        if any("\ue000" <= one <= "\uf8ff" for one in text):
            self.warn("private_characters", field, text)
        if _GETA in text:
            self.warn("missing_glyph", field, text)
        return text

    def identity(self, field: str, longest: int) -> str:
        """Text by which the entry is known, empty where nothing in it can be seen.

        Refused where letters were replaced by question marks.
        """
        text = self.text(field, longest)
        if not clean_line(text):
            return ""
        if text and (_LOST.search(text) if "???" in text else _LOST.fullmatch(text)):
            raise self.refuse("lost_characters", field, text)
        return text

    def checked(self, field: str, read: Callable[[str], Value], empty: Value, code: str = "") -> Value:
        """A value that is left out with a warning where it cannot be read."""
        text = self.text(field)
        if not text:
            return empty
        try:
            return read(text)
        except Refused as reason:
            self.warn(code or reason.code, field, text)
            return empty

    def needed(self, field: str, read: Callable[[str], Value], empty: Value) -> Value:
        """A value that refuses the row where it is present but wrong."""
        text = self.text(field)
        if not text:
            return empty
        try:
            return read(text)
        except Refused as reason:
            raise self.refuse(reason.code, field, text, **dict(reason.details)) from reason

    def flagged(self, prefix: str, read: Callable[[str], bool]) -> tuple[str, ...]:
        """The names after `prefix` whose cells say yes, in the order of the layout."""
        fields = [field for field in self._headings if field.startswith(prefix)]
        return tuple(field.removeprefix(prefix) for field in fields if self.checked(field, read, False))

    def extras(self) -> tuple[tuple[str, str], ...]:
        """The layout's other columns that are filled, by their official heading."""
        fields = [field for field in self._headings if field.startswith("extra:")]
        pairs = ((field.removeprefix("extra:"), self.text(field, LONGEST_EXTRA)) for field in fields)
        return tuple(pair for pair in pairs if pair[1])
