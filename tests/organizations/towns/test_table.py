"""Addresses find their chōme."""

import json
from pathlib import Path

import pytest

from organizations.towns import table

DATA = Path(__file__).parents[4] / "shared" / "data"

FOUND = [
    ("131041", "東京都新宿区下落合1-6-9", "下落合一丁目"),
    ("131041", "新宿区下落合１丁目６番９号", "下落合一丁目"),
    ("131041", "歌舞伎町一丁目4番1号", "歌舞伎町一丁目"),
    ("131041", "榎町36", "榎町"),
    ("131041", "東京都 新宿区 百人町 3-2-1", "百人町三丁目"),
    ("131121", "世田谷区奥沢8-12-1", "奥沢八丁目"),
    ("131237", "江戸川区中央1-4-1", "中央一丁目"),
]


@pytest.mark.parametrize(("code", "address", "name"), FOUND)
def test_finds(code: str, address: str, name: str) -> None:
    town = table.find_town(code, address)
    assert town is not None and town.name == name


@pytest.mark.parametrize(
    ("code", "address"), [("131041", "下落合"), ("131041", "札幌市中央区"), ("999999", "下落合1-1"), ("131041", "")]
)
def test_unsure_is_none(code: str, address: str) -> None:
    assert table.find_town(code, address) is None


def test_codes_lead_back_to_the_town() -> None:
    for town in table.towns_of("131041"):
        assert table.town(town.municipality_code, town.town_code) is town
        assert len(town.code13) == 13 and 35 < town.latitude < 36 and 139 < town.longitude < 140


def test_municipality_of_an_address() -> None:
    assert table.municipality_code_in("東京都世田谷区奥沢8-12-1") == "131121"
    assert table.municipality_code_in("静岡県焼津市本町") == ""
    assert table.municipality_name("131041") == "新宿区"


@pytest.mark.parametrize("name", ["evacuation_131041", "emergency_131121", "evacuation_131237"])
def test_real_addresses(name: str) -> None:
    path = DATA / "shelters-gsi" / f"{name}.json"
    if not path.exists():
        pytest.skip("the trial data are not beside the project")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    addresses = [one["properties"]["住所"] for one in features]
    found = [table.find_town(name[-6:], address) for address in addresses]
    assert sum(town is not None for town in found) >= 0.98 * len(addresses)
