"""Lists that count anew: the same number, but another place."""

from __future__ import annotations

from typing import Any

import pytest

from organizations.interchange.collisions import FAR_METRES, speaks_of_another

KEY = "public-facility-v1/131041/7"
HALL = {
    "name_ja": "中央館",
    "prefecture": "東京都",
    "municipality": "新宿区",
    "town": "下落合",
    "block": "1-6-9",
    "latitude": 35.7157,
    "longitude": 139.6996,
}
ELSEWHERE = {"town": "榎町", "block": "36"}
UNADDRESSED = {"prefecture": "", "municipality": "", "town": "", "block": ""}


def asked(
    given: dict[str, Any], *, key: str = KEY, stored: dict[str, Any] | None = None, named: str = "中央館"
) -> bool:
    return speaks_of_another(key, HALL if stored is None else stored, named, {**HALL, **given})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name_ja": "中央会館"},
        ELSEWHERE,
        {"name_ja": "中央会館", "town": "下落合", "block": "１－６－９"},
        {"name_ja": "中央 館", **ELSEWHERE},
        {"name_ja": "新しい館", **UNADDRESSED, "latitude": 35.7160, "longitude": 139.6990},
        {"name_ja": "新しい館", **UNADDRESSED, "latitude": None},
    ],
    ids=[
        "nothing new",
        "another name",
        "it moved",
        "another name, the address in another spelling",
        "it moved, the name in another spelling",
        "another name, a few steps away",
        "another name, nowhere",
    ],
)
def test_the_same_place(given: dict[str, Any]) -> None:
    assert not asked(given)


@pytest.mark.parametrize(
    "given",
    [
        {"name_ja": "東館", **ELSEWHERE},
        {"name_ja": "東館", **ELSEWHERE, "latitude": HALL["latitude"]},
        {"name_ja": "東館", **UNADDRESSED, "latitude": 35.70},
    ],
    ids=["another address", "another address at the same point", "only a position, far away"],
)
def test_another_place(given: dict[str, Any]) -> None:
    assert asked(given)


def test_the_name_as_an_editor_mended_it_is_known_too() -> None:
    given = {"name_ja": "中央生涯学習館", **ELSEWHERE}
    assert asked(given)
    assert not asked(given, named="中央生涯学習館")


@pytest.mark.parametrize("key", ["corporate/7000012050002", "name/中央館/東京都新宿区"])
def test_a_number_of_its_own_never_means_another(key: str) -> None:
    assert not asked({"name_ja": "東館", **ELSEWHERE}, key=key)


def test_nothing_is_known_of_rows_from_before() -> None:
    assert not asked({"name_ja": "東館", **ELSEWHERE}, stored={})


def test_organisations_have_their_address_in_one_line() -> None:
    stored = {"name_ja": "さくら会", "address": "東京都新宿区若葉1-2"}
    moved = {"name_ja": "もみじ会", "address": "東京都新宿区榎町36"}
    assert speaks_of_another("organization-list/131041/1", stored, "さくら会", moved)
    assert not speaks_of_another("organization-list/131041/1", stored, "さくら会", {**moved, "name_ja": "さくら会"})


@pytest.mark.parametrize(("metres", "another"), [(FAR_METRES - 60, False), (FAR_METRES + 60, True)])
def test_how_far_is_elsewhere(metres: int, another: bool) -> None:
    stored = {**HALL, **UNADDRESSED}
    north = stored["latitude"] + metres / 111_000
    given = {**UNADDRESSED, "name_ja": "東館", "latitude": north}
    assert asked(given, stored=stored) is another
