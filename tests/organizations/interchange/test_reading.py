"""The real files, end to end, and the promises of a reading."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from organizations.interchange.faults import UnusableFile
from organizations.interchange.reading import read_organizations, read_places
from tests.organizations.interchange.files import (
    DATA,
    LIBRARY,
    csv_bytes,
    errors,
    places_bytes,
    real_file,
    records,
)

REAL = [
    ("shelters-gsi/evacuation_131041.json", "gsi-evacuation", 129, "131041"),
    ("shelters-gsi/evacuation_131121.json", "gsi-evacuation", 95, "131121"),
    ("shelters-gsi/evacuation_131237.json", "gsi-evacuation", 112, "131237"),
    ("shelters-gsi/emergency_131041.json", "gsi-emergency", 10, "131041"),
    ("shelters-gsi/emergency_131121.json", "gsi-emergency", 53, "131121"),
    ("shelters-gsi/emergency_131237.json", "gsi-emergency", 111, "131237"),
    ("std-v1/222127_community_center.csv", "public-facility-v1", 9, "222127"),
    ("std-v1/222127_library.csv", "public-facility-v1", 11, "222127"),
    ("std-v1/222127_child_rearing_support_center.csv", "public-facility-v1", 9, "222127"),
    ("std-v1/222127_evacuation_space.csv", "emergency-site-v1", 31, "222127"),
    ("std-v1/222127_hinannjo.csv", "evacuation-shelter-v1", 56, "222127"),
    ("std-v3/170003_evacuation_space.csv", "emergency-site-current", 1525, "170003"),
    ("std-v3/170003_public_toilet.csv", "public-toilet-current", 102, "170003"),
]


@pytest.mark.parametrize(("name", "layout", "count", "publisher"), REAL)
def test_real_files(name: str, layout: str, count: int, publisher: str) -> None:
    reading = read_places(real_file(name))
    found = records(reading)
    assert (reading.recognised.layout, reading.recognised.encoding, len(found)) == (layout, "utf-8", count)
    assert reading.recognised.unknown_columns == reading.recognised.missing_columns == ()
    assert {record.publisher_code for record in found} == {publisher}
    assert all(record.name and record.municipality and record.latitude for record in found)
    assert len({record.import_key for record in found}) == count
    assert found == records(reading), "a second pass gives the same"


def test_the_one_wrong_position_in_a_real_file_is_named() -> None:
    (error,) = errors(read_places(real_file("std-v3/170003_public_toilet.csv")))
    assert (error.line, error.code, error.value) == (21, "coordinates_not_numbers", "36.43153, 13674703")


def test_shifted_contact_columns_of_a_real_file_reach_no_record() -> None:
    found = records(read_places(real_file("std-v3/170003_evacuation_space.csv")))
    assert {(record.extension, record.email, record.form_url) for record in found} == {("", "", "")}
    told = Counter(warning.code for record in found for warning in record.warnings)
    assert told["extension"] == told["email"] == told["url"] == 1525
    assert max(record.capacity or 0 for record in found) > 1000


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-8"])
@pytest.mark.parametrize("name", ["std-v1/222127_library.csv", "std-v1/222127_hinannjo.csv"])
def test_real_files_in_other_encodings_give_the_same_records(name: str, encoding: str) -> None:
    path = real_file(name)
    recoded = path.read_text(encoding="utf-8-sig").encode(encoding)
    assert records(read_places(recoded)) == records(read_places(path))


@pytest.mark.parametrize(
    "folder", ["codes", "events-2022", "grants", "seido", "stats", "towns-abr", "postal", "boundaries"]
)
def test_real_files_that_are_no_lists_of_places_are_refused(folder: str) -> None:
    real_file("SOURCES.md")
    for path in sorted((DATA / folder).iterdir()):
        for read in (read_places, read_organizations):
            with pytest.raises(UnusableFile):
                read(path)


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    header, rows = csv_bytes([{**LIBRARY, "NO": "@", "備考": "図書館" * 60}]).split(b"\r\n", 1)
    with path.open("wb") as handle:
        handle.write(header + b"\r\n")
        handle.writelines(rows.replace(b"@", str(number).encode()) for number in range(7_000))
    assert path.stat().st_size > 5_000_000
    read_places(places_bytes())
    tracemalloc.start()
    try:
        reading = read_places(path)
        for count, _ in enumerate(reading, 1):
            if count == 300:
                break
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_500_000
