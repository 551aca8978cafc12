"""Fields that lists of places and of organisations share."""

from __future__ import annotations

from typing import Any

import pytest

from organizations.interchange.cells import Cells, RowRefused
from organizations.interchange.rows import Row
from organizations.interchange.shared_fields import (
    address_fields,
    contact_fields,
    hours_fields,
    identity_fields,
    position_fields,
)

HEADINGS = {name: name for name in ("name", "external_id", "latitude", "longitude", "phone")}


def cells(**given: str) -> Cells:
    return Cells(Row(2, given), HEADINGS)


def told(found: Cells) -> list[str]:
    return [one.code for one in found.warnings]


def refusal(read: Any, found: Cells, *arguments: Any) -> str:
    with pytest.raises(RowRefused) as refused:
        read(found, *arguments)
    return refused.value.error.code


@pytest.mark.parametrize(
    ("given", "publisher"),
    [
        ({"publisher_code": "131041"}, "131041"),
        ({"publisher_code": "13104"}, "131041"),
        ({"publisher_code": "１３１０４１"}, "131041"),
        ({"external_id": "E1310400002121"}, "131041"),
        ({"external_id": "E1310400002121", "publisher_code": "131121"}, "131121"),
        ({"external_id": "E9910400002121"}, ""),
        ({"external_id": "E13104"}, ""),
        ({}, ""),
    ],
)
def test_who_publishes(given: dict[str, str], publisher: str) -> None:
    assert identity_fields(cells(name="中央館", **given))["publisher_code"] == publisher


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "required"),
        ({"name": "－"}, "required"),
        ({"name": "\u200b"}, "required"),
        ({"name": "あ" * 201}, "too_long"),
        ({"name": "???"}, "lost_characters"),
        ({"name": "館", "external_id": "1.3E+12"}, "shortened_number"),
        ({"name": "館", "external_id": "x" * 101}, "too_long"),
        ({"name": "館", "publisher_code": "131042"}, "municipality_code"),
        ({"name": "館", "kana": "ア" * 201}, "too_long"),
    ],
)
def test_without_identity_no_row(given: dict[str, str], code: str) -> None:
    assert refusal(identity_fields, cells(**given)) == code


def test_a_reading_may_grow_when_its_width_changes() -> None:
    """One half-width letter may stand for several: the limit counts what is stored."""
    assert len(identity_fields(cells(name="館", kana="ｱ" * 200))["kana"]) == 200
    assert refusal(identity_fields, cells(name="館", kana="㌖" * 60)) == "too_long"


ADDRESSES = [
    ({"address": "東京都新宿区大久保3-1-1"}, ("東京都", "新宿区", "大久保", "3-1-1")),
    ({"address": "大久保3-1-1", "prefecture": "東京都", "municipality": "新宿区"}, ("東京都", "新宿区", "大久保", "3-1-1")),
    ({"address": "新宿区大久保3-1-1", "area": "東京都新宿区"}, ("東京都", "新宿区", "大久保", "3-1-1")),
    ({"address": "東京都新宿区大久保3-1-1", "town": "大久保三丁目", "block": "1-1"}, ("東京都", "新宿区", "大久保三丁目", "1-1")),
    ({"address": "石川県鳳珠郡穴水町字上中7-60", "town": "穴水町字上中"}, ("石川県", "鳳珠郡穴水町", "穴水町字上中", "7-60")),
    ({"address": "東京都新宿区若葉 1-2", "town": "若葉"}, ("東京都", "新宿区", "若葉", "1-2")),
    ({"address": "東京都新宿区若葉", "town": "若葉"}, ("東京都", "新宿区", "若葉", "")),
    ({"address": "東京都新宿区榎町36", "town": "若葉"}, ("東京都", "新宿区", "若葉", "")),
    ({"town": "若葉", "block": "1-2", "prefecture": "東京都", "municipality": "新宿区"}, ("東京都", "新宿区", "若葉", "1-2")),
    ({"area": "東京都新宿区"}, ("東京都", "新宿区", "", "")),
    ({}, ("", "", "", "")),
]  # fmt: skip


