"""Single values as they stand in government files."""

from __future__ import annotations

import pytest

from organizations.interchange import values
from organizations.interchange.faults import Refused


@pytest.mark.parametrize("text", ["1", "○", "◯", "〇", "●", "１", "有", "あり", "TRUE", "レ"])
def test_yes(text: str) -> None:
    assert values.flag(text)


@pytest.mark.parametrize("text", ["", "0", "×", "無", "なし", "false"])
def test_no(text: str) -> None:
    assert not values.flag(text)


@pytest.mark.parametrize("text", ["△", "2", "要確認"])
def test_neither_yes_nor_no(text: str) -> None:
    with pytest.raises(Refused):
        values.flag(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("ﾁｭｳｵｳﾄｼｮｶﾝ", "チュウオウトショカン"),
        ("ちゅうおうとしょかん", "チュウオウトショカン"),
        ("ガッコウ　ヶ", "ガッコウ ヶ"),
        ("ＡＢＣセンター", "ABCセンター"),
    ],
)
def test_readings_become_full_width_katakana(text: str, reading: str) -> None:
    assert values.katakana(text) == reading


def test_kanji_are_no_reading() -> None:
    with pytest.raises(Refused):
        values.katakana("中央トショカン")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("35.5", "139.5"), ("３５．５", "１３９．５"), ("35,5", "139,5"), (" +35.5 ", "139.50")],
)
def test_positions(latitude: str, longitude: str) -> None:
    assert values.position(latitude, longitude) == (35.5, 139.5)


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("139.5", "35.5", "coordinates_swapped"),
        ("0", "0", "coordinates_zero"),
        ("0.000", "-0", "coordinates_zero"),
        ("51.5", "-0.12", "coordinates_outside"),
        ("35.5", "35.5", "coordinates_outside"),
        ("46.01", "139", "coordinates_outside"),
        ("nan", "139.5", "coordinates_not_numbers"),
        ("inf", "139.5", "coordinates_not_numbers"),
        ("3_5.5", "139.5", "coordinates_not_numbers"),
        ("35度41分", "139度", "coordinates_not_numbers"),
        ("36.43153", "13674703", "coordinates_not_numbers"),
        ("1e2", "139.5", "coordinates_not_numbers"),
    ],
)
def test_positions_that_cannot_be(latitude: str, longitude: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        values.position(latitude, longitude)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "number", "extension"),
    [
        ("(054)625-0128", "054-625-0128", ""),
        ("０３－３３６４－１４２１", "03-3364-1421", ""),
        ("0333641421", "03-3364-1421", ""),
        ("+81 3 3364 1421", "03-3364-1421", ""),
        ("03-3364-1421（内線 2131）", "03-3364-1421", "2131"),
        ("0120-078-505", "0120-078-505", ""),
        ("+1 212-555-2368", "+1 212-555-2368", ""),
    ],
)
def test_telephone_numbers(text: str, number: str, extension: str) -> None:
    assert values.telephone(text) == (number, extension)


@pytest.mark.parametrize(
    "text",
    [
        "03-3364-1421、03-3364-1422",
        "代表",
        "119",
        "03-3364-1421 平日のみ",
        "=1+1",
        "--------",
        "0000000000",
        "+999 1234 5678",
    ],
)
def test_what_is_not_one_telephone_number(text: str) -> None:
    with pytest.raises(Refused):
        values.telephone(text)


@pytest.mark.parametrize("text", ["https://www.example.jp/a?b=c#d", "http://example.jp:8080/", "https://日本語.jp/"])
def test_web_addresses(text: str) -> None:
    assert values.url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.jp",
        "http://",
        "https://[::1",
        "https://user@example.jp/",
        "https://example.jp/ x",
        'https://example.jp/"onload="x',
        "金沢市",
        "https://example.jp/" + "a" * 500,
    ],
)
def test_what_is_no_web_address(text: str) -> None:
    with pytest.raises(Refused):
        values.url(text)


def test_the_scheme_of_a_web_address_is_written_small() -> None:
    assert values.url("HTTPS://example.jp/A") == "https://example.jp/A"


LONG_ADDRESS = "a@" + ("b" * 60 + ".") * 4 + "example.jp"


def test_mail_addresses() -> None:
    assert values.email("ｄｅｓｋ@example.jp") == "desk@example.jp"
    for text in ("石川県", "a@b", "a b@example.jp", "<a@example.jp>", "a@" + "b" * 260 + ".jp", LONG_ADDRESS):
        with pytest.raises(Refused):
            values.email(text)


@pytest.mark.parametrize(
    ("text", "count", "note"),
    [
        ("100", 100, ""),
        ("１，２００人", 1200, "1,200人"),
        ("約80名", 80, "約80名"),
        ("100人2.0㎡あたり1人", 100, "100人2.0m2あたり1人"),
        ("0", 0, ""),
    ],
)
def test_capacities(text: str, count: int, note: str) -> None:
    assert values.people(text) == (count, note)


@pytest.mark.parametrize("text", ["多数", "100～200人", "-5", "1.5", "9999999999", "1000001", "12,34"])
def test_what_is_no_capacity(text: str) -> None:
    with pytest.raises(Refused):
        values.people(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:00", "09:00"),
        ("９：３０", "09:30"),
        ("09:00:00", "09:00"),
        ("午後5時30分", "17:30"),
        ("17時", "17:00"),
        ("25:30", "25:30"),
        ("午前0時", "00:00"),
        ("午後11:59", "23:59"),
        ("午後12:30", "午後12:30"),
        ("午前12時", "午前12時"),
        ("午後13:00", "午後13:00"),
        ("48:00", "48:00"),
        ("9:75", "9:75"),
        ("日没まで", "日没まで"),
    ],
)
def test_times_become_hh_mm_and_words_stay(text: str, time: str) -> None:
    assert values.time_of_day(text) == time


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-04-01", "2020-04-01"),
        ("2020/4/1", "2020-04-01"),
        ("２０２０年４月１日", "2020-04-01"),
        ("20200401", "2020-04-01"),
        ("令和2年4月1日", "2020-04-01"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和 64 年 1 月 7 日", "1989-01-07"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert values.iso_date(text) == day


@pytest.mark.parametrize("text", ["2020-02-30", "未定", "令和99年99月1日", "4/1"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Refused):
        values.iso_date(text)


def test_extensions() -> None:
    assert values.extension("２１３１") == "2131"
    assert values.extension("2131-5") == "2131-5"
    for text in ("なし", "12345678901", "-"):
        with pytest.raises(Refused):
            values.extension(text)
