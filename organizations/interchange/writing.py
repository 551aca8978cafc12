"""Records out as CSV in a layout's own columns, by the machine-readability rules (機械判読可能性).

Header in row 1, one record per line (line breaks in cells become spaces), one value per cell, blank is not
zero, ISO dates, HH:MM, no thousands separators; cells that a spreadsheet would compute are guarded. What
CP932 cannot write becomes 〓 (げた記号, the Japanese printers' mark for a missing letter) and is counted,
never dropped.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from organizations.interchange.guarding import guard
from organizations.interchange.layout_files import Column, Layout, layouts, type_words

ENCODINGS = ("utf-8", "cp932")
GETA = "〓"
LINE_END = "\r\n"
LONGEST_SAMPLE = 20
_BREAKS = "\n\r\t\v\f\x85\u2028\u2029"

_EQUIVALENT = str.maketrans(
    {
        "\N{WAVE DASH}": "\N{FULLWIDTH TILDE}",
        "\N{MINUS SIGN}": "\N{FULLWIDTH HYPHEN-MINUS}",
        "\N{DOUBLE VERTICAL LINE}": "\N{PARALLEL TO}",
        "\N{EM DASH}": "\N{HORIZONTAL BAR}",
        "\N{EN DASH}": "-",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{CENT SIGN}": "\N{FULLWIDTH CENT SIGN}",
        "\N{POUND SIGN}": "\N{FULLWIDTH POUND SIGN}",
        "\N{NOT SIGN}": "\N{FULLWIDTH NOT SIGN}",
        "\N{YEN SIGN}": "\N{FULLWIDTH YEN SIGN}",
        "\N{LARGE CIRCLE}": "\N{WHITE CIRCLE}",
    }
)


@dataclass(slots=True)
class Losses:
    """What the encoding could not write: how many characters, and the first of them."""

    characters: int = 0
    cells: int = 0
    sample: list[str] = field(default_factory=list)

    def note(self, letters: Iterable[str]) -> None:
        self.cells += 1
        for letter in letters:
            self.characters += 1
            if letter not in self.sample and len(self.sample) < LONGEST_SAMPLE:
                self.sample.append(letter)


def write_rows(
    records: Iterable[Any], layout: str, *, encoding: str = "utf-8", losses: Losses | None = None
) -> Iterator[bytes]:
    """The file in pieces, header first; UTF-8 with byte order mark. Records: anything with a record's fields.

    KeyError for an unknown layout, ValueError for an encoding not in ENCODINGS, both before the first piece.
    """
    if encoding not in ENCODINGS:
        raise ValueError(encoding)
    columns = layouts()[layout]
    heading = [column.label for column in columns.columns]
    return write_table(heading, (row_of(one, columns) for one in records), encoding=encoding, losses=losses)


def row_of(record: Any, layout: Layout) -> list[str]:
    """The cells of one record in the layout's order, as text before guarding and encoding."""
    extras = dict(getattr(record, "extras", ()))
    return [_cell(record, column, layout, extras) for column in layout.columns]


def write_table(
    heading: Iterable[str], rows: Iterable[Iterable[str]], *, encoding: str = "utf-8", losses: Losses | None = None
) -> Iterator[bytes]:
    """Any table by the same rules, a piece for each line. ValueError for an encoding not in ENCODINGS."""
    if encoding not in ENCODINGS:
        raise ValueError(encoding)
    counted = losses or Losses()
    fit = partial(_writable, encoding=encoding, losses=counted) if encoding == "cp932" else _same
    mark = codecs.BOM_UTF8 if encoding == "utf-8" else b""
    yield mark + _line(heading, fit).encode(encoding)
    for row in rows:
        yield _line(row, fit).encode(encoding)


def _line(cells: Iterable[str], fit: Callable[[str], str]) -> str:
    return ",".join(_quoted(guard(fit(_single_line(cell)))) for cell in cells) + LINE_END


def _same(text: str) -> str:
    return text


def _single_line(text: str) -> str:
    return text if text.isprintable() else "".join(map(_visible, text.replace("\r\n", "\n"))).strip()


def _visible(letter: str) -> str:
    if letter in _BREAKS:
        return " "
    return "" if unicodedata.category(letter) in ("Cc", "Cs") else letter


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '",;\t') else text


def _writable(text: str, *, encoding: str, losses: Losses) -> str:
    text = text.translate(_EQUIVALENT)
    lost = [letter for letter in text if not _encodable(letter, encoding)]
    if lost:
        losses.note(lost)
    return "".join(GETA if letter in lost else letter for letter in text) if lost else text


def _encodable(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _cell(record: Any, column: Column, layout: Layout, extras: dict[str, str]) -> str:
    kind, _, name = column.field.partition(":")
    if kind == "extra":
        return extras.get(name, "")
    if kind == "hazard":
        return "1" if name in getattr(record, "hazards", ()) else ""
    if kind == "activity":
        return "1" if name in getattr(record, "fields_of_activity", ()) else ""
    special = _SPECIAL.get(column.field)
    return special(record, layout) if special else _plain(getattr(record, column.field, None))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value) if "e" not in repr(value) else f"{value:f}"
    return str(value)


def _capacity(record: Any, layout: Layout) -> str:
    return getattr(record, "capacity_note", "") or _plain(getattr(record, "capacity", None))


def _area(record: Any, layout: Layout) -> str:
    return _plain(getattr(record, "prefecture", "")) + _plain(getattr(record, "municipality", ""))


def _type(record: Any, layout: Layout) -> str:
    return _label("label", getattr(record, "type_hint", ""))


def _kind(record: Any, layout: Layout) -> str:
    return _label("kind", getattr(record, "kind", ""))


def _label(by: str, slug: str) -> str:
    return next((label for label, known in type_words(by) if known == slug), slug or "")


def _nothing(record: Any, layout: Layout) -> str:
    return ""


_SPECIAL: dict[str, Callable[[Any, Layout], str]] = {
    "capacity": _capacity,
    "area": _area,
    "type": _type,
    "kind": _kind,
    "personal": _nothing,
}
