"""By what an entry is known again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange.keys import LONGEST_KEY, corporate_key, entry_key, name_key


def test_the_parts_of_a_key() -> None:
    assert entry_key("aed-v1", "131041", "A-7") == "aed-v1/131041/a-7"
    assert name_key("中央館", "東京都新宿区下落合1-6-9") == "name/中央館/東京都新宿区下落合1-6-9"
    assert corporate_key("7000012050002") == "corporate/7000012050002"


@pytest.mark.parametrize(
    "spelling", ["Ａ－７", "a−7", " A - 7 ", "a‐7", "A\u30fc7"], ids=["wide", "minus", "blanks", "hyphen", "long mark"]
)
def test_spellings_of_a_number_are_one_entry(spelling: str) -> None:
    assert entry_key("aed-v1", "131041", spelling) == entry_key("aed-v1", "131041", "A-7")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("aed-v1", "131041", "7"), ("aed-current", "131041", "7")),
        (("aed-v1", "131041", "7"), ("aed-v1", "131121", "7")),
        (("aed-v1", "131041", "7"), ("aed-v1", "131041", "70")),
        (("aed-v1", "131041", "1-11"), ("aed-v1", "131041", "11-1")),
    ],
    ids=["list", "publisher", "number", "grouping"],
)
def test_what_differs_stays_apart(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert entry_key(*one) != entry_key(*other)


def test_parts_of_a_name_do_not_run_into_each_other() -> None:
    assert name_key("中央館", "北口") != name_key("中央館北口")
    assert name_key("中央/館", "北口") != name_key("中央", "館/北口")
    assert name_key("中央館", "") == name_key("中央館")


@given(st.text(max_size=400), st.text(max_size=400))
def test_keys_fit_their_column(name: str, address: str) -> None:
    assert 0 < len(name_key(name, address)) <= LONGEST_KEY
    assert 0 < len(entry_key("public-facility-current", "131041", name)) <= LONGEST_KEY


def test_long_keys_that_differ_at_the_end_stay_apart() -> None:
    keys = {entry_key("aed-v1", "131041", "あ" * 400 + end) for end in "abc"}
    assert len(keys) == 3
    assert entry_key("aed-v1", "131041", "あ" * 400) == entry_key("aed-v1", "131041", "あ" * 400)