@pytest.mark.parametrize(("given", "parts"), ADDRESSES)
def test_parts_of_an_address(given: dict[str, str], parts: tuple[str, str, str, str]) -> None:
    found = address_fields(cells(**given), "")
    assert tuple(found[name] for name in ("prefecture", "municipality", "town", "block")) == parts


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"address": "東京都新宿区大久保3-1-1", "town": "若葉"}, "東京都新宿区大久保3-1-1"),
        ({"prefecture": "東京都", "municipality": "新宿区", "town": "若葉", "block": "1-2"}, "東京都新宿区若葉1-2"),
        ({"prefecture": "東京都", "municipality": "新宿区"}, ""),
    ],
)
def test_a_joined_address_is_made_only_of_what_says_where(given: dict[str, str], address: str) -> None:
    assert address_fields(cells(**given), "")["address"] == address


@pytest.mark.parametrize(
    ("stated", "publisher", "code"),
    [
        ("131121", "131041", "131121"),
        ("", "131041", "131041"),
        ("", "130001", ""),
        ("130001", "131041", ""),
        ("", "", ""),
    ],
    ids=["stated", "the publisher's", "a prefecture publishes", "a prefecture is stated", "nobody says"],
)
def test_the_municipality_of_an_address(stated: str, publisher: str, code: str) -> None:
    assert address_fields(cells(municipality_code=stated), publisher)["municipality_code"] == code


def test_too_long_a_rest_is_no_block() -> None:
    found = address_fields(cells(address="若葉" + "1" * 101, town="若葉"), "")
    assert found["block"] == ""


@pytest.mark.parametrize(
    ("given", "position", "warned"),
    [
        ({}, (None, None), []),
        ({"latitude": "35.7", "longitude": "139.7"}, (35.7, 139.7), []),
        ({"latitude": "35.7"}, (None, None), ["coordinates_half"]),
        ({"longitude": "139.7"}, (None, None), ["coordinates_half"]),
        ({"latitude": "－", "longitude": "－"}, (None, None), []),
    ],
)
def test_positions(given: dict[str, str], position: tuple[float | None, float | None], warned: list[str]) -> None:
    row = cells(**given)
    found = position_fields(row)
    assert ((found["latitude"], found["longitude"]), told(row)) == (position, warned)


def test_a_wrong_position_is_told_with_both_numbers() -> None:
    with pytest.raises(RowRefused) as refused:
        position_fields(cells(latitude="139.7", longitude="35.7"))
    assert (refused.value.error.code, refused.value.error.value) == ("coordinates_swapped", "139.7, 35.7")


CONTACTS = [
    ({"phone": "０３－３３６４－１４２１"}, {"phone": "03-3364-1421"}, []),
    ({"phone": "03-3364-1421（内線 21）"}, {"phone": "03-3364-1421", "extension": "21"}, []),
    ({"phone": "03-3364-1421（内線 21）", "extension": "35"}, {"phone": "03-3364-1421", "extension": "35"}, []),
    ({"phone": "119"}, {"phone": "119"}, ["phone"]),
    ({"phone": "代表番号におかけください。平日の午前9時から午後5時まで受け付けます。"}, {"phone": ""}, ["phone"]),
    ({"extension": "131041"}, {"extension": ""}, ["extension"]),
    ({"email": "desk＠example.jp"}, {"email": "desk@example.jp"}, []),
    ({"email": "desk at example"}, {"email": ""}, ["email"]),
    ({"url": "www.example.jp"}, {"url": ""}, ["url"]),
    ({"form_url": "javascript:alert(1)"}, {"form_url": ""}, ["url"]),
    ({"contact_note": "LINE\nあり"}, {"contact_note": "LINE あり"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("given", "fields", "warned"), CONTACTS)
def test_ways_to_reach_someone(given: dict[str, str], fields: dict[str, str], warned: list[str]) -> None:
    row = cells(**given)
    found = contact_fields(row, ("131041", ""))
    assert {name: found[name] for name in fields} == fields
    assert told(row) == warned


def test_what_is_too_long_for_a_number_is_not_lost() -> None:
    words = "03-3364-1421（平日）、03-3364-1422（土日祝日・夜間）"
    found = contact_fields(cells(phone=words, contact_note="LINE"), ())
    assert (found["phone"], found["contact_note"]) == ("", f"LINE {words}")
    assert len(contact_fields(cells(phone=words, contact_note="あ" * 300), ())["contact_note"]) == 300


def test_hours_as_they_stand() -> None:
    found = hours_fields(cells(days="月～金", opens="9時", closes="午後5時30分", hours_note="祝日を除く"))
    assert found == {"days": "月～金", "opens": "09:00", "closes": "17:30", "hours_note": "祝日を除く"}
    assert hours_fields(cells(opens="午後12時30分"))["opens"] == "午後12時30分", "noon or midnight: nobody knows"
