"""The commands: what they print, what they write, how they end; with files as operators have them."""

from __future__ import annotations

import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from organizations.directory.models import Organization
from organizations.interchange.command import SHOWN_ROWS, shown_name
from organizations.interchange.models import ImportRun
from organizations.interchange.reports import MOST_KEPT_ROWS, MOST_NOTES
from organizations.places.models import Place
from tests.organizations.interchange.files import csv_bytes, geojson_bytes, places_bytes
from tests.organizations.interchange.lists import CIRCLE, HALL, ROOM

pytestmark = pytest.mark.django_db


class Ended:
    """One call of a command: exit code, what it printed, its report."""

    def __init__(self, path: Path | str, *, command: str = "import_places", report: Path | None = None, **options: Any):
        out, err = io.StringIO(), io.StringIO()
        if report:
            options["report"] = str(report)
        with pytest.raises(SystemExit) as ended:
            call_command(command, str(path), stdout=out, stderr=err, **options)
        self.code, self.out, self.err = ended.value.code, out.getvalue(), err.getvalue()
        self.report = json.loads(report.read_text(encoding="utf-8")) if report and report.is_file() else {}


def ward_list(*rows: dict[str, str]) -> bytes:
    return csv_bytes(rows, "ward-place-list")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(ward_list(HALL, {**ROOM, "名称": ""}, {**ROOM, "ID": "3", "緯度": "95"}))
    return path


def test_what_was_recognised_and_each_refused_row_is_printed(file: Path, tmp_path: Path) -> None:
    ended = Ended(file, report=tmp_path / "report.json")
    assert ended.code == 1
    for words in (
        "地域資源一覧 (ward-place-list), utf-8, header line 1",
        "created 1  updated 0  unchanged 0  refused 2",
        "line 3, 名称: “名称” is empty, but it is needed.",
        "line 4, 緯度: The position “95, 139.6996” lies outside Japan.",
    ):
        assert words in ended.out
    assert [(row["line"], row["column"]) for row in ended.report["rows"]] == [(3, "名称"), (4, "緯度")]
    assert {name: ended.report[name] for name in ("created", "updated", "unchanged", "refused")} == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": 2,
    }
    assert ended.report["recognised"]["layout"] == "ward-place-list"


def test_a_dry_run_says_so_and_stores_nothing(file: Path) -> None:
    ended = Ended(file, dry_run=True)
    assert (ended.code, Place.objects.count(), ImportRun.objects.count()) == (1, 0, 0)
    assert "dry run: nothing stored" in ended.out


def test_columns_that_are_not_read_or_missing_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes([{"名称": "館", "住所": "新宿区若葉1"}], columns=["名称", "住所", "電話番号", "担当課"]))
    ended = Ended(path)
    assert ended.code == 0
    assert "columns not read: 担当課" in ended.out and "columns missing: 名称_カナ" in ended.out


def test_a_collection_has_no_header_line(tmp_path: Path) -> None:
    path = tmp_path / "shelters.json"
    path.write_bytes(geojson_bytes())
    ended = Ended(path)
    assert ended.code == 0 and "指定避難所 (gsi-evacuation), utf-8\n" in ended.out


def test_a_collection_without_entries_is_in(tmp_path: Path) -> None:
    path = tmp_path / "shelters.json"
    path.write_bytes(b'{"type":"FeatureCollection","features":[]}')
    ended = Ended(path)
    assert (ended.code, ended.err) == (0, "") and "created 0" in ended.out
    assert ImportRun.objects.get().created_rows == 0


def test_organisations_have_their_own_command(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes([CIRCLE], "organization-list"))
    refused = Ended(path)
    assert refused.code == 2 and "Import it as organisations" in refused.err
    assert Ended(path, command="import_organizations").code == 0
    assert Organization.objects.get().name_ja == "つなぐ会"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", None),
        (ward_list(HALL)[:-9] + b'"', "open_quote", 2),
        (ward_list(HALL).replace("中央館".encode(), b"\xff\xff"), "undecodable", 2),
        (ward_list(HALL).replace("中央館".encode(), b"\0"), "nul_bytes", 2),
    ],
)
def test_an_unusable_file_is_reported_with_its_reason(
    tmp_path: Path, content: bytes, code: str, line: int | None
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    ended = Ended(path, report=tmp_path / "report.json")
    assert (ended.code, ended.out, Place.objects.count()) == (2, "", 0)
    assert (ended.report["code"], ended.report["line"]) == (code, line)
    assert ended.report["unusable"] in ended.err and ended.err.startswith("list.csv: ")
    assert (ended.report["created"], ended.report["rows"]) == (0, [])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"encoding": "klingon"}, "not supported"),
        ({"encoding": "cp932"}, "is written in UTF-8"),
        ({"layout": "klingon"}, "Use one of: public-facility-v1"),
        ({"layout": "organization-list"}, "no layout"),
    ],
)
def test_wrong_options_are_explained(file: Path, options: dict[str, str], words: str) -> None:
    ended = Ended(file, **options)
    assert ended.code == 2 and words in ended.err
    assert not Place.objects.exists()


