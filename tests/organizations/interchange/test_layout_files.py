"""The layouts themselves: data that the code relies on."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields

import pytest

from organizations.interchange.layout_files import FOLDER, Layout, heading_key, layouts, type_words
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.places.choices import Hazard
from organizations.vocabulary import Field
from tests.organizations.interchange.files import real_file

LENGTHS = {
    "public-facility-v1": 24,
    "emergency-site-v1": 26,
    "emergency-site-current": 39,
    "childcare-v1": 28,
    "childcare-current": 53,
    "aed-v1": 22,
    "aed-current": 39,
    "public-toilet-v1": 32,
    "public-toilet-current": 39,
    "public-wifi-v1": 18,
    "public-wifi-current": 28,
    "npo-cabinet-office": 60,
}
OFFICIAL = {
    "public-facility-v1": ("公共施設一覧", "v1 layout"),
    "emergency-site-v1": ("指定緊急避難場所一覧", "v1 layout"),
    "emergency-site-current": ("指定緊急避難場所一覧", "current layout"),
    "childcare-v1": ("子育て施設一覧", "v1 layout"),
    "childcare-current": ("子育て施設一覧", "current layout"),
    "aed-v1": ("AED設置箇所一覧", "v1 layout"),
    "aed-current": ("AED設置箇所一覧", "current layout"),
    "public-toilet-v1": ("公衆トイレ一覧", "v1 layout"),
    "public-toilet-current": ("公衆トイレ一覧", "current layout"),
    "public-wifi-v1": ("公衆無線LANアクセスポイント一覧", "v1 layout"),
    "public-wifi-current": ("公衆無線LANアクセスポイント一覧", "current layout"),
    "npo-cabinet-office": ("NPO法人 行政入力情報", "gyousei"),
}
ALL = list(layouts().values())
KNOWN = {one.name for one in fields(PlaceRecord)} | {one.name for one in fields(OrganizationRecord)}
SPECIAL = {"personal", "area", "type", "kind"}


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.key)
def test_headings_and_fields_are_unique_and_known(layout: Layout) -> None:
    headings = Counter(heading_key(column.label) for column in layout.columns)
    assert max(headings.values()) == 1
    taken = Counter(column.field for column in layout.columns if column.field != "personal")
    assert max(taken.values()) == 1
    for column in layout.columns:
        kind, _, name = column.field.partition(":")
        if kind == "hazard":
            assert name in Hazard.values
        elif kind == "activity":
            assert name in Field.values
        else:
            assert kind == "extra" or kind in KNOWN | SPECIAL, column


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.key)
def test_every_layout_names_its_entries_and_has_a_file(layout: Layout) -> None:
    assert layout.name_column.required
    assert len(layout.key) <= 40
    assert (FOLDER / f"{layout.key}.csv").exists()


def test_no_layout_file_is_forgotten_in_the_index() -> None:
    on_disk = {path.stem for path in FOLDER.glob("*.csv")} - {"index", "types"}
    assert on_disk == set(layouts())


@pytest.mark.parametrize(("key", "length"), LENGTHS.items())
def test_official_lengths(key: str, length: int) -> None:
    assert len(layouts()[key].columns) == length


@pytest.mark.parametrize(("key", "official"), OFFICIAL.items())
def test_official_columns_in_official_order(key: str, official: tuple[str, str]) -> None:
    with real_file("codes/standard_columns.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = [
            row for row in csv.DictReader(handle) if row["dataset"] == official[0] and official[1] in row["standard"]
        ]
    assert [column.label for column in layouts()[key].columns] == [row["column"] for row in rows]


def test_the_names_of_representatives_are_never_read() -> None:
    for key in ("npo-cabinet-office", "npo-tokyo"):
        personal = [column.label for column in layouts()[key].columns if column.field == "personal"]
        assert "代表者氏名" in personal


def test_types_by_code_are_four_digits() -> None:
    assert all(len(code) == 4 and code.isdigit() for code, _ in type_words("poi"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("名称_カナ", "名称（カナ）"),
        ("NO", "Ｎｏ．"),
        ("建物名等(方書)", "建物名等（方書）"),
        ("法人\n名称", "法人名称"),
    ],
)
def test_spellings_of_a_heading(one: str, other: str) -> None:
    assert heading_key(one) == heading_key(other)
