"""However an address is written, it leads to its town; what names none leads to none, and nothing fails."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from organizations.towns import table

CODES = ("131041", "131121", "131237")
TOWNS = [town for code in CODES for town in table.towns_of(code)]
WITH_CHOME = [town for town in TOWNS if town.name != town.oaza]
KANJI = "〇一二三四五六七八九"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
DASHES = ["-", "−", "‐", "–", "—", "－", "ー", "の", "ノ"]


def _chome(town: table.Town) -> int:
    return int("".join(digit for digit in town.romaji.rpartition(" ")[2] if digit.isdigit()))


def _in_kanji(number: int, *, positional: bool = False) -> str:
    if positional or number < 10:
        return "".join(KANJI[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return (KANJI[tens] if tens > 1 else "") + "十" + (KANJI[ones] if ones else "")


def _writings(town: table.Town, dash: str) -> list[str]:
    number = _chome(town)
    return [
        f"{town.oaza}{number}丁目2番3号",
        f"{town.oaza}{str(number).translate(WIDE)}丁目2番地",
        f"{town.oaza}{_in_kanji(number)}丁目2-3",
        f"{town.oaza}{number}{dash}2{dash}3",
        f"{town.oaza}{str(number).translate(WIDE)}{dash}２{dash}３",
        f"{town.oaza}　{number}{dash}2",
        f"{town.oaza}{number}",
    ]


@settings(max_examples=300)
@given(st.sampled_from(WITH_CHOME), st.sampled_from(DASHES), st.integers(0, 2))
def test_a_chome_in_all_its_writings(town: table.Town, dash: str, head: int) -> None:
    name = table.municipality_name(town.municipality_code)
    start = ("", name, table.prefecture_of(town.municipality_code) + name)[head]
    for address in _writings(town, dash):
        assert table.find_town(town.municipality_code, start + address) is town, address


@pytest.mark.parametrize("town", [one for one in TOWNS if one.name == one.oaza], ids=lambda one: one.name)
def test_a_town_without_chome_by_any_house_number(town: table.Town) -> None:
    for number in ("", "36", "36番地", "三六番地", "三十六番", "１－２", "1−2", "一二-三"):
        assert table.find_town(town.municipality_code, town.name + number) is town, number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一丁目", 1),
        ("十丁目", 10),
        ("十二丁目", 12),
        ("二十丁目", 20),
        ("二十一丁目", 21),
        ("二一丁目", 21),
        ("一二-3", 12),
        ("三六番地", 36),
        ("三十六番", 36),
        ("12丁目", 12),
        ("1-6-9", 1),
        ("7", 7),
        ("7番", 7),
        ("123-4", 0),
        ("十十丁目", 0),
        ("一二三丁目", 123),
        ("十一二丁目", 0),
        ("一二十丁目", 0),
        ("丁目", 0),
        ("", 0),
        ("番地1", 0),
        ("1号", 0),
    ],
)
def test_the_number_of_a_chome(text: str, number: int) -> None:
    assert table._chome_number(text) == number


@given(st.integers(1, 99), st.booleans())
def test_kanji_count_as_digits_do(number: int, positional: bool) -> None:
    assert table._kanji_number(_in_kanji(number, positional=positional)) == number


@settings(max_examples=300)
@given(
    st.sampled_from(CODES),
    st.sampled_from(TOWNS),
    st.text("0123456789一二三十〇丁目番-−のー壱廿 ａ\x00\ud800", max_size=8),
)
@example("131041", TOWNS[0], "一三-")
@example("131041", TOWNS[0], "十十番")
def test_no_address_is_an_error(code: str, town: table.Town, rest: str) -> None:
    found = table.find_town(code, town.oaza + rest)
    assert found is None or found.municipality_code == code


@given(st.text(max_size=30), st.text(max_size=8))
def test_no_text_is_an_error(address: str, code: str) -> None:
    assert table.find_town(code, address) is None or code in CODES or table.towns_of(code)
    assert table.municipality_code_in(address) == "" or len(table.municipality_code_in(address)) == 6


def test_a_longer_name_is_not_taken_for_a_shorter_one() -> None:
    for town in TOWNS:
        found = table.find_town(town.municipality_code, town.name)
        assert found is not None and found.oaza == town.oaza, town.name


def test_chome_follow_each_other_by_number() -> None:
    for code in CODES:
        numbers: dict[str, list[int]] = {}
        for town in table.towns_of(code):
            if town.name != town.oaza:
                numbers.setdefault(town.code10, []).append(_chome(town))
        assert numbers and all(found == sorted(found) for found in numbers.values())


def test_what_the_table_lacks_is_empty() -> None:
    assert table.towns_of("999999") == () and table.town("999999", "0001000") is None
    assert table.municipality_name("999999") == "" == table.prefecture_of("999999")
    assert table.find_town("999999", "若葉一丁目") is None


def test_every_ward_is_named_with_its_prefecture() -> None:
    found = table.municipalities()
    assert len(found) >= 23 and [code for code, _ in found] == sorted(code for code, _ in found)
    for code, name in found:
        assert table.municipality_name(code) == name and table.prefecture_of(code)
        assert table.municipality_code_in(f"{table.prefecture_of(code)}{name}中央1-1") == code
