"""CSV in the shapes in which offices publish it."""

from __future__ import annotations

import pytest

from organizations.interchange.csv_tables import DELIMITERS
from organizations.interchange.faults import UnusableFile
from organizations.interchange.layout_files import layouts
from organizations.interchange.reading import read_organizations, read_places
from organizations.interchange.rows import MOST_COLUMNS
from tests.organizations.interchange.files import LIBRARY, csv_bytes, errors, places_bytes, records


@pytest.mark.parametrize("key", [key for key, layout in layouts().items() if layout.form == "csv"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_every_layout_is_recognised_by_its_own_header(key: str, encoding: str) -> None:
    read = read_places if layouts()[key].kind == "place" else read_organizations
    reading = read(csv_bytes([], key, encoding=encoding))
    assert (reading.recognised.layout, reading.recognised.header_row) == (key, 1)
    assert reading.recognised.missing_columns == reading.recognised.unknown_columns == ()
    assert list(reading) == []


@pytest.mark.parametrize("rows_above", range(10))
def test_the_header_is_found_below_title_rows(rows_above: int) -> None:
    titles = [["公共施設一覧", ""], ["令和8年4月1日現在"], []] * 3
    reading = read_places(csv_bytes([LIBRARY], before=titles[:rows_above]))
    assert len(records(reading)) == 1
    assert reading.recognised.header_row == rows_above + 1


def test_below_the_tenth_row_no_header_is_sought() -> None:
    with pytest.raises(UnusableFile) as refused:
        read_places(csv_bytes([LIBRARY], before=[["x"]] * 10))
    assert refused.value.code == "unknown_layout"


def test_line_breaks_spaces_and_width_inside_header_cells() -> None:
    columns = [
        "全国地方公共団体コード",
        "ＩＤ",
        "名　称",
        "所在地\n（連結表記）",
        "緯 度",
        "経\r\n度",
        "電話\n番号",
    ]
    row = dict(
        zip(
            columns,
            ["131041", "1", "多文化共生プラザ", "東京都新宿区歌舞伎町2-44-1", "35.69", "139.70", ""],
            strict=True,
        )
    )
    reading = read_places(csv_bytes([row], columns=columns, before=[["題名"]]))
    (record,) = records(reading)
    assert (record.name, record.latitude, record.line) == ("多文化共生プラザ", 35.69, 6)


def test_unknown_columns_are_passed_over_and_named_missing_ones_named() -> None:
    columns = ["カテゴリー", "名称", "住所", "緯度", "経度", "公開日"]
    reading = read_places(csv_bytes([LIBRARY], columns=columns))
    assert reading.recognised.unknown_columns == ("カテゴリー", "公開日")
    assert reading.recognised.missing_columns == ("名称_カナ",)
    assert len(records(reading)) == 1


def test_columns_may_stand_in_any_order() -> None:
    columns = [column.label for column in layouts()["public-facility-v1"].columns]
    assert records(read_places(csv_bytes([LIBRARY], columns=columns[::-1]))) == records(
        read_places(csv_bytes([LIBRARY]))
    )


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_delimiters(delimiter: str) -> None:
    data = places_bytes().replace(b",", delimiter.encode())
    assert len(records(read_places(data))) == 4


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends(end: bytes) -> None:
    assert len(records(read_places(places_bytes().replace(b"\r\n", end)))) == 4


def test_lines_are_counted_in_the_file_also_after_breaks_in_cells() -> None:
    assert [record.line for record in records(read_places(places_bytes(3)))] == [2, 4, 6]


def test_blank_rows_and_repeated_headers_are_passed_over() -> None:
    header, body = places_bytes().split(b"\r\n", 1)
    data = b"\r\n".join([header, b"," * 23, b"", header, ("―" + "," * 23).encode(), body])
    reading = read_places(data)
    assert (len(records(reading)), errors(reading)) == (4, [])


def test_cells_beyond_the_header_refuse_the_row() -> None:
    data = places_bytes(2).rstrip(b"\r\n") + b",x\r\n"
    reading = read_places(data)
    assert [error.code for error in errors(reading)] == ["long_row"]
    assert len(records(reading)) == 1


def test_missing_last_cells_are_empty_with_a_warning() -> None:
    header, body = csv_bytes([{**LIBRARY, "説明": "", "URL": "", "備考": ""}]).split(b"\r\n", 1)
    (record,) = records(read_places(header + b"\r\n" + body.rstrip(b"\r\n,") + b"\r\n"))
    assert [warning.code for warning in record.warnings] == ["short_row"]


def test_a_line_break_outside_quotation_marks_refuses_both_halves() -> None:
    data = csv_bytes([{**LIBRARY, "説明": "一行目|二行目"}, {**LIBRARY, "NO": "8"}]).replace(b"|", b"\r\n")
    reading = read_places(data)
    assert [(error.code, error.line) for error in errors(reading)] == [("broken_row", 2), ("broken_row", 3)]
    assert [record.external_id for record in records(reading)] == ["8"]


def test_a_file_that_breaks_off_in_a_row_is_refused_whole() -> None:
    with pytest.raises(UnusableFile) as refused:
        read_places(places_bytes()[:-60])
    assert refused.value.code in ("truncated", "open_quote", "undecodable")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data.replace("第2".encode(), '"第2'.encode()), "stray_quote"),
        (lambda data: data.replace("2階".encode(), '"2"階'.encode(), 1), "stray_quote"),
        (lambda data: data[: data.rindex("あります".encode())], "open_quote"),
    ],
)
def test_broken_quotation_marks_refuse_the_file_with_the_line(damage, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnusableFile) as refused:
        read_places(damage(places_bytes()))
    assert refused.value.code in (code, "open_quote")
    assert refused.value.line is not None and refused.value.line >= 2


