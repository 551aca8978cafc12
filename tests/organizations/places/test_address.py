"""An address is completed from the town table, and a place beyond the table keeps what it has."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from organizations.places.address import located
from organizations.places.address_lines import public_address
from organizations.places.models import Place
from organizations.places.position import in_japan, near_municipality
from organizations.towns import table as towns

WAKABA = towns.find_town("131041", "若葉1丁目")
SHINJUKU = (35.6938, 139.7036)


def stands(**more: Any) -> Place:
    """A place in Shinjuku whose point an editor has set."""
    values: dict[str, Any] = {
        "name_ja": "教室", "municipality_code": "131041", "prefecture": "東京都", "municipality": "新宿区",
        "town_code": "0004001", "town": "若葉一丁目", "block": "1-2", "latitude": 35.6852, "longitude": 139.7247,
        "location_source": "staff", "address_visibility": "public",
    }  # fmt: skip
    return Place(**{**values, **more})


def beyond(**more: Any) -> Place:
    """A place whose municipality the town table lacks, as an import leaves it."""
    values = {
        "municipality_code": "222127", "prefecture": "静岡県", "municipality": "静岡市", "town_code": "0123000",
        "town": "追手町5-1", "latitude": 34.9756, "longitude": 138.3828, "location_source": "given",
    }  # fmt: skip
    return stands(**{**values, **more})


def test_a_new_address_gets_names_codes_and_the_towns_centre() -> None:
    assert WAKABA is not None
    assert located({"municipality_code": "131041", "town": "若葉1丁目"}, None) == {
        "municipality_code": "131041",
        "municipality": "新宿区",
        "prefecture": "東京都",
        "town": "若葉一丁目",
        "town_code": WAKABA.town_code,
        "latitude": WAKABA.latitude,
        "longitude": WAKABA.longitude,
        "location_source": "town",
    }


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, {}),
        ({"block": "3-4"}, {"block": "3-4"}),
        (
            {"municipality_code": ""},
            {"municipality": "", "prefecture": "", "town_code": "", "location_source": "staff"},
        ),
        ({"town": ""}, {"town": "", "town_code": "", "latitude": 35.6852, "location_source": "staff"}),
        ({"town": "若葉1丁目"}, {"town": "若葉一丁目", "town_code": "0004001", "location_source": "staff"}),
        ({"town": "下落合1-6-9"}, {"town": "下落合一丁目", "location_source": "staff"}),
        ({"town": "どこにもない町7"}, {"town": "どこにもない町7", "town_code": ""}),
        ({"latitude": 35.6852, "longitude": 139.7247}, {"location_source": "staff"}),
        ({"latitude": SHINJUKU[0], "longitude": SHINJUKU[1]}, {"latitude": SHINJUKU[0], "location_source": "staff"}),
        ({"latitude": None, "longitude": None}, {"location_source": "town"}),
        ({"latitude": None, "longitude": None, "town": ""}, {"latitude": None, "location_source": "none"}),
    ],
)
def test_what_an_edit_leads_to(columns: dict[str, Any], expected: dict[str, Any]) -> None:
    found = located(columns, stands())
    assert {name: found[name] for name in expected} == expected


def test_a_point_from_a_file_stays_one_until_it_is_moved() -> None:
    place = stands(location_source="given")
    point = {"latitude": place.latitude, "longitude": place.longitude}
    assert located(point, place)["location_source"] == "given"
    moved = {"latitude": 35.6853, "longitude": place.longitude}
    assert located(moved, place)["location_source"] == "staff"


def test_a_towns_centre_moves_with_the_town() -> None:
    found = located({"town": "下落合1丁目"}, stands(location_source="town"))
    there = towns.find_town("131041", "下落合1丁目")
    assert there is not None
    assert (found["latitude"], found["longitude"], found["location_source"]) == (
        there.latitude,
        there.longitude,
        "town",
    )


@pytest.mark.parametrize(
    ("latitude", "longitude", "field", "words"),
    [
        (35.68, None, "longitude", "both"),
        (None, 139.7, "latitude", "both"),
        (139.7, 35.68, "latitude", "swapped"),
        (float("nan"), 139.7, "latitude", "not in Japan"),
        (43.06, 141.35, "latitude", "far from 新宿区"),
    ],
)
def test_a_point_that_cannot_be_right_is_explained_at_its_field(
    latitude: float | None, longitude: float | None, field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        located({"latitude": latitude, "longitude": longitude}, stands())
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    "columns",
    [
        {"municipality_code": "222127", "town": "追手町5-1", "block": "2"},
        {"municipality_code": "222127", "town": "追手町5-1", "latitude": 34.9756, "longitude": 138.3828},
        {"address_visibility": "public"},
    ],
)
def test_a_place_beyond_the_table_keeps_its_municipality_town_and_point(columns: dict[str, Any]) -> None:
    place = beyond()
    found = {**vars(place), **located(columns, place)}
    for name in ("prefecture", "municipality", "town_code", "town", "latitude", "longitude", "location_source"):
        assert found[name] == getattr(place, name), name


def test_the_centre_of_a_town_beyond_the_table_is_kept_too() -> None:
    place = beyond(location_source="town")
    columns = {"municipality_code": "222127", "town": "追手町5-1", "latitude": None, "longitude": None}
    found = located(columns, place)
    assert (found["latitude"], found["longitude"], found["location_source"]) == (34.9756, 138.3828, "town")
    elsewhere = located({**columns, "town": "葵町"}, place)
    assert (elsewhere["latitude"], elsewhere["town_code"]) == (None, "")


def test_a_place_that_moves_into_the_wards_leaves_its_old_names() -> None:
    found = located({"municipality_code": "131041", "town": "若葉1丁目", "latitude": None, "longitude": None}, beyond())
    assert (found["municipality"], found["prefecture"], found["town_code"]) == ("新宿区", "東京都", "0004001")


@pytest.mark.parametrize(
    ("visibility", "town", "shown"),
    [
        ("public", "追手町5-1", "追手町5-1"),
        ("town", "追手町5-1", "追手町"),
        ("never", "追手町５−１ ひみつ荘", "追手町"),
        ("town", "追手町", "追手町"),
        ("town", "5-1", ""),
    ],
)
def test_a_block_written_behind_the_town_is_hidden_with_it(visibility: str, town: str, shown: str) -> None:
    assert located({"address_visibility": visibility, "town": town}, beyond())["town"] == shown
    assert located({"address_visibility": visibility}, beyond(town=town))["town"] == shown


def row(**more: Any) -> dict[str, Any]:
    place = stands(postal_code="1600011", building="若葉ビル", floor="2階", **more)
    names = (
        "address_visibility", "municipality_code", "town_code", "prefecture", "municipality", "town", "block",
        "building", "floor", "postal_code",
    )  # fmt: skip
    return {name: getattr(place, name) for name in names}


@pytest.mark.parametrize(
    ("visibility", "postal", "lines", "town"),
    [
        ("public", "〒160-0011", ["東京都新宿区若葉一丁目1-2", "若葉ビル 2階"], "若葉一丁目"),
        ("town", "", ["東京都新宿区若葉一丁目"], "若葉一丁目"),
        ("never", "", [], ""),
    ],
)
def test_how_much_of_an_address_is_public(visibility: str, postal: str, lines: list[str], town: str) -> None:
    found = public_address(row(address_visibility=visibility), "ja")
    assert (found.postal_code, found.lines, found.town) == (postal, lines, town)
    assert (found.exact, found.hidden) == (visibility == "public", visibility == "never")


@pytest.mark.parametrize(
    ("language", "read"),
    [("ja", False), ("ja-simple", False), ("zh-hans", False), ("zh-hant", False), ("en", True), ("vi", True)],
)
def test_who_reads_no_kanji_gets_the_town_in_letters(language: str, read: bool) -> None:
    reading = public_address(row(), language).reading
    assert (reading.isascii() and bool(reading)) is read
    assert public_address(row(address_visibility="never"), language).reading == ""
    assert public_address(row(town_code=""), language).reading == ""


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({}, ["{東京都|とうきょうと} {新宿区|しんじゅくく} {若葉|わかば}1{丁目|ちょうめ}1-2", "若葉ビル 2階"]),
        ({"address_visibility": "town"}, ["{東京都|とうきょうと} {新宿区|しんじゅくく} {若葉|わかば}1{丁目|ちょうめ}"]),
        ({"address_visibility": "never"}, []),
        ({"town": "若葉"}, ["{東京都|とうきょうと} {新宿区|しんじゅくく} {若葉|わかば}1-2", "若葉ビル 2階"]),
        ({"town": "新若葉"}, ["{東京都|とうきょうと} {新宿区|しんじゅくく} 新若葉1-2", "若葉ビル 2階"]),
        (
            {"municipality_code": "142034", "prefecture": "神奈川県", "municipality": "平塚市", "town_code": ""},
            ["神奈川県 平塚市 若葉一丁目1-2", "若葉ビル 2階"],
        ),
    ],
)
def test_an_address_in_plain_japanese_has_the_readings_that_are_known(more: dict[str, str], lines: list[str]) -> None:
    found = public_address({**row(), **more}, "ja-simple")
    assert found.lines == lines
    assert not any("{" in line for line in public_address({**row(), **more}, "ja").lines)


def test_an_address_nobody_knows_is_not_exact() -> None:
    nowhere = dict.fromkeys(("prefecture", "municipality", "town", "block", "building", "floor", "postal_code"), "")
    for visibility in ("public", "town"):
        found = public_address({**row(address_visibility=visibility), **nowhere, "town_code": ""}, "en")
        assert (found.lines, found.exact, found.postal_code) == ([], False, "")


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((35.7, 139.7), True),
        ((20.0, 122.0), True),
        ((46.0, 154.0), True),
        ((19.99, 139.7), False),
        ((35.7, 154.01), False),
        ((float("nan"), 139.7), False),
        ((35.7, float("inf")), False),
    ],
)
def test_the_box_around_japan(point: tuple[float, float], inside: bool) -> None:
    assert in_japan(*point) is inside


def test_a_point_is_near_some_town_of_its_municipality() -> None:
    assert near_municipality(*SHINJUKU, "131041")
    assert not near_municipality(34.9756, 138.3828, "131041")
    assert near_municipality(34.9756, 138.3828, "222127"), "nothing is known of that municipality"
