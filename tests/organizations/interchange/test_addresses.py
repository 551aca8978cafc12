"""Joined addresses split into their parts."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange.addresses import address_key, split_address, split_area
from tests.organizations.interchange.files import real_file


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("東京都新宿区北新宿2-3-7", ("東京都", "新宿区", "北新宿", "2-3-7")),
        ("東京都千代田区丸の内２丁目７番２号", ("東京都", "千代田区", "丸の内２丁目", "７番２号")),
        ("東京都武蔵村山市本町一丁目1番地の1", ("東京都", "武蔵村山市", "本町一丁目", "1番地の1")),
        ("東京都町田市森野2-2-22", ("東京都", "町田市", "森野", "2-2-22")),
        ("東京都八丈町大賀郷", ("東京都", "八丈町", "大賀郷", "")),
        ("石川県七尾市西藤橋町エ1-1", ("石川県", "七尾市", "西藤橋町", "エ1-1")),
        ("石川県七尾市小島町ニ部33", ("石川県", "七尾市", "小島町", "ニ部33")),
        ("石川県七尾市小島町ニ", ("石川県", "七尾市", "小島町", "ニ")),
        ("石川県七尾市和倉町ワ部5番地1", ("石川県", "七尾市", "和倉町", "ワ部5番地1")),
        ("東京都八丈町三根ハ1", ("東京都", "八丈町", "三根ハ", "1")),
        ("千葉県市川市八幡1-1-1", ("千葉県", "市川市", "八幡", "1-1-1")),
        ("三重県四日市市諏訪町1-5", ("三重県", "四日市市", "諏訪町", "1-5")),
        ("神奈川県横浜市中区本町6-50-10", ("神奈川県", "横浜市中区", "本町", "6-50-10")),
        ("北海道札幌市中央区北1条西2丁目", ("北海道", "札幌市中央区", "北1条西2丁目", "")),
        ("京都府京都市上京区", ("京都府", "京都市上京区", "", "")),
        ("石川県鳳珠郡穴水町字甲", ("石川県", "鳳珠郡穴水町", "字甲", "")),
        ("福島県郡山市朝日1-23-7", ("福島県", "郡山市", "朝日", "1-23-7")),
        ("佐賀県杵島郡大町町", ("佐賀県", "杵島郡大町町", "", "")),
        ("焼津市中港5-463", ("", "焼津市", "中港", "5-463")),
        ("上野町エ45-2", ("", "", "上野町", "エ45-2")),
        ("東京都 新宿区　大久保 3-1-1", ("東京都", "新宿区", "大久保", "3-1-1")),
        ("1-2-3", ("", "", "", "1-2-3")),
        ("", ("", "", "", "")),
    ],
)
def test_split(address: str, parts: tuple[str, str, str, str]) -> None:
    assert tuple(split_address(address)) == parts


def test_names_in_the_file_help() -> None:
    assert tuple(split_address("上野町エ45-2", "石川県", "加賀市")) == (
        "石川県",
        "加賀市",
        "上野町",
        "エ45-2",
    )
    assert split_address("鳳珠郡穴水町字甲", "石川県", "穴水町").town == "字甲"


def test_an_area_has_no_town() -> None:
    assert tuple(split_area("東京都新宿区")) == ("東京都", "新宿区", "", "")


def test_parts_that_no_column_holds_are_left_out() -> None:
    assert split_address("東京都新宿区" + "あ" * 200).town == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大久保３－１－１", "大久保3-1-1"),
        ("大久保 3−1−1", "大久保3‐1‐1"),
        ("ABC", "ａｂｃ"),
        ("ｾﾝﾀｰ", "センター"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


def test_different_numbers_do_not_share_a_key() -> None:
    assert address_key("大久保31-1") != address_key("大久保3-11")


@given(st.text(max_size=60))
def test_no_text_breaks_the_split(text: str) -> None:
    parts = split_address(text)
    assert "".join(parts) == "".join(text.split()) or any(len(part) > 0 for part in parts) or len(text) > 40


@pytest.mark.parametrize("name", ["std-v3/170003_evacuation_space.csv", "std-v3/170003_public_toilet.csv"])
def test_real_addresses_split_as_the_publisher_split_them(name: str) -> None:
    with real_file(name).open(encoding="utf-8-sig", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["所在地_都道府県"] and row["所在地_連結表記"]]
    told = [split_address(row["所在地_連結表記"]) for row in rows]
    wrong = [
        row["所在地_連結表記"]
        for row, parts in zip(rows, told, strict=True)
        if parts.municipality and not parts.municipality.endswith(row["所在地_市区町村"])
    ]
    assert len(wrong) <= len(rows) // 200, wrong[:5]
    assert sum(1 for parts in told if parts.municipality) > len(rows) * 3 // 4
