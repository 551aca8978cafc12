"""Times and weeks as people type and choose them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.form_fields import ClockField, WeeksField, parse_clock


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("9", 540),
        ("09", 540),
        ("9:00", 540),
        ("９：００", 540),
        ("9.30", 570),
        ("930", 570),
        ("1730", 1050),
        ("0:00", 0),
        ("24", 1440),
        ("24:00", 1440),
        ("2500", 1500),
        (" 9 時 半 ", 570),
        ("午後5時", 1020),
        ("正午", 720),
        ("翌1:00", 1500),
        ("", None),
        ("9:5", None),
        ("9:60", None),
        ("960", None),
        ("30", None),
        ("12345", None),
        ("-9", None),
        ("soon", None),
        ("9:00-12:00", None),
        ("一", None),
    ],
)
def test_a_time_however_it_is_typed(typed: str, minutes: int | None) -> None:
    assert parse_clock(typed) == minutes


@given(st.text(max_size=14))
def test_any_text_is_a_time_or_is_not(text: str) -> None:
    minutes = parse_clock(text)
    assert minutes is None or 0 <= minutes <= 2880


def test_a_field_for_a_time() -> None:
    field = ClockField()
    assert field.clean("") is None and field.clean(None) is None
    assert field.clean("17:30") == 1050
    assert [field.prepare_value(value) for value in (1500, "25:00", None, "soon")] == ["25:00", "25:00", None, "soon"]
    for wrong in ("soon", "1" * 13):
        with pytest.raises(ValidationError):
            field.clean(wrong)
    with pytest.raises(ValidationError, match="25:00 is 1:00 at night"):
        field.clean("late")


@pytest.mark.parametrize(
    ("chosen", "weeks"),
    [("", set()), (None, set()), ("2", {2}), ("-1", {-1}), ("1,3,5", {1, 3, 5}), ("-1,1", {-1, 1}), ("4,2", {2, 4})],
)
def test_weeks_that_are_chosen(chosen: str | None, weeks: set[int]) -> None:
    assert WeeksField().clean(chosen) == weeks


@pytest.mark.parametrize("garbage", ["0", "6", "1,", ",", "1;2", "all", "1,2,9", "１"])
def test_weeks_that_nobody_offered(garbage: str) -> None:
    with pytest.raises(ValidationError):
        WeeksField().clean(garbage)


@pytest.mark.parametrize(
    ("stored", "value"), [([], ""), ([2, 4], "2,4"), ([4, 2], "2,4"), (frozenset({-1, 1}), "-1,1"), ("2,4", "2,4")]
)
def test_weeks_that_stand_are_chosen_already(stored: object, value: str) -> None:
    assert WeeksField().prepare_value(stored) == value


@pytest.mark.parametrize(
    ("present", "label"),
    [([1, 2, 4, 5], "1st, 2nd, 4th, 5th"), ("-1,1", "1st, last"), ([2, 4], None), ("", None), ("<b>", None)],
)
def test_an_unusual_combination_is_offered_in_words(present: object, label: str | None) -> None:
    field = WeeksField()
    field.with_present(present)
    offered = [str(words) for _value, words in field.choices]
    assert offered[len(WeeksField.COMBINATIONS) :] == ([label] if label else [])


def test_the_usual_combinations_are_in_the_pages_language() -> None:
    with translation.override("ja"):
        labels = [str(words) for _value, words in WeeksField().choices]
    assert labels[0] == "毎週" and len(set(labels)) == len(WeeksField.COMBINATIONS)
