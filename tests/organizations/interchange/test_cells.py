"""Cells cleaned and read: what is changed or left out is always told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange import codes, values
from organizations.interchange.cells import Cells, RowRefused, clean
from organizations.interchange.rows import Row

HEADINGS = {
    "name": "名称",
    "hazard:flood": "洪水",
    "hazard:fire": "火事",
    "extra:標高": "標高（m）",
    "extra:SSID": "SSID",
    "note": "備考",
}


def cells(short: bool = False, **given: str) -> Cells:
    return Cells(Row(9, {name.replace("__", ":"): text for name, text in given.items()}, short=short), HEADINGS)


def told(found: Cells) -> list[tuple[str, str]]:
    return [(one.code, one.column) for one in found.warnings]


@pytest.mark.parametrize(
    ("text", "one_line", "lines", "removed"),
    [
        ("図書館", "図書館", "図書館", False),
        (" 図書館\u3000", "図書館", "図書館", False),
        ("一\r\n二\r三\n四", "一 二 三 四", "一\n二\n三\n四", False),
        ("一  \n  二", "一 二", "一  \n  二", False),
        ("一\t二", "一 二", "一 二", False),
        ("一\x00二", "一二", "一二", True),
        ("一\x07\x1b二", "一二", "一二", True),
        ("\ufeff一", "一", "一", True),
        ("一\u202e二\u2066", "一二", "一二", True),
        ("一\ud800二", "一二", "一二", True),
        ("一\ufffe二\U0001ffff", "一二", "一二", True),
        ("がく", "がく", "がく", False),
        ("👨‍👩‍👧 नेपाली", "👨‍👩‍👧 नेपाली", "👨‍👩‍👧 नेपाली", False),
        ("\n\n", "", "", False),
    ],
)
def test_cleaning(text: str, one_line: str, lines: str, removed: bool) -> None:
    assert clean(text, multiline=False) == (one_line, removed)
    assert clean(text, multiline=True) == (lines, removed)


@given(st.text(max_size=60))
def test_what_is_clean_stays_clean(text: str) -> None:
    for multiline in (False, True):
        once, _ = clean(text, multiline=multiline)
        assert clean(once, multiline=multiline) == (once, False)
        once.encode("utf-8")
        assert "\0" not in once and (multiline or "\n" not in once)


@pytest.mark.parametrize(
    ("raw", "text", "warned"),
    [
        ("図書館", "図書館", []),
        ("－", "", []),
        ("'=1+1", "=1+1", []),
        ("''=1", "'=1", []),
        ("'quoted'", "'quoted'", []),
        ("a\x00b", "ab", ["removed_characters"]),
        ("\ue000野家", "\ue000野家", ["private_characters"]),
        ("〓野家", "〓野家", ["missing_glyph"]),
        ("\x01", "", ["removed_characters"]),
    ],
)
def test_text(raw: str, text: str, warned: list[str]) -> None:
    found = cells(note=raw)
    assert found.text("note") == text
    assert told(found) == [(code, "備考") for code in warned]


def test_an_absent_column_is_empty_and_silent() -> None:
    found = cells()
    assert (found.text("note"), found.identity("name", 10), found.extras(), found.warnings) == ("", "", (), [])


def test_too_long_refuses_with_the_limit() -> None:
    with pytest.raises(RowRefused) as refused:
        cells(note="あ" * 11).text("note", 10)
    error = refused.value.error
    assert (error.line, error.column, error.code, error.message_args["limit"]) == (9, "備考", "too_long", 10)
    assert cells(note="あ" * 10).text("note", 10) == "あ" * 10


@pytest.mark.parametrize("name", ["???", "中央???館", "？？", "?", "a???b"])
def test_names_of_question_marks_are_refused(name: str) -> None:
    with pytest.raises(RowRefused) as refused:
        cells(name=name).identity("name", 50)
    assert refused.value.error.code == "lost_characters"


@pytest.mark.parametrize("name", ["本当に？", "Who?", "何??なに"])
def test_names_that_only_ask_are_kept(name: str) -> None:
    assert cells(name=name).identity("name", 50) == name


@pytest.mark.parametrize("name", ["\u200b", "\u200b\u2060 \u00ad", "\u3164", "\u200d\u200d", "\u200e\u200f"])
def test_a_name_that_nobody_can_see_is_no_name(name: str) -> None:
    assert cells(name=name).identity("name", 50) == ""


@pytest.mark.parametrize(
    ("read", "raw", "value", "code"),
    [
        (codes.postal_code, "160-0022", "1600022", None),
        (codes.postal_code, "16", "", "postal_code"),
        (codes.postal_code, "", "", None),
        (codes.postal_code, "－", "", None),
        (codes.postal_code, "1.6E+06", "", "shortened_number"),
        (values.flag, "○", True, None),
        (values.flag, "△", "", "flag"),
        (values.email, "a@example.jp", "a@example.jp", None),
        (values.email, "なし", "", "email"),
    ],
)
def test_values_left_out_are_told(read: Any, raw: str, value: object, code: str | None) -> None:
    found = cells(note=raw)
    assert found.checked("note", read, "") == value
    assert told(found) == ([(code, "備考")] if code else [])


def test_another_sentence_can_be_asked_for() -> None:
    found = cells(note="12")
    found.checked("note", codes.corporate_number, "", "number_ignored")
    assert [one.code for one in found.warnings] == ["number_ignored"]


def test_needed_values_refuse_the_row() -> None:
    assert cells(note="131041").needed("note", codes.municipality_code, "") == "131041"
    assert cells(note="").needed("note", codes.municipality_code, "none") == "none"
    with pytest.raises(RowRefused) as refused:
        cells(note="131042").needed("note", codes.municipality_code, "")
    assert (refused.value.error.code, refused.value.error.value) == ("municipality_code", "131042")


def test_flags_and_further_columns_come_in_the_order_of_the_list() -> None:
    found = cells(hazard__fire="1", hazard__flood="○", extra__SSID="free", extra__標高="－")
    assert found.flagged("hazard:", values.flag) == ("flood", "fire")
    assert found.extras() == (("SSID", "free"),)
    assert Cells(Row(1, {"extra:標高": "12"}), HEADINGS).extras() == (("標高", "12"),)


def test_a_short_row_says_so_once() -> None:
    assert told(cells(short=True)) == [("short_row", "")]


def test_values_in_a_report_are_cut() -> None:
    found = cells(note="x" * 5000)
    with pytest.raises(RowRefused) as refused:
        found.text("note", 10)
    assert len(refused.value.error.value) == 200
    assert len(str(refused.value.error.message_args["value"])) <= 81
