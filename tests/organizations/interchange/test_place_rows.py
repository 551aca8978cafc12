"""Rows of lists of places: what is taken, what is left out with a warning, what refuses the row."""

from __future__ import annotations

import pytest

from organizations.interchange.faults import RowError
from organizations.interchange.reading import read_places
from organizations.interchange.records import PlaceRecord
from tests.organizations.interchange.files import LIBRARY, csv_bytes, errors, records

CURRENT = {
    "全国地方公共団体コード": "131041",
    "ID": "A-1",
    "地方公共団体名": "新宿区",
    "名称": "多文化共生プラザ",
    "名称_英字": "Multicultural Plaza",
    "所在地_全国地方公共団体コード": "131041",
    "町字ID": "0008-001",
    "所在地_連結表記": "東京都新宿区歌舞伎町２丁目４４番１号",
    "緯度": "35.6969",
    "経度": "139.7017",
    "電話番号": "03-5291-5171",
}


def one(layout: str = "public-facility-v1", **changes: str) -> PlaceRecord:
    row = {**(LIBRARY if layout == "public-facility-v1" else CURRENT), **changes}
    (record,) = records(read_places(csv_bytes([row], layout)))
    return record


def refused(**changes: str) -> RowError:
    reading = read_places(csv_bytes([{**LIBRARY, **changes}]))
    (error,) = errors(reading)
    assert records(reading) == []
    assert error.text()
    return error


def test_a_row_of_the_old_layout() -> None:
    record = one()
    assert record.import_key == "public-facility-v1/131041/7"
    assert (record.name, record.kana) == (
        "中央図書館(本館)".replace("(", "（").replace(")", "）"),
        "チュウオウトショカン",
    )
    assert (record.prefecture, record.municipality, record.town, record.block) == (
        "東京都",
        "新宿区",
        "大久保",
        "3-1-1",
    )
    assert (record.municipality_code, record.building) == ("131041", "2階")
    assert (record.latitude, record.longitude) == (35.7062, 139.7075)
    assert (record.days, record.opens, record.closes) == ("火水木金土日", "09:00", "21:45")
    assert record.description == "外国語の本が\nあります。"
    assert (record.type_hint, record.warnings) == ("library", ())


def test_a_row_of_the_current_layout() -> None:
    record = one("public-facility-current")
    assert record.import_key == "public-facility-current/131041/a-1"
    assert (record.town, record.block) == ("歌舞伎町２丁目", "４４番１号")
    assert (record.town_code, record.name_en, record.publisher_name) == ("0008001", "Multicultural Plaza", "新宿区")


def test_parts_of_the_file_come_before_parts_of_the_joined_line() -> None:
    record = one("public-facility-current", 所在地_町字="歌舞伎町", 所在地_番地以下="2-44-1")
    assert (record.town, record.block) == ("歌舞伎町", "2-44-1")
    joined = one(
        "public-facility-current",
        所在地_連結表記="",
        所在地_都道府県="東京都",
        所在地_市区町村="新宿区",
        所在地_町字="歌舞伎町",
    )
    assert joined.address == "東京都新宿区歌舞伎町"


def test_a_prefecture_that_publishes_is_no_municipality() -> None:
    record = one("public-facility-current", 全国地方公共団体コード="170003", 所在地_全国地方公共団体コード="172014")
    assert (record.publisher_code, record.municipality_code) == ("170003", "172014")
    record = one("public-facility-current", 全国地方公共団体コード="170003", 所在地_全国地方公共団体コード="")
    assert record.municipality_code == ""


@pytest.mark.parametrize("changes", [{"NO": ""}, {"都道府県コード又は市区町村コード": ""}])
def test_without_id_or_municipality_name_and_address_are_the_key(changes: dict[str, str]) -> None:
    key = one(**changes).import_key
    assert key.startswith("name/")
    assert key == one(**changes, 名称="中央図書館 （本館）", 住所="東京都新宿区大久保３−１−１").import_key
    assert key != one(**changes, 名称="西図書館").import_key


def test_entries_of_one_name_and_address_are_told_apart_by_where_they_stand() -> None:
    rows = [
        {
            "全国地方公共団体コード": "131041",
            "名称": "公園トイレ",
            "所在地_連結表記": "東京都新宿区西新宿2-11",
            "設置位置": spot,
        }
        for spot in ("北口", "南口")
    ]
    assert len({record.import_key for record in records(read_places(csv_bytes(rows, "public-toilet-current")))}) == 2


def test_keys_fit_their_column_and_stay_different() -> None:
    keys = {one(NO="", 名称="あ" * 199 + end, 住所="い" * 290).import_key for end in "xy"}
    assert len(keys) == 2
    assert all(len(key) <= 300 for key in keys)


