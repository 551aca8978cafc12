"""Rows of lists of organisations: the Cabinet Office's, Tokyo's, the ward's own."""

from __future__ import annotations

from dataclasses import fields

import pytest

from organizations.interchange.reading import read_organizations
from tests.organizations.interchange.files import csv_bytes, errors, records

CABINET = {
    "法人名称": "特定非営利活動法人つなぐ会",
    "法人名称カナ": "ﾄｸﾃｲﾋｴｲﾘｶﾂﾄﾞｳﾎｳｼﾞﾝﾂﾅｸﾞｶｲ",
    "所轄庁": "東京都",
    "主たる事務所の所在地": "東京都新宿区北新宿二丁目3番7号",
    "主たる事業所の郵便番号": "169-0074",
    "代表者氏名": "個人の名前",
    "法人設立認証年月日": "平成15年3月31日",
    "設立年月日": "2003/04/10",
    "定款に記載された目的": "この法人は、\n外国人住民を支える。",
    "活動分野１": "1",
    "活動分野１１": "○",
    "法人情報URL": "https://www.example.jp/npo/1",
    "法人番号": "7000012050002",
    "監督情報": "なし",
}


def test_a_row_of_the_cabinet_office() -> None:
    reading = read_organizations(csv_bytes([CABINET], "npo-cabinet-office", encoding="cp932"))
    (record,) = records(reading)
    assert (reading.recognised.layout, reading.recognised.encoding) == ("npo-cabinet-office", "cp932")
    assert record.import_key == "corporate/7000012050002"
    assert record.kana == "トクテイヒエイリカツドウホウジンツナグカイ"
    assert (record.kind, record.authority, record.postal_code) == ("npo", "東京都", "1690074")
    assert (record.prefecture, record.municipality) == ("東京都", "新宿区")
    assert (record.town, record.block) == ("北新宿二丁目", "3番7号")
    assert (record.certified, record.founded) == ("2003-03-31", "2003-04-10")
    assert record.fields_of_activity == ("1", "11")
    assert record.extras == (("監督情報", "なし"),)
    assert record.description.startswith("この法人は、\n")


def test_the_name_of_a_representative_is_nowhere_in_the_record() -> None:
    (record,) = records(read_organizations(csv_bytes([CABINET], "npo-cabinet-office")))
    assert all("個人の名前" not in str(getattr(record, one.name)) for one in fields(record))


def test_the_tokyo_list_with_title_and_line_breaks_in_its_header() -> None:
    columns = [
        "番号",
        "法人\n名称",
        "代表者\n氏名",
        "主たる事務所の\n所在地",
        "設立認証\n年月日",
        "定款に記載された\n目的",
    ]
    row = dict(
        zip(columns, ["1", "つなぐ会", "個人の名前", "東京都新宿区北新宿2-3-7", "H15.3.31", "支える"], strict=True)
    )
    data = csv_bytes(
        [row],
        columns=columns,
        encoding="cp932",
        before=[["東京都NPO法人一覧（令和8年10月末現在）", "", "", "", "", ""]],
    )
    reading = read_organizations(data)
    (record,) = records(reading)
    assert (reading.recognised.layout, reading.recognised.header_row) == ("npo-tokyo", 2)
    assert (record.name, record.municipality, record.kind) == ("つなぐ会", "新宿区", "npo")
    assert record.import_key.startswith("name/")
    assert [(warning.code, warning.column) for warning in record.warnings] == [("date", "設立認証 年月日")]


def test_the_wards_own_list() -> None:
    row = {
        "全国地方公共団体コード": "131041",
        "ID": "G-1",
        "名称": "さくら町会",
        "団体種別": "町会・自治会",
        "活動分野３": "1",
    }
    (record,) = records(read_organizations(csv_bytes([row], "organization-list")))
    assert (record.import_key, record.kind, record.fields_of_activity) == (
        "organization-list/131041/g-1",
        "neighbourhood",
        ("3",),
    )


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"法人番号": "7000012050003"}, "corporate_number", "法人番号"),
        ({"法人番号": "7.00001E+12"}, "shortened_number", "法人番号"),
        ({"法人名称": ""}, "required", "法人名称"),
        ({"監督情報": "あ" * 5001}, "too_long", "監督情報"),
    ],
)
def test_rows_that_are_refused(changes: dict[str, str], code: str, column: str) -> None:
    (error,) = errors(read_organizations(csv_bytes([{**CABINET, **changes}], "npo-cabinet-office")))
    assert (error.code, error.column) == (code, column)
