"""Lists going out: the official columns, machine-readable, harmless; what is written is read back the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from organizations.interchange.garbling import garbled
from organizations.interchange.layout_files import layouts
from organizations.interchange.reading import read_organizations, read_places
from organizations.interchange.records import PlaceRecord
from organizations.interchange.writing import ENCODINGS, Losses, write_rows
from tests.organizations.interchange.files import LIBRARY, csv_bytes, errors, real_file, records

CSV_LAYOUTS = [key for key, layout in layouts().items() if layout.form == "csv"]
PLACE_LAYOUTS = [key for key in CSV_LAYOUTS if layouts()[key].kind == "place"]


def place(**fields: Any) -> PlaceRecord:
    given = {"layout": "public-facility-v1", "import_key": "x", "name": "図書館", "address": "東京都新宿区大久保3-1-1"}
    return PlaceRecord(**{**given, **fields})


def written(
    *items: Any, layout: str = "public-facility-v1", encoding: str = "utf-8", losses: Losses | None = None
) -> bytes:
    return b"".join(write_rows(items, layout, encoding=encoding, losses=losses))


def cells(data: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline="")))


@pytest.mark.parametrize("key", CSV_LAYOUTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_row_one_is_the_official_header(key: str, encoding: str) -> None:
    data = written(layout=key, encoding=encoding)
    assert data.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8")
    header = next(csv.reader(io.StringIO(data.decode("utf-8-sig" if encoding == "utf-8" else encoding))))
    assert header == [column.label for column in layouts()[key].columns]


def test_one_record_is_one_line_and_blank_is_not_zero() -> None:
    data = written(
        place(description="一行目\r\n二行目\n三行目", capacity=None), place(note="a\tb"), layout="ward-place-list"
    )
    assert data.count(b"\n") == 3
    first, second = cells(data)
    assert first["説明"] == "一行目 二行目 三行目"
    assert first["想定収容人数"] == first["緯度"] == ""
    assert second["備考"] == "a b"
    assert cells(written(place(capacity=0), layout="ward-place-list"))[0]["想定収容人数"] == "0"


def test_numbers_are_plain() -> None:
    (row,) = cells(written(place(latitude=35.0, longitude=139.70000001, capacity=12000), layout="ward-place-list"))
    assert (row["緯度"], row["経度"], row["想定収容人数"]) == ("35.0", "139.70000001", "12000")


def test_formulas_are_harmless_and_numbers_stay_numbers() -> None:
    record = place(name="=HYPERLINK(1)", phone="+1 212-555-2368", note="-5.2", description="@x", kana="ア")
    (row,) = cells(written(record))
    assert row["名称"] == "'=HYPERLINK(1)"
    assert row["電話番号"] == "'+1 212-555-2368"
    assert row["備考"] == "-5.2"
    assert row["説明"] == "'@x"


@pytest.mark.parametrize("text", ["a\ud800b", "a\0b", "a\x85b", "\ufeff", "x" * 5000, "\u202ea", 'a"b,c;d'])
def test_hostile_text_never_breaks_the_file(text: str) -> None:
    for encoding in ENCODINGS:
        data = written(place(description=text, note="after"), encoding=encoding)
        (row,) = cells(data, "utf-8-sig" if encoding == "utf-8" else encoding)
        assert row["備考"] == "after"


def test_what_cp932_cannot_write_is_marked_and_counted() -> None:
    losses = Losses()
    data = written(
        place(name="𠮷野家", name_en="Tiếng Việt"), layout="ward-place-list", encoding="cp932", losses=losses
    )
    (row,) = cells(data, "cp932")
    assert row["名称"] == "〓野家"
    assert row["名称_英字"] == "Ti〓ng Vi〓t"
    assert (losses.characters, losses.cells, losses.sample) == (3, 2, ["𠮷", "ế", "ệ"])


def test_equivalents_are_no_loss() -> None:
    losses = Losses()
    (row,) = cells(written(place(note="9:00〜17:00−—\u00a0髙﨑①"), encoding="cp932", losses=losses), "cp932")
    assert row["備考"] == "9:00～17:00－― 髙﨑①"
    assert losses.characters == 0


def test_unknown_layouts_and_encodings_are_refused_before_anything_is_written() -> None:
    with pytest.raises(KeyError):
        write_rows([], "no-such-layout")
    with pytest.raises(ValueError, match="euc-jp"):
        write_rows([], "public-facility-v1", encoding="euc-jp")


def test_rows_are_made_one_at_a_time() -> None:
    taken = []

    def many() -> Iterator[PlaceRecord]:
        for number in range(1_000_000):
            taken.append(number)
            yield place(external_id=str(number))

    pieces = write_rows(many(), "public-facility-v1")
    for _ in range(3):
        next(pieces)
    assert len(taken) == 2


def test_anything_with_the_fields_of_a_record_can_be_written() -> None:
    (row,) = cells(written(SimpleNamespace(name="図書館", latitude=None)))
    assert (row["名称"], row["緯度"], row["住所"]) == ("図書館", "", "")


def test_types_and_kinds_are_written_in_words() -> None:
    (row,) = cells(written(place(type_hint="japanese-class"), layout="ward-place-list"))
    assert row["施設種別"] == "日本語教室"


def test_no_layout_writes_the_name_of_a_representative() -> None:
    (row,) = cells(written(SimpleNamespace(name="会", personal="人の名前"), layout="npo-cabinet-office"))
    assert row["代表者氏名"] == ""


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "name",
    [
        "std-v1/222127_library.csv",
        "std-v1/222127_hinannjo.csv",
        "std-v1/222127_evacuation_space.csv",
        "std-v3/170003_public_toilet.csv",
        "std-v3/170003_evacuation_space.csv",
    ],
)
def test_real_lists_come_back_the_same(name: str, encoding: str) -> None:
    found = records(read_places(real_file(name)))
    reading = read_places(written(*found, layout=found[0].layout, encoding=encoding))
    assert list(reading) == found


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co")), max_size=30)
STARTS = st.sampled_from(["", "=", "+81", "-", "@", "'", "'=", "＝", "-5.2", '"', ",", "<b>"])


def _as_read(text: str) -> str:
    return "".join(" " if one in "\u2028\u2029" else one for one in text).strip()


CELLS = st.builds(lambda start, text: _as_read(start + text), STARTS, WORDS).filter(
    lambda text: garbled(text) is None and "〓" not in text and "\ufffd" not in text
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PLACE_LAYOUTS),
    st.dictionaries(
        st.sampled_from(
            ["説明", "備考", "名称_英字", "名称_英語", "団体名", "方書", "設置位置", "アクセス方法", "標高", "SSID"]
        ),
        CELLS,
    ),
    CELLS,
    st.floats(20, 46).map(lambda value: round(value, 9)),
    st.floats(122, 154),
)
def test_what_is_written_is_read_back_the_same(
    key: str, values: dict[str, str], name: str, latitude: float, longitude: float
) -> None:
    row = {
        **{column.label: LIBRARY.get(column.label, "") for column in layouts()[key].columns},
        **values,
        layouts()[key].name_column.label: name or "図書館",
        "全国地方公共団体コード": "131041",
        "市区町村コード": "131041",
        "ID": "5",
        "所在地_連結表記": "東京都新宿区大久保3-1-1",
        "緯度": repr(latitude),
        "経度": repr(longitude),
    }
    first = list(read_places(csv_bytes([row], key)))
    assume(not errors(first))
    again = list(read_places(b"".join(write_rows(first, key))))
    assert [replace(one, description=" ".join(one.description.split("\n"))) for one in first] == again  # type: ignore[type-var]


@settings(max_examples=60, deadline=None)
@given(CELLS, CELLS, st.sets(st.integers(1, 20)))
def test_organisations_come_back_the_same(name: str, purpose: str, activities: set[int]) -> None:
    labels = [column.label for column in layouts()["npo-cabinet-office"].columns if column.field.startswith("activity")]
    row = {
        "法人名称": name,
        "所轄庁": "東京都",
        "主たる事務所の所在地": "東京都新宿区北新宿2-3-7",
        "定款に記載された目的": purpose,
        "法人番号": "7000012050002",
        "設立年月日": "平成15年4月1日",
        **{labels[number - 1]: "○" for number in activities},
    }
    first = list(read_organizations(csv_bytes([row], "npo-cabinet-office")))
    assume(not errors(first))
    assert list(read_organizations(b"".join(write_rows(first, "npo-cabinet-office")))) == first
