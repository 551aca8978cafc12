"""A file comes in whole or not at all; twice is once; what was corrected here is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from organizations.directory.models import Organization
from organizations.interchange.importing import Report, import_organizations, import_places
from organizations.interchange.models import ImportRun
from organizations.interchange.reading import read_organizations, read_places
from organizations.places.models import OpeningHours, Place
from organizations.places.services import update_place_contact
from tests import factories

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[4] / "shared" / "data"
HEAD = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,名称_通称,POIコード,住所,方書,緯度,経度,"
    "電話番号,内線番号,法人番号,団体名,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,バリアフリー情報,URL,備考"
)
HALL = "131041,1,東京都,新宿区,中央館,チュウオウカン,,,東京都新宿区下落合1-6-9,,35.71,139.70,03-3200-0001,,,,月火水木金,9:00,17:00,,集会室,,,"
ROOM = "131041,2,東京都,新宿区,東館,ヒガシカン,,,東京都新宿区榎町36,,,,03-3200-0002,,,,,,,火曜は休み？,,,,"


def _csv(*rows: str) -> bytes:
    return "\r\n".join([HEAD, *rows, ""]).encode("utf-8-sig")


def _import(content: bytes, now: datetime, *, dry_run: bool = False) -> Report:
    return import_places(read_places(content), file_name="list.csv", sha256="0" * 64, dry_run=dry_run, by=None, now=now)


def test_rows_become_places(now: datetime) -> None:
    report = _import(_csv(HALL, ROOM), now)
    assert (report.created, report.refused) == (2, [])
    hall, room = Place.objects.order_by("name_ja")
    assert (hall.town_code, hall.town, hall.block, hall.location_source) == ("0086001", "下落合", "1-6-9", "given")
    assert hall.hours_known == "hours" and OpeningHours.objects.filter(place=hall).count() == 5
    assert room.hours_known == "unknown", "what is not surely understood stays a note"
    assert "火曜は休み" in room.hours_note_ja
    assert room.location_source == "town" and room.latitude
    assert hall.search_text and hall.map_cell and hall.tags


def test_twice_is_once(now: datetime) -> None:
    _import(_csv(HALL, ROOM), now)
    stamps = list(Place.objects.order_by("id").values_list("id", "updated", "revision"))
    report = _import(_csv(HALL, ROOM), now)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert list(Place.objects.order_by("id").values_list("id", "updated", "revision")) == stamps


def test_a_changed_row_is_updated(now: datetime) -> None:
    _import(_csv(HALL), now)
    report = _import(_csv(HALL.replace("17:00", "21:00").replace("集会室", "集会室と茶室")), now)
    assert (report.updated, report.refused) == (1, [])
    place = Place.objects.get()
    assert place.description_ja == "集会室と茶室" and place.revision == 2
    assert {row.closes for row in OpeningHours.objects.all()} == {21 * 60}


def test_a_correction_made_here_is_never_overwritten(now: datetime) -> None:
    _import(_csv(HALL), now)
    place = Place.objects.get()
    update_place_contact(
        place_id=place.pk, revision=place.revision, contact={"phone": "03-3200-9999"}, by=None, now=now
    )
    untouched = _import(_csv(HALL.replace("集会室", "茶室")), now)
    assert (untouched.updated, untouched.refused) == (1, []), "what nobody touched here follows the file"
    conflict = _import(_csv(HALL.replace("集会室", "茶室").replace("3200-0001", "3200-0005")), now)
    assert [row["column"] for row in conflict.refused] == ["電話番号"], "in the file's words"
    assert "corrected here" in conflict.refused[0]["reason"]
    assert Place.objects.get().phone == "03-3200-9999"


def test_a_list_that_counts_anew_overwrites_nobody(now: datetime) -> None:
    _import(_csv(HALL), now)
    report = _import(_csv(ROOM.replace(",2,", ",1,", 1)), now)
    assert (report.updated, [row["column"] for row in report.refused]) == (0, ["名称, 住所"])
    assert "中央館" in report.refused[0]["reason"] and "東館" in report.refused[0]["reason"]
    assert Place.objects.get().name_ja == "中央館"


@pytest.mark.parametrize("change", [("中央館", "中央会館"), ("下落合1-6-9", "下落合2-1-1")])
def test_a_new_name_or_a_new_address_alone_is_the_same_place(now: datetime, change: tuple[str, str]) -> None:
    _import(_csv(HALL), now)
    report = _import(_csv(HALL.replace(*change)), now)
    assert (report.updated, report.refused) == (1, [])


def test_one_bad_row_is_named_and_the_others_are_in(now: datetime) -> None:
    bad = HALL.replace(",1,", ",3,", 1).replace("35.71,139.70", "139.70,35.71")
    report = _import(_csv(HALL, bad, ROOM), now)
    assert (report.created, len(report.refused)) == (2, 1)
    assert report.refused[0]["line"] == 3 and report.refused[0]["reason"]


def test_dry_run_tells_the_truth_and_stores_nothing(now: datetime) -> None:
    report = _import(_csv(HALL, ROOM), now, dry_run=True)
    assert report.created == 2 and not Place.objects.exists() and not ImportRun.objects.exists()


def test_nothing_is_stored_by_halves(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("organizations.interchange.row_writing.index_places", breaks)
    with pytest.raises(RuntimeError):
        _import(_csv(HALL, ROOM), now)
    assert not Place.objects.exists() and not ImportRun.objects.exists()


def test_the_ledger_remembers(now: datetime) -> None:
    _import(_csv(HALL), now)
    run = ImportRun.objects.get()
    assert (run.created_rows, run.layout, run.encoding) == (1, "public-facility-v1", "utf-8")


REAL = [
    ("shelters-gsi/evacuation_131041.json", 129),
    ("shelters-gsi/emergency_131121.json", 53),
    ("std-v1/222127_community_center.csv", 9),
    ("std-v3/170003_evacuation_space.csv", 1525),
]


@pytest.mark.parametrize(("name", "rows"), REAL)
def test_real_files(name: str, rows: int, now: datetime, tmp_path: Path) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip("the trial data are not beside the project")
    report_file = tmp_path / "report.json"
    for expected in ({"created": rows, "unchanged": 0}, {"created": 0, "unchanged": rows}):
        with pytest.raises(SystemExit) as ended:
            call_command("import_places", str(path), report=str(report_file))
        assert ended.value.code == 0
        report = json.loads(report_file.read_text(encoding="utf-8"))
        assert {key: report[key] for key in expected} == expected and report["refused"] == 0
    assert Place.objects.count() == rows
    assert not Place.objects.filter(latitude=None).exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_csv(HALL), 0),
        (_csv(HALL, HALL.replace(",1,", ",9,", 1).replace("35.71", "95.71")), 1),
        (_csv(HALL)[:-30], 2),
        (b"", 2),
        (b"PK\x03\x04 not a list", 2),
        (_csv(HALL).decode("utf-8-sig").encode("utf-8").decode("cp932", "replace").encode("utf-8"), 2),
    ],
    ids=["all in", "one refused", "cut off", "empty", "spreadsheet", "mojibake"],
)
def test_exit_codes(content: bytes, code: int, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        call_command("import_places", str(path))
    assert ended.value.code == code
    assert Place.objects.exists() == (code < 2)


def test_a_missing_file_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("import_places", str(tmp_path / "nothing.csv"))
    assert ended.value.code == 2 and "nothing.csv" in capsys.readouterr().err


def test_organisations_come_in_and_keep_their_numbers(now: datetime) -> None:
    def bring(number: str, key: str) -> Report:
        content = f"全国地方公共団体コード,ID,名称,法人番号\r\n131041,{key},まちの会,{number}\r\n".encode("utf-8-sig")
        reading = read_organizations(content, layout="organization-list")
        return import_organizations(reading, file_name="npo.csv", sha256="0" * 64, dry_run=False, by=None, now=now)

    assert bring("7000012050002", "1").created == 1
    assert bring("7000012050002", "2").created == 0, "a corporate number is the key, whatever the row is called"
    assert Organization.objects.get().status == Organization.Status.PUBLISHED
    Organization.objects.update(import_key=None, phone="119")
    taken = bring("7000012050002", "1")
    assert taken.created == 0 and "already belongs" in taken.refused[0]["reason"]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_in_once(now: datetime, run_at_once: Callable[..., list[Any]]) -> None:
    factories.place_type("public-facility")
    reports = run_at_once(lambda: _import(_csv(HALL, ROOM), now), 4)
    assert sorted(report.created for report in reports) == [0, 0, 0, 2]
    assert Place.objects.count() == 2
