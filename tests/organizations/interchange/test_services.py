"""Uploads between choosing and storing: two windows, two processes, a full disk, a crash."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from organizations.interchange import services
from organizations.interchange.faults import UnusableFile
from organizations.interchange.models import ImportRun, ImportUpload, uploads_folder
from organizations.interchange.services import CannotKeepError, Choice
from organizations.places.models import Place
from portal.shared.models import Act
from tests import factories
from tests.organizations.interchange.files import csv_bytes, geojson_bytes, places_bytes
from tests.organizations.interchange.lists import HALL

PLACES = Choice("place")
pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def by(db: None) -> int:
    factories.place_type("public-facility")
    return factories.make_person("Official").pk


def keep(content: bytes, by: int, now: datetime, choice: Choice = PLACES, name: str = "list.csv") -> ImportUpload:
    pieces = (content[at : at + 50] for at in range(0, len(content), 50))
    return services.keep_upload(chunks=pieces, file_name=name, choice=choice, by=by, now=now)


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


@pytest.mark.django_db
class TestKeeping:
    def test_a_file_is_kept_whole_with_its_fingerprint_and_its_trial(self, by: int, now: datetime) -> None:
        content = places_bytes(3)
        upload = keep(content, by, now)
        assert upload.path.read_bytes() == content
        assert (upload.size, len(upload.sha256)) == (len(content), 64)
        assert (upload.report["created"], len(upload.report["shown"])) == (3, 3)
        assert not Place.objects.exists()

    @pytest.mark.parametrize(
        ("content", "choice", "code"),
        [
            (places_bytes(), Choice("place", "utf-16"), "undecodable"),
            (places_bytes(), Choice("place", "cp932"), "other_encoding"),
            (places_bytes(), Choice("organization"), "not_organizations"),
            ("日付,金額\n2026-04-01,100\n".encode(), Choice("place", "", "aed-v1"), "wrong_layout"),
            (b"a,b\n1,2\n", PLACES, "unknown_layout"),
            (b'{"features":[{"properties":{"a":1}}]}', PLACES, "unknown_properties"),
            (places_bytes().decode().encode("utf-16-le"), PLACES, "nul_bytes"),
        ],
    )
    def test_what_another_choice_may_mend_is_kept_with_its_reason(
        self, by: int, now: datetime, content: bytes, choice: Choice, code: str
    ) -> None:
        upload = keep(content, by, now, choice)
        assert (upload.report["code"], upload.path.is_file()) == (code, True)
        with pytest.raises(UnusableFile):
            services.import_upload(upload_id=upload.pk, by=by, now=now)

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", geojson_bytes()[:-9], places_bytes()[:-30]])
    def test_what_is_hopeless_leaves_nothing(self, by: int, now: datetime, folder: Path, content: bytes) -> None:
        with pytest.raises(UnusableFile):
            keep(content, by, now)
        assert not files(folder) and not ImportUpload.objects.exists()

    def test_a_browser_that_hangs_up_leaves_nothing(self, by: int, now: datetime, folder: Path) -> None:
        def broken() -> Iterator[bytes]:
            yield places_bytes()[:100]
            raise ConnectionResetError

        with pytest.raises(CannotKeepError):
            services.keep_upload(chunks=broken(), file_name="a.csv", choice=PLACES, by=by, now=now)
        assert not files(folder) and not ImportUpload.objects.exists()

    def test_a_disk_that_fills_up_is_said_and_leaves_nothing(
        self, by: int, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: Any, **__: Any) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "open", full)
        with pytest.raises(CannotKeepError, match="No space left"):
            keep(places_bytes(), by, now)
        monkeypatch.undo()
        assert not ImportUpload.objects.exists()

    @pytest.mark.parametrize(
        ("name", "kept"), [("一覧.csv", "一覧.csv"), ("a\nb.csv", "a b.csv"), ("x" * 300, "x" * 200)]
    )
    def test_names_are_one_short_line(self, by: int, now: datetime, name: str, kept: str) -> None:
        assert keep(places_bytes(), by, now, name=name).file_name == kept


@pytest.mark.django_db
class TestChoosingAgain:
    def test_another_layout_is_tried(self, by: int, now: datetime) -> None:
        upload = keep(places_bytes(2), by, now)
        services.check_upload(upload_id=upload.pk, choice=Choice("place", "", "public-facility-current"), now=now)
        upload.refresh_from_db()
        assert upload.report["recognised"]["layout"] == upload.layout == "public-facility-current"

    def test_a_hopeless_choice_changes_nothing(self, by: int, now: datetime) -> None:
        upload = keep(places_bytes(2), by, now)
        upload.refresh_from_db()
        upload.path.write_bytes(b"<html>")
        with pytest.raises(UnusableFile):
            services.check_upload(upload_id=upload.pk, choice=Choice("place", "cp932"), now=now)
        after = ImportUpload.objects.get()
        assert (after.encoding, after.report) == ("", upload.report)

    @pytest.mark.parametrize("done", ["imported", "discarded"])
    def test_an_upload_that_is_done_with_is_left_alone(self, by: int, now: datetime, done: str) -> None:
        upload = keep(places_bytes(2), by, now)
        if done == "imported":
            services.import_upload(upload_id=upload.pk, by=by, now=now)
        else:
            services.discard_upload(upload_id=upload.pk)
        services.check_upload(upload_id=upload.pk, choice=Choice("organization"), now=now)
        assert [one.kind for one in ImportUpload.objects.all()] == (["place"] if done == "imported" else [])


@pytest.mark.django_db
class TestStoring:
    def test_the_report_of_the_trial_is_the_report_of_the_run(self, by: int, now: datetime) -> None:
        rows = [HALL, {**HALL, "ID": "2", "名称": ""}, {**HALL, "ID": "3", "名称": "東館", "郵便番号": "?"}]
        upload = keep(csv_bytes(rows, "ward-place-list"), by, now)
        upload.refresh_from_db()
        run = services.import_upload(upload_id=upload.pk, by=by, now=now)
        run.refresh_from_db()
        same = ("created", "updated", "unchanged", "refused", "rows", "notes", "noted", "recognised")
        assert {name: run.report[name] for name in same} == {name: upload.report[name] for name in same}
        assert (run.created_rows, run.refused_rows, run.by_id, run.sha256) == (2, 1, by, upload.sha256)

    def test_who_brought_what_in_is_traced(self, by: int, now: datetime) -> None:
        upload = keep(places_bytes(2), by, now)
        run = services.import_upload(upload_id=upload.pk, by=by, now=now)
        act = Act.objects.get(verb="import_file")
        assert (act.person_id, act.object_id) == (by, run.pk)
        assert act.detail == {"file": "list.csv", "created": 2, "updated": 0, "refused": 0}

    @pytest.mark.parametrize("damage", ["changed", "gone", "cut"])
    def test_only_the_file_that_was_checked_is_stored(self, by: int, now: datetime, damage: str) -> None:
        upload = keep(places_bytes(3), by, now)
        if damage == "gone":
            upload.path.unlink()
        else:
            upload.path.write_bytes(places_bytes(2) if damage == "changed" else places_bytes(3)[:-30])
        with pytest.raises(UnusableFile):
            services.import_upload(upload_id=upload.pk, by=by, now=now)
        assert not Place.objects.exists() and not ImportRun.objects.exists()
        assert ImportUpload.objects.get().run_id is None

    def test_what_was_discarded_meanwhile_is_refused(self, by: int, now: datetime) -> None:
        upload = keep(places_bytes(3), by, now)
        assert services.discard_upload(upload_id=upload.pk)
        with pytest.raises(UnusableFile):
            services.import_upload(upload_id=upload.pk, by=by, now=now)
        assert not Place.objects.exists()

    def test_discarding_what_is_stored_claims_nothing(self, by: int, now: datetime) -> None:
        upload = keep(places_bytes(3), by, now)
        services.import_upload(upload_id=upload.pk, by=by, now=now)
        assert services.discard_upload(upload_id=upload.pk) is False
        assert (Place.objects.count(), ImportUpload.objects.count()) == (3, 1)

    def test_discarding_twice_is_once(self, by: int, now: datetime) -> None:
        upload = keep(places_bytes(3), by, now)
        assert services.discard_upload(upload_id=upload.pk) and services.discard_upload(upload_id=upload.pk)


@pytest.mark.django_db(transaction=True)
def test_store_and_discard_at_once_end_in_one_of_both(
    by: int, now: datetime, folder: Path, run_at_once: Callable[..., list[Any]]
) -> None:
    for _ in range(4):
        upload = keep(places_bytes(2), by, now)
        turns = iter((True, False))

        def act(upload: ImportUpload = upload, turns: Iterator[bool] = turns) -> str:
            if next(turns):
                try:
                    services.import_upload(upload_id=upload.pk, by=by, now=now)
                except UnusableFile:
                    return "refused"
                return "stored"
            return "discarded" if services.discard_upload(upload_id=upload.pk) else "too late"

        assert sorted(run_at_once(act, 2)) in (["discarded", "refused"], ["stored", "too late"])
        assert not files(folder), "either way the file is gone"


@pytest.mark.django_db(transaction=True)
def test_old_uploads_are_swept_by_several_at_once(
    by: int, now: datetime, folder: Path, run_at_once: Callable[..., list[Any]]
) -> None:
    for number in range(1, 11):
        keep(places_bytes(number), by, now - timedelta(days=2))
    for number in range(20):
        orphan = folder / f"orphan{number}"
        orphan.write_bytes(b"left by a crash")
        os.utime(orphan, (0, 0))
    found = run_at_once(lambda: services.forget_old_uploads(now=now), 4)
    assert sum(one["uploads"] for one in found) == 10
    assert sum(one["files"] for one in found) == 20, "each is counted by who deleted it"
    assert not files(folder) and not ImportUpload.objects.exists()


@pytest.mark.django_db
def test_the_sweep_leaves_what_is_young_and_what_it_cannot_delete(by: int, now: datetime, folder: Path) -> None:
    upload = keep(places_bytes(1), by, now - timedelta(hours=23))
    stray = uploads_folder() / "folder"
    stray.mkdir()
    os.utime(stray, (0, 0))
    young = folder / "being written"
    young.write_bytes(b"a")
    os.utime(young, (now.timestamp(), now.timestamp()))
    assert services.forget_old_uploads(now=now) == {"uploads": 0, "files": 0}
    assert upload.path.is_file() and stray.is_dir() and young.is_file()


@pytest.mark.django_db
def test_a_sweep_before_the_first_upload_finds_nothing(now: datetime) -> None:
    assert services.forget_old_uploads(now=now) == {"uploads": 0, "files": 0}