def test_cells_lines_and_rows_without_end_are_refused() -> None:
    for value, code in (("x" * 200_000, "long_cell"), ("x" * 2_000_000, "long_line")):
        with pytest.raises(UnusableFile) as refused:
            read_places(csv_bytes([{**LIBRARY, "備考": value}]))
        assert refused.value.code == code
    with pytest.raises(UnusableFile) as refused:
        read_places(places_bytes() + b"," * (MOST_COLUMNS + 1))
    assert refused.value.code == "too_many_columns"


def test_a_list_of_the_other_kind_is_sent_to_the_other_door() -> None:
    for key in ("npo-cabinet-office", "npo-tokyo", "organization-list"):
        with pytest.raises(UnusableFile) as refused:
            read_places(csv_bytes([], key))
        assert refused.value.code == "not_places"
    with pytest.raises(UnusableFile) as refused:
        read_organizations(places_bytes())
    assert refused.value.code == "not_organizations"


def test_a_stated_layout_is_taken_or_refused() -> None:
    assert read_places(places_bytes(), layout="public-facility-current").recognised.layout == "public-facility-current"
    with pytest.raises(UnusableFile) as refused:
        read_places(places_bytes(), layout="no-such-layout")
    assert refused.value.code == "unknown_layout_name"
    with pytest.raises(UnusableFile) as refused:
        read_places("日付,金額\r\n2026-04-01,100\r\n".encode(), layout="public-facility-v1")
    assert refused.value.code == "wrong_layout"


@pytest.mark.parametrize("text", ["日付,金額\n2026-04-01,100\n", "a\nb\n", "名称\n図書館\n", "x" * 1000])
def test_lists_of_something_else_are_refused(text: str) -> None:
    with pytest.raises(UnusableFile) as refused:
        read_places(text.encode())
    assert refused.value.code == "unknown_layout"


@pytest.mark.parametrize(
    "columns",
    [
        ["名称", "住所", "緯度", "経度"],
        ["施設名", "所在地", "電話番号"],
        ["NO", "名称", "住所", "緯度", "経度", "備考"],
    ],
)
def test_a_short_general_list_is_never_taken_for_shelters(columns: list[str]) -> None:
    assert read_places(csv_bytes([], columns=columns)).recognised.layout == "public-facility-v1"


def test_rows_without_end_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("organizations.interchange.csv_tables.MOST_ROWS", 3)
    assert len(records(read_places(places_bytes(3)))) == 3
    with pytest.raises(UnusableFile) as refused:
        read_places(places_bytes(4))
    assert (refused.value.code, refused.value.message_args["limit"]) == ("too_many_rows", "3")


def test_a_list_may_be_parted_by_another_sign_although_a_comma_breaks_its_quotes() -> None:
    columns = ["名称", "住所", "緯度", "経度", "備考"]
    data = csv_bytes([LIBRARY], columns=columns).replace(b",", b";")
    assert len(records(read_places(data))) == 1
    assert records(read_places(data))[0].name == LIBRARY["名称"]


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [("131041,8", "x" + "," * 22, True), ("131041,8", "x,y", False), ("131041,8,,,館,,,,新宿区若葉1", "", False)],
    ids=["two halves of a row", "too few for two halves", "one short row"],
)
def test_two_short_rows_are_halves_only_if_they_make_one(first: str, second: str, broken: bool) -> None:
    data = places_bytes(1) + f"{first}\r\n{second}\r\n".encode()
    assert ("broken_row" in [error.code for error in errors(read_places(data))]) is broken
