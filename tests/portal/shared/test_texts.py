"""Texts: the right language, the honest state, and no query behind anybody's back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from portal.shared.languages import BY_CODE
from portal.shared.texts import (
    MissingText,
    State,
    mark_source_changed,
    missing_translations,
    set_text,
    text,
)


def make_row(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**({"name_ja": "日本語教室", "translation_state": {}} | values))


@pytest.mark.parametrize(
    ("columns", "lang", "value", "language"),
    [
        ({"name_en": "Class"}, "en", "Class", "en"),
        ({}, "en", "日本語教室", "ja"),
        ({"name_ja_simple": "きょうしつ"}, "en", "日本語教室", "ja"),
        ({"name_ja_simple": "きょうしつ"}, "vi", "きょうしつ", "ja-simple"),
        ({"name_ja_simple": ""}, "vi", "日本語教室", "ja"),
        ({"name_ja_simple": None}, "ja-simple", "日本語教室", "ja"),
        ({"name_zh_hans": "教室"}, "zh-hans", "教室", "zh-hans"),
        ({"name_zh_hans": "教室"}, "zh-hant", "日本語教室", "ja"),
        ({"name_ja": "", "name_ja_simple": "きょうしつ"}, "ja", "きょうしつ", "ja-simple"),
        ({"name_ja": ""}, "my", "", "my"),
    ],
)
def test_the_first_language_of_the_chain_that_has_a_text(
    columns: dict[str, Any], lang: str, value: str, language: str
) -> None:
    found = text(make_row(**columns), "name", lang)
    assert (found.value, found.language, found.state) == (value, language, State.HUMAN)
    assert bool(found) is bool(value) and str(found) == value


def test_every_language_of_the_portal_can_be_asked_for() -> None:
    assert {text(make_row(), "name", code).value for code in BY_CODE} == {"日本語教室"}


def test_columns_that_were_not_loaded_are_never_fetched() -> None:
    class Deferred:
        def __get__(self, instance: object, owner: type) -> str:
            raise AssertionError("a query")

    class Row:
        name_en = Deferred()
        translation_state = Deferred()

    row = Row()
    row.name_ja = "教室"  # type: ignore[attr-defined]
    assert text(row, "name", "en").value == "教室"
    assert missing_translations(row, ["name"], ["en"]) == [MissingText("name", "en", None)]


def test_a_row_of_values_will_do() -> None:
    row = {"name_ja": "教室", "name_en": "Class", "translation_state": {"name": {"en": {"state": "machine"}}}}
    assert text(row, "name", "en").state is State.MACHINE


def test_an_unknown_or_absent_state_is_human() -> None:
    odd = make_row(name_en="x", translation_state={"name": {"en": {"state": "odd"}}})
    assert text(odd, "name", "en").state is State.HUMAN
    assert text(make_row(name_en="x", translation_state=None), "name", "en").state is State.HUMAN


def test_set_text_records_state_and_source_without_touching_a_shared_default() -> None:
    shared: dict[str, Any] = {}
    row, other = make_row(translation_state=shared), make_row(translation_state=shared)
    set_text(row, "name", "en", "Class", State.MACHINE)
    assert text(row, "name", "en") == ("Class", "en", State.MACHINE)
    assert len(row.translation_state["name"]["en"]["source"]) == 16
    assert other.translation_state == {} == shared


def test_an_emptied_translation_has_no_state() -> None:
    row = make_row()
    set_text(row, "name", "en", "Class")
    set_text(row, "name", "en", "")
    assert row.translation_state == {}


def test_the_japanese_text_itself_has_no_state() -> None:
    row = make_row()
    set_text(row, "name", "ja", "新しい教室")
    assert row.name_ja == "新しい教室" and row.translation_state == {}


def test_a_change_makes_translations_outdated_and_a_minor_one_does_not() -> None:
    row = make_row(name_vi="Lớp")
    set_text(row, "name", "en", "Class", State.CHECKED)
    row.name_ja = "日本語 教室"
    assert mark_source_changed(row, "name", minor=True) == []
    assert text(row, "name", "en").state is State.CHECKED
    row.name_ja = "料理教室"
    assert mark_source_changed(row, "name", minor=False) == ["en", "vi"]
    assert text(row, "name", "en").state is State.OUTDATED
    assert text(row, "name", "vi").state is State.OUTDATED


def test_marking_twice_or_without_a_change_does_no_harm() -> None:
    row = make_row()
    set_text(row, "name", "en", "Class")
    assert mark_source_changed(row, "name", minor=False) == []
    row.name_ja = "料理教室"
    mark_source_changed(row, "name", minor=False)
    before = row.translation_state
    mark_source_changed(row, "name", minor=False)
    assert row.translation_state == before


def test_a_new_translation_is_no_longer_outdated() -> None:
    row = make_row()
    set_text(row, "name", "en", "Class")
    row.name_ja = "料理教室"
    mark_source_changed(row, "name", minor=False)
    set_text(row, "name", "en", "Cooking class")
    assert text(row, "name", "en").state is State.HUMAN
    assert mark_source_changed(row, "name", minor=False) == []


def test_what_is_missing_is_asked_only_where_japanese_exists() -> None:
    row = make_row(name_en="Class", summary_ja="", summary_en="")
    row.translation_state = {"name": {"en": {"state": "outdated", "source": "0"}}}
    assert missing_translations(row, ["name", "summary"], ["ja", "en", "ko"]) == [
        MissingText("name", "en", State.OUTDATED),
        MissingText("name", "ko", None),
    ]
    assert len(missing_translations(row, ["name"])) == 9
