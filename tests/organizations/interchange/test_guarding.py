"""Cells that a spreadsheet would compute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange.guarding import guard, unguard


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+81-3-3364-1421",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝１",
        "＠a",
        "－b",
        "+81312345678",
        "-",
        "-A1",
        "'=1",
        "''-x",
    ],
)
def test_formulas_become_text_and_come_back(text: str) -> None:
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["-5.2", "-12", "35.7", "0", "", "図書館", "a=b", "03-3364-1421", "'quoted'", "139.70"]
)
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r＝1a "), max_size=6) | st.text(max_size=20))
def test_what_is_guarded_comes_back_and_nothing_guarded_is_computed(text: str) -> None:
    assert unguard(guard(text)) == text
    if guard(text)[:1] in tuple("=+@\t\r＝＋－＠"):
        raise AssertionError(guard(text))


@given(st.floats(-200, 200, allow_nan=False).map(lambda value: f"{value:.8f}"))
def test_coordinates_stay_numbers(text: str) -> None:
    assert guard(text) == text
