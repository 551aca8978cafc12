"""What can be wrong with a file or a row, as plain values with sentences that are translated on output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from organizations.interchange.sentences import FILE_SENTENCES, ROW_SENTENCES

Translate = Callable[[str], str]
SHOWN_CHARACTERS = 80


def _same(text: str) -> str:
    return text


def shown(value: str) -> str:
    """A value fit for a report: printable, on one line, at most 80 characters."""
    printable = "".join(mark if mark.isprintable() else "·" for mark in value[: SHOWN_CHARACTERS + 1])
    return printable if len(printable) <= SHOWN_CHARACTERS else printable[:SHOWN_CHARACTERS] + "…"


class UnusableFile(Exception):
    """The whole file is refused and nothing of it may be stored (exit code 2).

    `code` is stable for tests and reports, `message` the English source sentence with `%(name)s` places,
    `message_args` their values; `text(gettext)` is the finished sentence in the reader's language.
    """

    def __init__(self, code: str, **message_args: Any) -> None:
        self.code = code
        self.message = FILE_SENTENCES[code]
        self.message_args = message_args
        super().__init__(self.text())

    @property
    def line(self) -> int | None:
        """Line of the fault in the file, where one line is to blame."""
        line = self.message_args.get("line")
        return line if isinstance(line, int) else None

    def text(self, translate: Translate = _same) -> str:
        return translate(self.message) % self.message_args


@dataclass(frozen=True, slots=True)
class RowError:
    """One reason why a row is refused, or, in `record.warnings`, why a value was left out or changed.

    `line` is the line in the file where the row starts (in GeoJSON the running number of the entry);
    `column` is the heading as the file has it, empty where the whole row is meant.
    """

    line: int
    column: str
    code: str
    value: str = ""
    details: tuple[tuple[str, str | int], ...] = ()

    @property
    def message(self) -> str:
        """English source sentence, for translation on output."""
        return ROW_SENTENCES[self.code]

    @property
    def message_args(self) -> dict[str, str | int]:
        return {"line": self.line, "column": self.column, "value": shown(self.value), **dict(self.details)}

    def text(self, translate: Translate = _same) -> str:
        return translate(self.message) % self.message_args

    def __str__(self) -> str:
        return self.text()


class Refused(Exception):
    """A value that makes its row unusable; raised inside a row's reading, turned into a RowError there."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.details = tuple(details.items())
        super().__init__(code)
