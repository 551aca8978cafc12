"""Refusals: every code has a sentence, every sentence a use, and none can break on what a file contains."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange import sentences
from organizations.interchange.faults import SHOWN_CHARACTERS, Refused, RowError, UnusableFile, shown
from organizations.interchange.sentences import FILE_SENTENCES, ROW_SENTENCES

ROOM = Path(sentences.__file__).parent
PLACES = re.compile(r"%\((\w+)\)s")
GIVEN_TO_ROWS = {"line", "column", "value", "limit", "first"}
DERIVED = {"not_places", "not_organizations"}
"""Codes that the code builds from a kind."""


def texts_in_code() -> set[str]:
    """Every string constant of the room outside the table of sentences."""
    found = set()
    for path in ROOM.glob("*.py"):
        if path.name != "sentences.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {one for one in found if isinstance(one, str)}


@pytest.mark.parametrize("code", sorted({*FILE_SENTENCES, *ROW_SENTENCES} - DERIVED))
def test_no_sentence_is_left_over(code: str) -> None:
    assert code in texts_in_code()


@pytest.mark.parametrize("code", FILE_SENTENCES)
def test_files_are_refused_with_what_to_do(code: str) -> None:
    names = PLACES.findall(FILE_SENTENCES[code])
    fault = UnusableFile(code, **dict.fromkeys(names, "7"))
    text = fault.text()
    assert "%(" not in text and text.endswith(".") and text.count("7") >= len(set(names))
    assert str(fault) == text and fault.code == code
    advice = "again|leave|use |check|split|unpack|import it as"
    assert re.search(advice, text, re.IGNORECASE), text


@pytest.mark.parametrize("code", ROW_SENTENCES)
def test_rows_are_refused_with_what_is_known_of_a_row(code: str) -> None:
    assert set(PLACES.findall(ROW_SENTENCES[code])) <= GIVEN_TO_ROWS
    error = RowError(3, "名称", code, "wert", (("limit", 200), ("first", 2)))
    assert "%(" not in error.text() and str(error) == error.text()
    assert error.message == ROW_SENTENCES[code]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("table", [FILE_SENTENCES, ROW_SENTENCES], ids=["files", "rows"])
def test_translations_keep_every_place_for_a_value(language: str, table: dict[str, str]) -> None:
    with translation.override(language):
        for source in table.values():
            assert sorted(PLACES.findall(gettext(source))) == sorted(PLACES.findall(source)), source


def test_the_line_of_a_file_s_fault() -> None:
    assert UnusableFile("nul_bytes", line=7).line == 7
    assert UnusableFile("empty").line is None
    assert UnusableFile("undecodable", line="7", encoding="UTF-8").line is None, "only numbers are lines"


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        UnusableFile("no-such-code")
    with pytest.raises(KeyError):
        RowError(1, "", "no-such-code").text()


def test_refused_values_carry_their_details() -> None:
    refusal = Refused("too_long", limit=5)
    assert (refusal.code, refusal.details, str(refusal)) == ("too_long", (("limit", 5),), "too_long")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("図書館", "図書館"),
        ("", ""),
        ("a\nb\tc", "a·b·c"),
        ("\x1b[31m", "·[31m"),
        ("\u202egnp.exe", "·gnp.exe"),
        ("\ud800", "·"),
        ("あ" * SHOWN_CHARACTERS, "あ" * SHOWN_CHARACTERS),
        ("あ" * (SHOWN_CHARACTERS + 1), "あ" * SHOWN_CHARACTERS + "…"),
    ],
)
def test_values_as_they_are_shown(value: str, text: str) -> None:
    assert shown(value) == text


@given(st.text(max_size=300), st.text(max_size=20))
def test_no_value_breaks_a_report(value: str, column: str) -> None:
    text = RowError(1, column, "flag", value).text()
    assert shown(value) in text and column in text
    shown(value).encode("utf-8")
    assert len(shown(value)) <= SHOWN_CHARACTERS + 1
