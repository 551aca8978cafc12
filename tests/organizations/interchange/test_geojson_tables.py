"""National shelter data (GeoJSON)."""

from __future__ import annotations

import json

import pytest

from organizations.interchange.faults import UnusableFile
from organizations.interchange.geojson_tables import MOST_BYTES
from organizations.interchange.reading import read_places
from tests.organizations.interchange.files import errors, geojson_bytes, records


def test_a_shelter() -> None:
    (record,) = records(read_places(geojson_bytes()))
    assert (record.name, record.municipality_code, record.prefecture) == ("榎町センター", "131041", "東京都")
    assert (record.latitude, record.longitude, record.type_hint) == (35.71, 139.70, "evacuation-shelter")
    assert record.import_key == "gsi-evacuation/131041/e1310400002121"
    assert ("受入対象者", "高齢者") in record.extras


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp932"])
def test_encodings(encoding: str) -> None:
    reading = read_places(geojson_bytes().decode().encode(encoding))
    assert len(records(reading)) == 1


def test_a_collection_without_entries_is_a_file_too() -> None:
    reading = read_places(b'{"type":"FeatureCollection","features":[]}')
    assert (list(reading), reading.recognised.layout) == ([], "")
    assert read_places(b'{"features":[]}', layout="gsi-emergency").recognised.layout == "gsi-emergency"


@pytest.mark.parametrize("cut", range(1, len(geojson_bytes()), 7))
def test_a_truncated_collection_is_refused_whole(cut: int) -> None:
    with pytest.raises(UnusableFile) as refused:
        read_places(geojson_bytes()[:cut])
    assert refused.value.code in ("broken_json", "truncated", "undecodable")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[]", "not_geojson"),
        (b"{}", "not_geojson"),
        (b'{"features":{}}', "not_geojson"),
        (b'{"features":[1,null,"x"]}', "unknown_properties"),
        (b'{"features":[{"properties":{"a":1}}]}', "unknown_properties"),
        (b"[" * 100_000, "broken_json"),
        (b'{"features":[' + b"9" * 5000 + b"]}", "broken_json"),
        (b'{"features":[{"properties":{"\xff":1}}]}', "undecodable"),
        (b'{"features": [' + b" " * MOST_BYTES + b"]}", "json_too_large"),
    ],
)
def test_json_that_is_no_such_collection(data: bytes, code: str) -> None:
    with pytest.raises(UnusableFile) as refused:
        read_places(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ((35.71, 139.70), "coordinates_swapped"),
        ((0, 0), "coordinates_zero"),
        ((200, 35), "coordinates_outside"),
        (("x", 35), "coordinates_not_numbers"),
        ((float("nan"), 35.7), "coordinates_not_numbers"),
        ((float("inf"), 35.7), "coordinates_not_numbers"),
        ((139.7,), "not_an_entry"),
        ("139.7,35.7", "not_an_entry"),
        (None, "not_an_entry"),
    ],
)
def test_points_that_cannot_be(point: object, code: str) -> None:
    assert [error.code for error in errors(read_places(geojson_bytes(point=point)))] == [code]


def test_an_entry_without_geometry_is_taken_without_position() -> None:
    data = json.loads(geojson_bytes())
    data["features"][0]["geometry"] = None
    (record,) = records(read_places(json.dumps(data).encode()))
    assert (record.latitude, record.longitude) == (None, None)


def test_escaped_characters_are_checked_too() -> None:
    def escaped(name: str) -> bytes:
        data = json.loads(geojson_bytes())
        data["features"][0]["properties"]["施設・場所名"] = name
        return json.dumps(data).encode()

    for name, code in (("縺ｮ繧ｻ", "mojibake"), ("a\ufffd", "replacement_character")):
        with pytest.raises(UnusableFile) as refused:
            read_places(escaped(name))
        assert refused.value.code == code
    (record,) = records(read_places(escaped("榎町\ud800\u0000センター")))
    assert record.name == "榎町センター"
    assert [warning.code for warning in record.warnings] == ["removed_characters"]


def test_values_of_other_kinds_do_no_harm() -> None:
    (record,) = records(read_places(geojson_bytes(備考={"a": [1]}, 受入対象者=True, NO=1e300)))
    assert record.note == ""


def test_entries_without_end_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("organizations.interchange.geojson_tables.MOST_ROWS", 1)
    data = json.loads(geojson_bytes())
    assert len(records(read_places(json.dumps(data).encode()))) == 1
    data["features"] *= 2
    with pytest.raises(UnusableFile) as refused:
        read_places(json.dumps(data).encode())
    assert (refused.value.code, refused.value.message_args["limit"]) == ("too_many_rows", "1")


def test_properties_without_end_are_refused() -> None:
    data = json.loads(geojson_bytes())
    data["features"][0]["properties"] |= {f"p{number}": "" for number in range(600)}
    with pytest.raises(UnusableFile) as refused:
        read_places(json.dumps(data).encode())
    assert refused.value.code == "too_many_columns"


def test_a_stated_list_needs_no_more_than_its_name() -> None:
    data = {"features": [{"type": "Feature", "geometry": None, "properties": {"施設・場所名": "榎町センター", "a": 1}}]}
    content = json.dumps(data).encode()
    with pytest.raises(UnusableFile) as refused:
        read_places(content)
    assert refused.value.code == "unknown_properties"
    (error,) = errors(read_places(content, layout="gsi-emergency"))
    assert error.code == "nowhere", "recognised; without address and position it is of no use"


@pytest.mark.parametrize(
    ("value", "hazard"), [(True, True), (False, False), (1, True), (0, False), ("1", True), (None, False), ([], False)]
)
def test_flags_as_json_writes_them(value: object, hazard: bool) -> None:
    content = geojson_bytes(洪水=value, 地震="", 津波="", 高潮="", 大規模な火事="", 内水氾濫="", 火山現象="")
    (record,) = records(read_places(content, layout="gsi-emergency"))
    assert (record.hazards == ("flood",)) is hazard
