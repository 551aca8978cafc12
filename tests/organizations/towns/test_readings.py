"""Town names in kana and Latin letters, for every town of the table."""

from __future__ import annotations

import re

import pytest

from organizations.towns import readings, table
from portal.shared.ruby import has_ruby, ruby_pass, strip_ruby

ALL = [town for code, _name in table.municipalities() for town in table.towns_of(code)]


def _town(name: str, code: str = "131041") -> table.Town:
    return next(one for one in table.towns_of(code) if one.name == name)


@pytest.mark.parametrize(
    ("code", "name", "kana", "romaji", "plain"),
    [
        ("131041", "若葉一丁目", "わかば", "Wakaba", "{若葉|わかば}1{丁目|ちょうめ}"),
        ("131041", "早稲田南町", "わせだみなみちょう", "Waseda Minamicho", "{早稲田南町|わせだみなみちょう}"),
        ("131237", "西瑞江三丁目", "にしみずえ", "Nishimizue", "{西瑞江|にしみずえ}3{丁目|ちょうめ}"),
    ],
)
def test_a_town_in_each_script(code: str, name: str, kana: str, romaji: str, plain: str) -> None:
    town = _town(name, code)
    assert readings.oaza_kana(town) == kana
    assert readings.oaza_romaji(town) == romaji
    assert readings.plain_town(town) == plain
    assert readings.plain_oaza(town) == f"{{{town.oaza}|{kana}}}"


def test_every_town_can_be_read_aloud() -> None:
    assert len(ALL) > 500
    for town in ALL:
        assert re.fullmatch(r"[ぁ-ゖー]+", readings.oaza_kana(town)), town
        shown = readings.plain_town(town)
        bare = re.sub(r"<ruby>.*?</ruby>", "", ruby_pass(shown, show=True))
        assert re.fullmatch(r"\d*", bare), town
        assert not has_ruby(strip_ruby(shown))


def test_latin_letters_hold_no_number_of_a_chome_and_no_kanji() -> None:
    for town in ALL:
        romaji = readings.oaza_romaji(town)
        assert romaji == "" or re.fullmatch(r"[A-Z][A-Za-zōūŌŪ' -]*", romaji), town
        assert "chome" not in romaji


def test_towns_of_one_name_share_one_reading() -> None:
    by_code: dict[str, set[str]] = {}
    for town in ALL:
        by_code.setdefault(town.code10, set()).add(readings.oaza_kana(town))
    assert all(len(found) == 1 for found in by_code.values())


def test_a_town_without_latin_letters_has_none() -> None:
    bare = [one for one in ALL if not one.romaji[:1].isalpha()]
    assert all(readings.oaza_romaji(one) == "" for one in bare)


def test_every_municipality_can_be_read_aloud() -> None:
    for code, name in table.municipalities():
        plain = readings.plain_municipality(code, name)
        assert re.fullmatch(rf"\{{{name}\|[ぁ-ゖ]+く\}}", plain)
        assert readings.plain_prefecture(code, "東京都") == "{東京都|とうきょうと}"


@pytest.mark.parametrize("written", ["", "新宿", "渋谷区"])
def test_what_is_written_otherwise_than_in_the_table_gets_no_reading(written: str) -> None:
    assert readings.plain_municipality("131041", written) == written
    assert readings.plain_prefecture("131041", written) == written
    assert readings.plain_municipality("999999", written) == written
