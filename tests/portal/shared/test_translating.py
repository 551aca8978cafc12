"""An edit of texts: what it does to each translation's state, and which columns must be written."""

from __future__ import annotations

from typing import Any

import pytest

from organizations.places.models import Place
from portal.shared.languages import LANGUAGES
from portal.shared.texts import State, set_text, text
from portal.shared.translating import change_texts, name_needed, text_columns

FIELDS = ("name", "summary")


def make_row(**states: State) -> Place:
    """A place whose translations are made from its Japanese name."""
    row = Place(name_ja="日本語教室", summary_ja="")
    for column, state in states.items():
        set_text(row, "name", column, f"name in {column}", state)
    return row


def states(row: Place) -> dict[str, str]:
    return {column: known["state"] for column, known in row.translation_state.get("name", {}).items()}


def test_every_field_has_a_column_in_each_language() -> None:
    found = text_columns(FIELDS)
    assert len(found) == 2 * len(LANGUAGES) and {"name_ja", "name_zh_hant", "summary_my"} <= found


def test_a_new_japanese_text_makes_its_translations_outdated() -> None:
    row = make_row(en=State.HUMAN, vi=State.MACHINE)
    written = change_texts(row, FIELDS, {"name_ja": "料理教室"})
    assert row.name_ja == "料理教室"
    assert states(row) == {"en": "outdated", "vi": "outdated"}
    assert written == {"name_ja": "料理教室", "translation_state": row.translation_state}


def test_a_minor_change_keeps_them_right() -> None:
    row = make_row(en=State.CHECKED)
    change_texts(row, FIELDS, {"name_ja": "日本語の教室"}, minor=True)
    assert states(row) == {"en": "checked"}
    change_texts(row, FIELDS, {"name_ja": "料理教室"})
    assert states(row) == {"en": "outdated"}, "and counts as made from the mended text"


def test_a_translation_written_with_its_new_source_is_made_from_it() -> None:
    row = make_row(en=State.HUMAN, vi=State.HUMAN)
    change_texts(row, FIELDS, {"name_ja": "料理教室", "name_en": "Cooking class"})
    assert states(row) == {"en": "human", "vi": "outdated"}


def test_a_machines_text_that_somebody_rewrites_is_a_persons() -> None:
    row = make_row(en=State.MACHINE)
    change_texts(row, FIELDS, {"name_en": "Japanese class"})
    assert states(row) == {"en": "human"}


def test_what_stays_the_same_keeps_its_state() -> None:
    row = make_row(en=State.MACHINE)
    before = row.translation_state
    change_texts(row, FIELDS, {"name_en": "name in en", "name_ja": "日本語教室", "name_ko": None, "name_ne": ""})
    assert row.translation_state == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.OUTDATED, "human"),
        (State.SOURCE, "human"),
        (State.MACHINE, "checked"),
        (State.CHECKED, "checked"),
        (State.HUMAN, "human"),
    ],
)
def test_somebody_who_has_read_it_again_confirms_it(before: State, after: str) -> None:
    row = make_row(en=before)
    change_texts(row, FIELDS, {}, still_right=["en"])
    assert states(row) == {"en": after} and row.name_en == "name in en"


def test_a_confirmed_text_counts_as_made_from_the_text_of_today() -> None:
    row = make_row(en=State.HUMAN)
    change_texts(row, FIELDS, {"name_ja": "料理教室"}, still_right=["en"])
    assert states(row) == {"en": "human"}
    change_texts(row, FIELDS, {"name_ja": "料理教室"})
    assert states(row) == {"en": "human"}


def test_an_emptied_translation_has_no_state_left() -> None:
    row = make_row(en=State.OUTDATED, vi=State.HUMAN)
    change_texts(row, FIELDS, {"name_en": ""})
    assert states(row) == {"vi": "human"} and not row.name_en


def test_fields_do_not_touch_each_other() -> None:
    row = make_row(en=State.HUMAN)
    change_texts(row, FIELDS, {"summary_ja": "新しい", "summary_en": "New"})
    assert states(row) == {"en": "human"}
    assert row.translation_state["summary"]["en"]["state"] == "human"


def test_the_reader_gets_what_was_written() -> None:
    row = make_row(en=State.MACHINE)
    change_texts(row, FIELDS, {"name_en": "Class"})
    found: Any = text(row, "name", "en")
    assert (found.value, found.state) == ("Class", State.HUMAN)


def test_a_missing_name_is_told_with_its_reason() -> None:
    assert "Japanese name is needed" in name_needed()
