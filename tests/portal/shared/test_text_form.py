"""The form for texts in ten languages: what is shown, opened, refused and compared."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from organizations.places.models import Place
from portal.shared.languages import LANGUAGES
from portal.shared.text_form import TextsForm
from portal.shared.texts import State, set_text

NAMES = ("name", "summary", "description")


def make_row() -> Place:
    row = Place(name_ja="教室", summary_ja="まとめ", name_en="Class")
    set_text(row, "name", "en", "Class", State.OUTDATED)
    set_text(row, "name", "vi", "Lớp")
    return row


def filled(row: Place, **changes: str) -> TextsForm:
    stored = TextsForm(row, NAMES).stored(row)
    return TextsForm(row, NAMES, {**stored, **changes})


def test_each_text_stands_in_each_language_beside_its_source() -> None:
    groups = TextsForm(make_row(), NAMES).groups()
    assert [group.language for group in groups] == list(LANGUAGES)
    assert all(len(group.rows) == len(NAMES) for group in groups)
    by_code = {group.language.code: group for group in groups}
    assert [source for _field, source in by_code["ja"].rows] == ["", "", ""]
    assert [source for _field, source in by_code["en"].rows] == ["教室", "まとめ", ""]


def test_numbers_tell_what_is_missing_and_what_is_outdated() -> None:
    by_code = {group.language.code: group for group in TextsForm(make_row(), NAMES).groups()}
    assert (by_code["ja"].missing, by_code["ja"].outdated) == (0, 0)
    assert (by_code["en"].missing, by_code["en"].outdated) == (1, 1)
    assert (by_code["vi"].missing, by_code["vi"].outdated) == (1, 0)
    assert (by_code["my"].missing, by_code["my"].outdated) == (2, 0)


def test_only_an_outdated_language_can_be_confirmed() -> None:
    form = TextsForm(make_row(), NAMES)
    assert [name for name in form.fields if name.startswith("still_")] == ["still_en"]
    confirmable = [group.language.code for group in form.groups() if group.confirm is not None]
    assert confirmable == ["en"]


def test_japanese_is_open_and_so_is_what_was_asked_for_or_is_wrong() -> None:
    row = make_row()
    assert [group.language.code for group in TextsForm(row, NAMES).groups() if group.open] == ["ja"]
    asked = TextsForm(row, NAMES, opened="ko")
    assert [group.language.code for group in asked.groups() if group.open] == ["ja", "ko"]
    wrong = filled(row, name_ne="x" * 5000)
    assert not wrong.is_valid()
    assert [group.language.code for group in wrong.groups() if group.open] == ["ja", "ne"]


def test_inputs_say_their_language_and_direction() -> None:
    html = str(TextsForm(make_row(), NAMES)["name_zh_hant"])
    assert 'lang="zh-Hant"' in html and 'dir="auto"' in html


@pytest.mark.parametrize("language", ["en", "ja", "ja-simple"])
def test_labels_name_the_language_as_its_speakers_do(language: str) -> None:
    with translation.override(language):
        form = TextsForm(make_row(), NAMES)
        assert "(Tiếng Việt)" in str(form["name_vi"].label) and "(日本語)" in str(form["name_ja"].label)


def test_the_japanese_name_alone_is_required() -> None:
    form = TextsForm(make_row(), NAMES)
    assert [name for name, field in form.fields.items() if field.required] == ["name_ja"]
    assert "name_ja" in filled(make_row(), name_ja=" ").errors


def test_what_is_handed_on_is_cleaned_and_complete() -> None:
    form = filled(make_row(), name_en="  A\tclass ", still_en="on", minor="on")
    assert form.is_valid(), form.errors
    assert form.texts()["name_en"] == "A class" and len(form.texts()) == len(NAMES) * len(LANGUAGES)
    assert form.still_right() == ["en"] and form.cleaned_data["minor"] is True


def test_hostile_text_is_refused_at_its_field() -> None:
    form = filled(make_row(), summary_ja="a\x00b")
    assert not form.is_valid() and set(form.errors) == {"summary_ja"}


def test_what_a_service_refuses_is_shown_where_it_belongs() -> None:
    form = filled(make_row())
    assert form.is_valid()
    form.refuse(ValidationError({"name_ja": "too plain", "revision": "elsewhere"}))
    assert form.errors["name_ja"] == ["too plain"] and form.non_field_errors() == ["elsewhere"]


def test_two_versions_are_shown_side_by_side() -> None:
    """What I wrote against what stands now; the same in both is left out."""
    form = filled(make_row(), name_ja="わたしの教室", name_en="My class")
    assert form.is_valid()
    now = make_row()
    now.name_ja, now.summary_ja, now.name_en = "かれの教室", "かれのまとめ", "My class"
    found: Any = {label: (mine, theirs) for label, mine, theirs in form.versions(now)}
    assert list(found.values()) == [("わたしの教室", "かれの教室"), ("まとめ", "かれのまとめ")]
