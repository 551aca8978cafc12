"""Fields of forms: lines, paragraphs, chips and furigana, each refusing what cannot be kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.shared.form_fields import ChipsField, LineField, NumberField, ParagraphsField, value_words
from portal.shared.furigana_field import FURIGANA_SAMPLE, FuriganaField
from portal.shared.language_names import LANGUAGE_NAMES, language_choices
from portal.shared.languages import SERVICE_LANGUAGES
from portal.shared.plain_japanese import kanji_without_furigana
from portal.shared.ruby import ruby_pass, strip_ruby


@pytest.mark.parametrize(("typed", "line"), [(" a\tb\r\nc ", "a b c"), (None, ""), (5, "5"), ("\u202eabc", "abc")])
def test_a_line(typed: Any, line: str) -> None:
    assert LineField(required=False).clean(typed) == line


def test_paragraphs_keep_their_lines() -> None:
    assert ParagraphsField().clean(" a\r\n\r\nb ") == "a\n\nb"


@pytest.mark.parametrize("field", [LineField(), ParagraphsField(), LineField(required=False)])
@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "\ufffe"])
def test_what_cannot_be_stored_is_told(field: forms.Field, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    assert "cannot be stored" in refused.value.messages[0]


def test_only_invisible_characters_count_as_nothing() -> None:
    with pytest.raises(ValidationError) as refused:
        LineField().clean("\u200b \u3000")
    assert refused.value.code == "required"


def test_the_length_is_that_of_the_cleaned_text() -> None:
    assert LineField(max_length=3).clean("  abc  ") == "abc"
    with pytest.raises(ValidationError):
        LineField(max_length=3).clean("abcd")


def test_chips_need_no_choice_but_only_known_ones() -> None:
    field = ChipsField(choices=[("free", "Free"), ("lift", "Lift")])
    assert field.clean([]) == [] and field.clean(["free"]) == ["free"]
    with pytest.raises(ValidationError):
        field.clean(["free", "else"])
    assert ChipsField(choices=[("a", "A")], required=True).required


@pytest.mark.parametrize(
    ("value", "words"),
    [("free", "Free"), (["free", "x"], "Free, x"), (("lift",), "Lift"), ([], ""), (None, ""), ("", ""), ("odd", "odd")],
)
def test_a_value_in_the_words_of_its_form(value: Any, words: str) -> None:
    assert value_words(ChipsField(choices=[("free", "Free"), ("lift", "Lift")]), value) == words


def test_yes_no_and_days_are_words_too() -> None:
    assert (value_words(forms.BooleanField(), True), value_words(forms.BooleanField(), False)) == ("Yes", "No")
    assert value_words(forms.DateField(), date(2026, 11, 18)) == "18 November 2026"
    assert value_words(forms.CharField(), 12) == "12"


@pytest.mark.parametrize("text", ["{新宿|しんじゅく}{区|く}", "ひらがな ABC 12", "", "{人々|ひとびと}の まち"])
def test_furigana_on_every_kanji_are_taken(text: str) -> None:
    assert FuriganaField(required=False).clean(text) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("新宿区", "A reading is missing for: 新宿区"),
        ("{新宿|しんじゅく}区と 区", "A reading is missing for: 区"),
        ("{新宿|}", "not written correctly"),
        ("{新宿|shinjuku}", "not written correctly"),
        ("{新宿 しんじゅく}", "not written correctly"),
        ("新宿|しんじゅく", "not written correctly"),
        ("{新宿|しんじゅく", "not written correctly"),
        ("{{新宿|しんじゅく}|しんじゅく}", "not written correctly"),
    ],
)
def test_furigana_that_are_missing_or_broken_are_told(text: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FuriganaField().clean(text)
    assert sentence in refused.value.messages[0]


@given(st.text(alphabet="{}|区新あいかきabc 12", max_size=20))
def test_what_the_field_takes_is_shown_whole(text: str) -> None:
    """No brace and no bare kanji ever reaches a reader."""
    try:
        kept = FuriganaField(required=False).clean(text)
    except ValidationError:
        return
    assert not set("{|}") & set(strip_ruby(kept))
    assert kanji_without_furigana(kept) == []
    assert not set("{|}") & set(ruby_pass(f"<p>{kept}</p>", show=True))


def test_the_sample_shows_its_own_markup() -> None:
    assert ruby_pass(FURIGANA_SAMPLE, show=True) == FURIGANA_SAMPLE


@pytest.mark.parametrize("language", ["en", "ja", "ja-simple"])
def test_every_service_language_has_a_name_in_each_interface(language: str) -> None:
    assert set(LANGUAGE_NAMES) == {one.code for one in SERVICE_LANGUAGES}
    with translation.override(language):
        labels = dict(language_choices())
        assert str(labels["vi"]).endswith(" — Tiếng Việt")
        assert len({str(label) for label in labels.values()}) == len(labels)


def test_names_are_those_of_the_page() -> None:
    with translation.override("en"):
        assert str(dict(language_choices())["ne"]) == "Nepali — नेपाली"
    with translation.override("ja"):
        assert str(dict(language_choices())["ne"]) == "ネパール語 — नेपाली"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("８２．５", "82.5"),
        ("１，２３４", "1234"),
        (" 1,234,567.5 ", "1234567.5"),
        ("-1,234", "-1234"),
        ("0", "0"),
        (7, "7"),
    ],
)
def test_a_number_is_taken_as_people_type_it(typed: str | int, number: str) -> None:
    assert NumberField().clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,23", "12,3456", "八十", "1e5x", "NaN", "½ 3"])
def test_what_is_no_number_stays_none(typed: str) -> None:
    with pytest.raises(ValidationError):
        NumberField().clean(typed)