def test_right_options_are_taken(file: Path) -> None:
    assert Ended(file, encoding="UTF-8", layout="ward-place-list").code == 1
    assert Place.objects.count() == 1


def test_a_report_that_cannot_be_written_is_found_before_anything_is_stored(file: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "no-such-folder" / "report.json", tmp_path):
        ended = Ended(file, report=target)
        assert ended.code == 2, "1 would mean that the other rows are in"
        assert "cannot be written" in ended.err and "Nothing was stored" in ended.err
    assert not Place.objects.exists() and not ImportRun.objects.exists()


def test_what_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        ended = Ended(path, report=tmp_path / "report.json")
        assert (ended.code, ended.report["code"]) == (2, "unreadable")
        assert path.name in ended.err


def test_a_file_name_in_another_encoding_is_stored_and_printed(tmp_path: Path) -> None:
    """Archives from Japanese Windows unpack to names that are not UTF-8."""
    raw = os.path.join(os.fsencode(tmp_path), "一覧.csv".encode("cp932"))
    with open(raw, "wb") as handle:
        handle.write(ward_list(HALL))
    ended = Ended(os.fsdecode(raw))
    assert ended.code == 0
    stored = ImportRun.objects.get().file_name
    assert stored.endswith(".csv") and stored.encode("utf-8")
    Path(os.fsdecode(raw)).write_bytes(b"")
    assert Ended(os.fsdecode(raw)).code == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [("list.csv", "list.csv"), ("一覧.csv", "一覧.csv"), ("a\nb.csv", "a·b.csv"), ("\u202egnp.csv", "·gnp.csv")],
)
def test_names_of_files_are_only_words(name: str, shown: str) -> None:
    assert shown_name(Path("/somewhere") / name) == shown
    assert len(shown_name(Path("あ" * 300))) <= 81


def test_a_named_pipe_is_read_once_and_its_fingerprint_is_of_what_was_read(tmp_path: Path) -> None:
    pipe, content = tmp_path / "pipe", ward_list(HALL)
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(content,), daemon=True)
    writer.start()
    assert Ended(pipe).code == 0
    writer.join(10)
    plain = tmp_path / "list.csv"
    plain.write_bytes(content)
    Ended(plain)
    first, second = ImportRun.objects.order_by("id")
    assert first.sha256 == second.sha256 and (first.created_rows, second.unchanged_rows) == (1, 1)


def test_many_refused_rows_are_counted_on_the_screen_and_named_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(ward_list(*({**HALL, "ID": str(number), "緯度": "0", "経度": "0"} for number in range(30))))
    ended = Ended(path, report=tmp_path / "report.json")
    assert ended.out.count("lies in the Atlantic") == SHOWN_ROWS
    assert f"… and {30 - SHOWN_ROWS} more" in ended.out
    assert [row["line"] for row in ended.report["rows"]] == list(range(2, 32))


def test_the_ledger_keeps_no_more_than_it_can_carry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (MOST_KEPT_ROWS, MOST_NOTES) == (5_000, 1_000)
    monkeypatch.setattr("organizations.interchange.reports.MOST_KEPT_ROWS", 3)
    monkeypatch.setattr("organizations.interchange.reports.MOST_NOTES", 2)
    bad = [{**HALL, "ID": str(number), "緯度": "0", "経度": "0"} for number in range(5)]
    odd = [{**HALL, "ID": str(number), "名称": f"館{number}", "郵便番号": "?"} for number in range(10, 14)]
    path = tmp_path / "list.csv"
    path.write_bytes(ward_list(*bad, *odd))
    ended = Ended(path, report=tmp_path / "report.json")
    assert (len(ended.report["rows"]), len(ended.report["notes"]), ended.report["noted"]) == (5, 2, 4)
    run = ImportRun.objects.get()
    assert (run.refused_rows, run.report["refused"], len(run.report["rows"]), run.report["noted"]) == (5, 5, 3, 4)
    assert "remarks 4" in ended.out


def test_the_ledger_says_which_list_it_was(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(places_bytes(2, "cp932"))
    Ended(path)
    run = ImportRun.objects.get()
    assert (run.file_name, run.layout, run.encoding, run.by_id) == ("list.csv", "public-facility-v1", "cp932", None)
    assert (run.created_rows, run.refused_rows, len(run.sha256)) == (2, 0, 64)
