"""Memory and size: an import of ten times as many rows needs hardly more room."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from organizations.interchange.importing import import_places
from organizations.interchange.layout_files import heading_key, layouts
from organizations.interchange.reading import read_places
from organizations.interchange.reports import MOST_NOTES, Report
from tests import factories
from tests.organizations.interchange.files import csv_bytes
from tests.organizations.interchange.lists import HALL

MEGABYTE = 1_000_000


def write_list(path: Path, rows: int, *, words: int = 10, **changes: str) -> Path:
    header, row = csv_bytes([{**HALL, "ID": "@", "備考": "図書館" * words, **changes}], "ward-place-list").split(
        b"\r\n", 1
    )
    with path.open("wb") as handle:
        handle.write(header + b"\r\n")
        handle.writelines(row.replace(b"@", str(number).encode()) for number in range(rows))
    return path


def peak_of(call: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read_through(path: Path) -> int:
    with read_places(path) as reading:
        return sum(1 for _ in reading)


def test_reading_needs_memory_for_the_keys_alone(tmp_path: Path) -> None:
    """Twenty times the rows, and only what tells them apart is held."""
    small, large = write_list(tmp_path / "a.csv", 100, words=300), write_list(tmp_path / "b.csv", 2_000, words=300)
    assert large.stat().st_size > 5 * MEGABYTE
    read_through(small)
    few, many = peak_of(lambda: read_through(small)), peak_of(lambda: read_through(large))
    assert many - few < 0.2 * (large.stat().st_size - small.stat().st_size)
    assert many - few < 1.5 * MEGABYTE


@pytest.mark.django_db
def test_a_dry_run_needs_memory_for_one_chunk(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("organizations.interchange.importing.CHUNK", 40)
    factories.place_type("public-facility")

    def run(path: Path) -> Report:
        with read_places(path) as reading:
            return import_places(reading, file_name="a", sha256="0" * 64, dry_run=True, by=None, now=now)

    small, large = write_list(tmp_path / "a.csv", 50), write_list(tmp_path / "b.csv", 250)
    assert run(small).created == 50
    few, many = peak_of(lambda: run(small)), peak_of(lambda: run(large))
    assert many < 1.5 * few


def test_remarks_are_counted_and_only_the_first_are_kept(tmp_path: Path) -> None:
    reading = read_places(csv_bytes([HALL], "ward-place-list"))
    report = Report(reading.recognised)
    for line in range(MOST_NOTES + 500):
        report.note(line, "電話番号", "x" * 200)
    assert (len(report.notes), report.noted) == (MOST_NOTES, MOST_NOTES + 500)
    assert report.as_dict()["noted"] == MOST_NOTES + 500


def test_cells_of_text_above_the_header_are_not_remembered(tmp_path: Path) -> None:
    """A web process that once saw a hostile file must not carry it about for ever."""

    def hostile(number: int) -> bytes:
        target = io.StringIO()
        csv.writer(target).writerows([[f"{number}-{at}" + "漢字" * 10_000 for at in range(9)] for _ in range(9)])
        labels = [column.label for column in layouts()["public-facility-v1"].columns]
        csv.writer(target).writerow(labels)
        return target.getvalue().encode()

    def see(number: int) -> None:
        assert read_places(hostile(number)).recognised.header_row == 10

    see(0)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(1, 4):
            see(number)
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept < 0.5 * MEGABYTE
    assert heading_key("名称_カナ") == "名称カナ"


def test_two_hundred_megabytes_are_refused_by_their_size(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    path = write_list(tmp_path / "a.csv", 10)
    with path.open("ab") as handle:
        handle.truncate(200 * MEGABYTE)

    def refused() -> None:
        with pytest.raises(Exception, match="more than the") as told:
            read_places(path, max_bytes=settings.IMPORT_MAX_BYTES)
        assert getattr(told.value, "code", "") == "too_large"

    assert peak_of(refused) < MEGABYTE