def test_the_same_entry_twice_in_a_file_is_refused_the_second_time() -> None:
    reading = read_places(csv_bytes([LIBRARY, LIBRARY]))
    (error,) = errors(reading)
    assert (error.code, error.line, error.message_args["first"]) == ("duplicate", 4, 2)
    assert len(records(reading)) == 1


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"名称": ""}, "required", "名称"),
        ({"名称": "　―　"}, "required", "名称"),
        ({"名称": "あ" * 201}, "too_long", "名称"),
        ({"説明": "あ" * 5001}, "too_long", "説明"),
        ({"名称": "????"}, "lost_characters", "名称"),
        ({"名称": "新宿???センター"}, "lost_characters", "名称"),
        ({"都道府県コード又は市区町村コード": "131042"}, "municipality_code", "都道府県コード又は市区町村コード"),
        ({"NO": "9.1E+07"}, "shortened_number", "NO"),
        ({"緯度": "139.7", "経度": "35.7"}, "coordinates_swapped", "緯度"),
        ({"緯度": "0", "経度": "0"}, "coordinates_zero", "緯度"),
        ({"緯度": "51.5", "経度": "0.1"}, "coordinates_outside", "緯度"),
        ({"緯度": "北緯"}, "coordinates_not_numbers", "緯度"),
        ({"住所": "", "緯度": "", "経度": "", "電話番号": "", "URL": ""}, "nowhere", "住所"),
    ],
)
def test_rows_that_are_refused(changes: dict[str, str], code: str, column: str) -> None:
    error = refused(**changes)
    assert (error.code, error.column, error.line) == (code, column, 2)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"緯度": ""}, "coordinates_half", "latitude"),
        ({"電話番号": "代表は2つ"}, "phone", "extension"),
        ({"内線番号": "131041"}, "extension", "extension"),
        ({"内線番号": "なし"}, "extension", "extension"),
        ({"URL": "javascript:alert(1)"}, "url", "url"),
        ({"法人番号": "1234567890123"}, "number_ignored", "corporate_number"),
        ({"名称_カナ": "中央図書館"}, "kana", "kana"),
        ({"POIコード": "図書館"}, "poi_code", "poi_code"),
    ],
)
def test_values_that_are_left_out_with_a_warning(changes: dict[str, str], code: str, field: str) -> None:
    record = one(**changes)
    assert [warning.code for warning in record.warnings] == [code]
    assert not getattr(record, field)
    assert record.warnings[0].text()


def test_several_telephone_numbers_are_kept_as_written() -> None:
    record = one(電話番号="03-3364-1421/1422")
    assert (record.phone, [warning.code for warning in record.warnings]) == ("03-3364-1421/1422", ["phone"])
    long = one(電話番号="03-3364-1421（平日）、03-3364-1422（土日祝日・夜間）")
    assert long.phone == ""
    assert "03-3364-1422" in long.contact_note


@pytest.mark.parametrize("dash", ["-", "－", "ー", "―", "‐", "−"])
def test_dashes_mean_nothing(dash: str) -> None:
    record = one(電話番号=dash, URL=dash, 備考=dash)
    assert (record.phone, record.url, record.note, record.warnings) == ("", "", "", ())


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"POIコード": "1302"}, "ward-office"),
        ({"POIコード": "1307"}, "community-space"),
        ({"備考": "公民館"}, "community-space"),
        ({"備考": "児童館"}, "childcare"),
        ({"備考": "", "名称": "日本語教室さくら"}, "japanese-class"),
        ({"備考": "", "名称": "外国人相談窓口"}, "consultation-desk"),
        ({"備考": "", "名称": "体育館"}, "public-facility"),
    ],
)
def test_the_type_is_told_by_code_or_word(changes: dict[str, str], slug: str) -> None:
    assert one(**changes).type_hint == slug


@pytest.mark.parametrize(
    ("label", "slug"), [("日本語教室", "japanese-class"), ("aed", "aed"), ("food-support", "food-support")]
)
def test_the_wards_own_list_states_the_type(label: str, slug: str) -> None:
    assert one("ward-place-list", 施設種別=label).type_hint == slug


def test_hazards_and_capacity_of_a_shelter() -> None:
    row = {
        "全国地方公共団体コード": "131041",
        "ID": "1",
        "名称": "中央公園",
        "所在地_連結表記": "東京都新宿区西新宿2-11",
        "災害種別_地震": "○",
        "災害種別_津波": "－",
        "災害種別_洪水": "１",
        "災害種別_高潮": "△",
        "想定収容人数": "1,200人",
        "指定避難所との重複": "1",
    }
    (record,) = records(read_places(csv_bytes([row], "emergency-site-current")))
    assert record.hazards == ("flood", "earthquake")
    assert (record.capacity, record.capacity_note) == (1200, "1,200人")
    assert record.extras == (("指定避難所との重複", "1"),)
    assert [(warning.code, warning.column) for warning in record.warnings] == [("flag", "災害種別_高潮")]
    assert record.type_hint == "emergency-site"


@pytest.mark.parametrize("bad", ["\x07", "\x7f", "\u202e", "\u2066", "\x1b[0m"])
def test_control_characters_are_removed_and_reported(bad: str) -> None:
    data = csv_bytes([{**LIBRARY, "名称": f"中央{bad}図書館"}])
    (record,) = records(read_places(data))
    assert bad[0] not in record.name
    assert [warning.code for warning in record.warnings] == ["removed_characters"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "مرحبا \u200f", "a\u200bb", "👨‍👩‍👧", "&amp; \"q\" 'x'", "%s %(x)s {0}"]
)
def test_markup_and_strange_letters_are_kept_as_text(text: str) -> None:
    record = one(名称=text, 説明=text)
    assert (record.name, record.description, record.warnings) == (text.strip(), text.strip(), ())


def test_reports_of_hostile_values_can_be_printed() -> None:
    error = refused(名称="\x1b%(line)s" + "あ" * 500)
    assert "\x1b" not in error.text()
    assert len(error.text()) < 200


def test_the_mark_for_missing_letters_is_reported() -> None:
    assert [warning.code for warning in one(名称="〓野家").warnings] == ["missing_glyph"]
    assert [warning.code for warning in one(名称="\ue000野家").warnings] == ["private_characters"]
