"""What a record means for a place or an organisation: nothing guessed, nothing that a column cannot hold."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.directory.models import Organization
from organizations.interchange.place_values import (
    HOLIDAY,
    Note,
    organization_values,
    place_values,
    types_by_word,
)
from organizations.interchange.records import OrganizationRecord, PlaceRecord
from organizations.places.models import Place

RECORD = PlaceRecord(
    layout="ward-place-list",
    import_key="k",
    name="中央館",
    address="東京都新宿区下落合1-6-9",
    prefecture="東京都",
    municipality="新宿区",
    town="下落合",
    block="1-6-9",
    municipality_code="131041",
    type_hint="public-facility",
)


def kinds() -> dict[str, Any]:
    rows = [SimpleNamespace(pk=number, slug=slug, name_ja=name) for number, (slug, name) in enumerate(KINDS, 1)]
    return types_by_word(rows)  # type: ignore[arg-type]


KINDS = [("public-facility", "公共施設"), ("library", "図書館"), ("tea-house", "茶の間 サロン"), ("aed", "AED")]
SLUGS = {number: slug for number, (slug, _) in enumerate(KINDS, 1)}


def columns(**changes: Any) -> dict[str, Any]:
    return place_values(replace(RECORD, **changes), kinds()).columns


@pytest.mark.parametrize(
    ("stated", "hint", "slug", "noted"),
    [
        ("", "library", "library", False),
        ("", "no-such-hint", "public-facility", False),
        ("茶の間サロン", "public-facility", "tea-house", False),
        ("茶の間 サロン", "library", "tea-house", False),
        ("tea-house", "public-facility", "tea-house", False),
        ("ＡＥＤ", "public-facility", "aed", False),
        ("寄席", "public-facility", "public-facility", True),
        ("寄席", "library", "library", True),
    ],
)
def test_types(stated: str, hint: str, slug: str, noted: bool) -> None:
    values = place_values(replace(RECORD, stated_type=stated, type_hint=hint), kinds())
    assert SLUGS[values.columns["type_id"]] == slug
    assert values.notes == ((Note("type", "type_unknown", stated),) if noted else ())


@pytest.mark.parametrize(
    "placement", ["2階", "２階", "地下1階", "B1F", "1F", "3階・4階", "1階～3階", "地上２階", "12F", "b2f"]
)
def test_a_floor_is_a_floor(placement: str) -> None:
    found = columns(placement=placement, access="駅から5分")
    assert (found["floor"], found["access_ja"]) == (placement, "駅から5分")


@pytest.mark.parametrize("placement", ["1階ロビー", "北口", "駐車場", "123階", "階", "2", "F", "2階" * 30])
def test_any_other_placement_is_told_with_the_way(placement: str) -> None:
    found = columns(placement=placement, access="駅から5分", parking="なし")
    assert (found["floor"], found["access_ja"]) == ("", f"駅から5分 / {placement} / なし")


@pytest.mark.parametrize(
    ("given", "known", "rows", "note"),
    [
        ({"days": "月火水木金", "opens": "09:00", "closes": "17:00"}, "hours", 5, ""),
        (
            {"days": "月火水木金土", "opens": "09:00", "closes": "17:00"},
            "unknown",
            0,
            "月火水木金土 09:00～17:00",
        ),
        ({"hours_note": "24時間"}, "hours", 7, "24時間"),
        ({"hours_note": "火曜は休み？"}, "unknown", 0, "火曜は休み？"),
        (
            {"days": "月火", "opens": "09:00", "closes": "17:00", "hours_note": "要相談"},
            "unknown",
            0,
            "月火 09:00～17:00 要相談",
        ),
        ({"opens": "09:00"}, "unknown", 0, "09:00"),
        ({"closes": "日没"}, "unknown", 0, "日没"),
        ({"days": "月火", "opens": "午後12:30", "closes": "17:00"}, "unknown", 0, "月火 午後12:30～17:00"),
        ({}, "unknown", 0, ""),
        (
            {"hours_note": "【開館時間】9:00～21:30 【休館日】月曜日"},
            "hours",
            6,
            "【開館時間】9:00～21:30 【休館日】月曜日",
        ),
    ],
)
def test_hours_are_understood_whole_or_stay_words(given: dict[str, str], known: str, rows: int, note: str) -> None:
    values = place_values(replace(RECORD, **given), kinds())  # type: ignore[arg-type]
    assert (values.columns["hours_known"], len(values.hours)) == (known, rows)
    assert values.columns["hours_note_ja"] == note, "what the week shows need not be said again"


def test_hours_on_holidays_are_rows_of_their_own() -> None:
    values = place_values(
        replace(RECORD, days="月火水木金土日祝", opens="10:00", closes="18:00"),
        kinds(),
    )
    assert [row["opens"] for row in values.hours if row["weekday"] == HOLIDAY] == [600]
    assert values.columns["holiday_treatment"] == "own"


@pytest.mark.parametrize(
    ("given", "code", "note"),
    [
        ({}, "131041", None),
        ({"municipality_code": ""}, "131041", None),
        ({"municipality_code": "", "address": "下落合1-6-9", "municipality": ""}, "", None),
        ({"address": "東京都渋谷区神南1-1", "municipality": "渋谷区"}, "131130", "渋谷区"),
        ({"address": "渋谷区神南1-1", "municipality": "渋谷区"}, "131130", "渋谷区"),
        (
            {"address": "神奈川県足柄下郡箱根町1-1", "prefecture": "神奈川県", "municipality": "足柄下郡箱根町"},
            "",
            "足柄下郡箱根町",
        ),
        ({"address": "東京都八王子市高尾町1-1", "municipality": "八王子市"}, "", "八王子市"),
        ({"address": "東京都四谷本塩町15", "municipality": "四谷本塩町"}, "131041", None),
        ({"municipality_code": "172014"}, "172014", None),
        (
            {
                "municipality_code": "172014",
                "prefecture": "石川県",
                "municipality": "金沢市",
                "address": "石川県金沢市1-1",
            },
            "172014",
            None,
        ),
    ],
)
def test_the_address_says_in_which_municipality_a_place_stands(
    given: dict[str, str], code: str, note: str | None
) -> None:
    values = place_values(replace(RECORD, **given), kinds())  # type: ignore[arg-type]
    assert values.columns["municipality_code"] == code
    assert values.notes == ((Note("municipality_code", "town_outside", note),) if note else ())


def test_a_town_of_another_municipality_is_not_looked_up_by_a_foreign_code() -> None:
    found = columns(address="東京都渋谷区神南1-1", municipality="渋谷区", town="", block="", town_code="0086001")
    assert (found["municipality_code"], found["town_code"], found["latitude"]) == ("131130", "", None)


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ({"latitude": 35.7, "longitude": 139.7}, "given"),
        ({}, "town"),
        ({"town_code": "0086001", "town": "", "block": ""}, "town"),
        ({"address": "東京都新宿区どこか", "town": "どこか", "block": ""}, "none"),
    ],
)
def test_where_a_position_comes_from(given: dict[str, Any], source: str) -> None:
    found = columns(**given)
    assert found["location_source"] == source
    assert (found["latitude"] is None) == (source == "none")
    assert (found["latitude"] is None) == (found["longitude"] is None)


def test_texts_that_share_a_column_are_kept_apart_and_said_once() -> None:
    found = columns(description="集会室", accessibility="スロープ", note="集会室", capacity_note="約80名", capacity=80)
    assert found["description_ja"] == "集会室\nスロープ\n約80名"
    assert columns(organization_name="つなぐ会", contact_note="LINE")["contact_note"] == "つなぐ会 / LINE"


ORGANIZATION = OrganizationRecord(layout="organization-list", import_key="k", name="つなぐ会")


@pytest.mark.parametrize(
    ("kind", "stated", "stored", "noted"),
    [
        ("npo", "", "npo", False),
        ("neighbourhood", "", "neighbourhood", False),
        ("", "", "other", False),
        ("", "一般社団法人", "other", True),
        ("npo", "特例", "npo", False),
    ],
)
def test_no_organisation_is_called_what_nobody_said(kind: str, stated: str, stored: str, noted: bool) -> None:
    values = organization_values(replace(ORGANIZATION, kind=kind, stated_kind=stated))
    assert values.columns["kind"] == stored
    assert values.notes == ((Note("kind", "kind_unknown", stated),) if noted else ())


def test_an_organisation_without_number_or_date_has_none() -> None:
    found = organization_values(ORGANIZATION).columns
    assert (found["corporate_number"], found["founded"], found["municipality_code"]) == (None, None, "")
    assert organization_values(replace(ORGANIZATION, address="新宿区若葉1")).columns["municipality_code"] == "131041"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=600)
TIMES = st.sampled_from(
    ["", "09:00", "9時", "00:00", "24:00", "25:30", "47:59", "正午", "翌1:00", "日没", "23:59", "12:00"]
)
DAYS = st.sampled_from(
    ["", "月", "月火水木金", "平日", "土日祝", "毎日", "第2・第4水曜日", "月～土", "13Mo", "最終金曜日", "？"]
)
NOTES = st.sampled_from(
    ["", "24時間", "年中無休", "月～金:9:00～17:00", "月～金:9:00～12:00、13:00～17:00;土:9:00～12:00", "要予約",
     "【開館時間】9:00～21:30(最終入館は21:00) 【休館日】月曜日(祝日の場合は翌平日)、年末年始"]
)  # fmt: skip


def longest(model: Any, name: str) -> int | None:
    return model._meta.get_field(name.removesuffix("_id")).max_length


@settings(max_examples=150, deadline=None)
@given(st.builds(replace, st.just(RECORD), name=TEXTS, name_en=TEXTS, kana=TEXTS, description=TEXTS, note=TEXTS,
                 accessibility=TEXTS, access=TEXTS, placement=TEXTS, parking=TEXTS, hours_note=TEXTS | NOTES,
                 organization_name=TEXTS, contact_note=TEXTS, phone=TEXTS, extension=TEXTS, email=TEXTS, url=TEXTS,
                 form_url=TEXTS, town=TEXTS, block=TEXTS, building=TEXTS, municipality=TEXTS, prefecture=TEXTS,
                 days=DAYS, opens=TIMES, closes=TIMES))  # fmt: skip
def test_every_value_fits_its_column(record: PlaceRecord) -> None:
    for name, value in place_values(record, kinds()).columns.items():
        room = longest(Place, name)
        if room is not None and isinstance(value, str):
            assert len(value) <= room, name
            assert "\n" not in value or name == "description_ja"


@settings(max_examples=100, deadline=None)
@given(st.builds(replace, st.just(ORGANIZATION), name=TEXTS, name_en=TEXTS, kana=TEXTS, description=TEXTS, note=TEXTS,
                 address=TEXTS, phone=TEXTS, extension=TEXTS, email=TEXTS, url=TEXTS, form_url=TEXTS))  # fmt: skip
def test_every_value_of_an_organisation_fits_its_column(record: OrganizationRecord) -> None:
    for name, value in organization_values(record).columns.items():
        room = longest(Organization, name)
        assert room is None or not isinstance(value, str) or len(value) <= room, name


@settings(max_examples=400, deadline=None)
@given(DAYS, TIMES, TIMES, NOTES)
def test_hours_are_such_as_the_database_takes(days: str, opens: str, closes: str, note: str) -> None:
    values = place_values(replace(RECORD, days=days, opens=opens, closes=closes, hours_note=note), kinds())
    assert (values.columns["hours_known"] == "hours") == bool(values.hours)
    for row in values.hours:
        assert 0 <= row["weekday"] <= 7 and 0 <= row["opens"] < 1440
        assert row["opens"] < row["closes"] <= 2880
        assert set(row["weeks"]) <= {1, 2, 3, 4, 5, -1}
        last = row["last_reception"]
        assert last is None or row["opens"] <= last <= row["closes"]
    if not values.hours:
        assert all(part in values.columns["hours_note_ja"] for part in (days, opens, closes, note))
