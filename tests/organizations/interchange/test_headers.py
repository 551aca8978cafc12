"""Which row is the header, and of which list."""

from __future__ import annotations

import pytest

from organizations.interchange.headers import ALIAS_WEIGHT, best_match, candidates, match_header
from organizations.interchange.layout_files import LONGEST_HEADING, Column, Layout, heading_key, layouts

NAME = Column("名称", "name", True, ("施設名", "Name"))
ADDRESS = Column("住所", "address", True, ("所在地",))
PHONE = Column("電話番号", "phone", False, ("電話", "TEL"))
NOTE = Column("備考", "note", False, ())
LIST = Layout("list", "place", "csv", "一覧", "試験", "library", (NAME, ADDRESS, PHONE, NOTE))
OTHER = Layout(
    "other", "place", "csv", "別の一覧", "試験", "aed", (NAME, ADDRESS, PHONE, Column("SSID", "x", False, ()))
)


@pytest.mark.parametrize(
    ("cells", "score", "unknown", "missing"),
    [
        (["名称", "住所", "電話番号", "備考"], 1.0, (), ()),
        (["備考", "電話番号", "住所", "名称"], 1.0, (), ()),
        (["名称", "住所"], 1.0, (), ()),
        (["施設名", "所在地"], ALIAS_WEIGHT, (), ()),
        (["名称", "所在地"], (1 + ALIAS_WEIGHT) / 2, (), ()),
        (["名称", "住所", "分類", "公開日"], 0.5, ("分類", "公開日"), ()),
        (["名称", "", "  ", "住所"], 1.0, (), ()),
        (["名 称", "住\n所", "ＴＥＬ"], (2 + ALIAS_WEIGHT) / 3, (), ()),
        (["電話番号"], 1.0, (), ("名称", "住所")),
        (["", ""], 0.0, (), ("名称", "住所")),
    ],
)
def test_a_row_read_as_a_header(
    cells: list[str], score: float, unknown: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    match = match_header(cells, LIST)
    assert (round(match.score, 6), match.unknown, match.missing) == (round(score, 6), unknown, missing)


def test_a_heading_counts_once_and_the_official_one_first() -> None:
    match = match_header(["施設名", "名称", "名称", "電話", "TEL"], LIST)
    assert {position: column.label for position, column in match.columns.items()} == {1: "名称", 3: "電話番号"}
    assert match.unknown == ("施設名", "名称", "TEL")
    assert match.headings == {"name": "名称", "phone": "電話"}


def test_headings_are_told_as_the_file_has_them() -> None:
    match = match_header(["施 設\r\n名", "住　所"], LIST)
    assert match.headings == {"name": "施 設 名", "address": "住 所"}
    assert match.has_name


def test_the_best_row_of_the_best_list_wins() -> None:
    rows = [["図書館のあらまし"], ["名称", "住所", "メモ"], ["名称", "住所", "電話番号", "備考"], ["館", "町", "1", ""]]
    found = best_match(rows, [OTHER, LIST])
    assert found is not None and (found[0], found[1].layout) == (2, LIST)


def test_on_a_tie_the_earlier_row_and_the_earlier_list_win() -> None:
    header = ["名称", "住所", "電話番号"]
    found = best_match([["題"], header, header], [OTHER, LIST])
    assert found is not None and (found[0], found[1].layout) == (1, OTHER)


@pytest.mark.parametrize(
    "row",
    [
        ["名称", "住所"],
        ["住所", "電話番号", "備考"],
        ["名称", "住所", "電話番号", "い", "ろ", "は", "に"],
        ["名称"] * 5,
        [],
    ],
    ids=["too few", "no name", "mostly unknown", "one heading repeated", "nothing"],
)
def test_rows_that_are_no_header_while_the_list_is_open(row: list[str]) -> None:
    assert best_match([row], [OTHER, LIST]) is None


def test_a_stated_list_is_content_with_a_name() -> None:
    assert best_match([["名称", "い", "ろ", "は", "に"]], [LIST]) is not None
    assert best_match([["住所", "電話番号", "備考"]], [LIST]) is None


def test_the_lists_to_try() -> None:
    assert candidates("aed-v1", "csv") == (layouts()["aed-v1"],)
    assert {one.form for one in candidates(None, "geojson")} == {"geojson"}
    assert {one.kind for one in candidates(None, "csv")} == {"place", "organization"}
    assert candidates("gsi-emergency", "csv") == (layouts()["gsi-emergency"],), "what is stated is taken at its word"


def test_a_cell_of_text_is_not_kept_as_a_heading() -> None:
    novel = "名称" + " " * LONGEST_HEADING + "と続く長い文章"
    assert heading_key(novel) == heading_key("名称")
    assert len(heading_key("あ" * 100_000)) == LONGEST_HEADING


@pytest.mark.parametrize("key", list(layouts()))
def test_no_two_columns_of_a_list_share_a_spelling_of_their_own(key: str) -> None:
    """An alias that is another column's official heading would send values astray."""
    official = {heading_key(column.label): column for column in layouts()[key].columns}
    for column in layouts()[key].columns:
        for alias in column.aliases:
            assert official.get(heading_key(alias), column) is column, (column.label, alias)
