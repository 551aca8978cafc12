"""Bringing a list in by screen: who may, what hostile files do, and that nothing is stored by halves or twice."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from organizations.directory.models import Organization
from organizations.interchange import services, views
from organizations.interchange.models import ImportRun, ImportUpload, uploads_folder
from organizations.places.models import Place
from portal.accounts.models import Post, User
from portal.shared.models import Act
from tests import factories
from tests.organizations.interchange.files import LIBRARY, csv_bytes, geojson_bytes, places_bytes
from tests.organizations.interchange.screens import PAGE, confirm_list, send_list, upload_list
from tests.ward_people import STRANGERS, holder, person_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def _nothing_stored(folder: Path) -> bool:
    kept = list(folder.iterdir()) if folder.is_dir() else []
    return not (Place.objects.exists() or Organization.objects.exists() or ImportRun.objects.exists() or kept)


def test_a_list_comes_in_through_three_pages(
    desk: Client, folder: Path, official: User, django_capture_on_commit_callbacks: Any
) -> None:
    bad = {**LIBRARY, "NO": "8", "名称": ""}
    upload = upload_list(desk, csv_bytes([{**LIBRARY, "利用可能曜日": "月火水木金", "利用可能日時特記事項": ""}, bad]))
    page = desk.get(f"{PAGE}{upload.uid}/").content.decode()
    for words in (
        "公共施設一覧",
        "UTF-8",
        "line 1",
        "中央図書館（本館）",
        "東京都新宿区大久保3-1-1 2階",
        "9:00–21:45",
        "is empty, but it is needed",
    ):
        assert words in page
    assert not Place.objects.exists(), "looking stores nothing"
    with django_capture_on_commit_callbacks(execute=True):
        response = confirm_list(desk, upload)
    run = ImportRun.objects.get()
    assert response.url == f"{PAGE}runs/{run.pk}/"
    report = desk.get(response.url).content.decode()
    assert "is empty, but it is needed" in report and "list.csv" in report
    assert (run.created_rows, run.refused_rows, run.by_id) == (1, 1, official.person_id)
    assert Place.objects.get().name_ja == "中央図書館（本館）"
    assert list(folder.iterdir()) == [], "the file is gone once its rows are in"
    act = Act.objects.get(verb="import_file")
    assert (act.person_id, act.object_id, act.detail["created"]) == (official.person_id, run.pk, 1)


def test_organizations_come_in_too(desk: Client) -> None:
    content = csv_bytes(
        [{"名称": "つなぐ国際交流会", "所在地": "東京都新宿区若葉1-2", "住所": "東京都新宿区若葉1-2"}],
        "organization-list",
    )
    upload = upload_list(desk, content, kind="organization")
    assert "つなぐ国際交流会" in desk.get(f"{PAGE}{upload.uid}/").content.decode()
    confirm_list(desk, upload)
    assert Organization.objects.get().name_ja == "つなぐ国際交流会"


def test_pressing_twice_stores_once(desk: Client) -> None:
    upload = upload_list(desk, places_bytes(3))
    first, second = confirm_list(desk, upload), confirm_list(desk, upload)
    assert first.url == second.url
    assert (ImportRun.objects.count(), Place.objects.count(), Act.objects.filter(verb="import_file").count()) == (
        1,
        3,
        1,
    )
    assert desk.get(f"{PAGE}{upload.uid}/").url == first.url, "the old page leads to the result"


@pytest.mark.django_db(transaction=True)
def test_confirmed_at_once_from_two_windows_it_happens_once(
    moment: datetime, run_at_once: Callable[..., list[Any]]
) -> None:
    factories.place_type("public-facility"), factories.place_type("library")
    client = signed_in(holder(Post.Kind.OFFICIAL, moment, "two@example.org"))
    upload = upload_list(client, places_bytes(3))
    by = upload.by_id
    runs = run_at_once(lambda: services.import_upload(upload_id=upload.pk, by=by, now=moment).pk, 4)
    assert len(set(runs)) == 1
    assert (ImportRun.objects.count(), Place.objects.count()) == (1, 3)


GARBLED = places_bytes().decode().encode("utf-8").decode("cp932", "replace").encode("utf-8")
HOSTILE = {
    "nothing": (b"", "empty"),
    "blanks": (b"\r\n \r\n", "empty"),
    "spreadsheet": (b"PK\x03\x04" + b"\0" * 400, "ZIP/XLSX"),
    "mojibake": (GARBLED, "export it again"),
    "web page": (b"<!doctype html><html><body>404</body></html>", "web page"),
    "truncated": (places_bytes()[:-40], "breaks off"),
    "open quote": (places_bytes() + b'"131041,9,', "quotation mark"),
    "broken json": (geojson_bytes()[:-25], "broken or incomplete"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hopeless_file_is_refused_whole_and_not_kept(desk: Client, folder: Path, name: str) -> None:
    content, words = HOSTILE[name]
    response = send_list(desk, content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert _nothing_stored(folder) and not ImportUpload.objects.exists()


def test_binary_noise_never_breaks_the_screen(desk: Client, folder: Path) -> None:
    for number in range(25):
        response = send_list(desk, os.urandom(50 * number + 1))
        assert response.status_code in (302, 422)
    assert not Place.objects.exists() and not ImportRun.objects.exists()


def test_a_wrong_statement_can_be_mended_without_sending_the_file_again(desk: Client) -> None:
    upload = upload_list(desk, places_bytes(2, "cp932"), encoding="utf-8", layout="aed-v1")
    address = f"{PAGE}{upload.uid}/"
    page = desk.get(address).content.decode()
    assert "cannot be read in this way" in page and "Store these rows" not in page
    assert confirm_list(desk, upload).url == address, "a file that cannot be read is not stored"
    assert not Place.objects.exists()
    response = desk.post(address, {"kind": "place", "encoding": "", "layout": ""})
    assert response.url == address
    upload.refresh_from_db()
    assert upload.report["recognised"]["encoding"] == "cp932"
    confirm_list(desk, upload)
    assert Place.objects.count() == 2


def test_a_layout_of_the_other_kind_is_explained(desk: Client) -> None:
    response = send_list(desk, places_bytes(), kind="organization", layout="aed-v1")
    assert response.status_code == 422 and "other kind of list" in response.content.decode()


def test_a_file_over_the_limit_is_not_read_to_its_end(desk: Client, folder: Path, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    for size in (100_001, 300_000, 5_000_000):
        file = SimpleUploadedFile("list.csv", b"a" * size)
        response = desk.post(PAGE, {"file": file, "kind": "place"})
        assert response.status_code == 422, size
        assert list(response.context["form"].errors) == ["file"]
        assert "larger than" in response.content.decode()
    assert _nothing_stored(folder)
    assert "at most 97.7" in desk.get(PAGE).content.decode(), "the limit is told before"


def test_a_full_disk_is_told_and_leaves_nothing(desk: Client, folder: Path) -> None:
    folder.parent.joinpath("imports").write_text("a file where the folder should be")
    response = send_list(desk, places_bytes())
    assert response.status_code == 422 and "could not keep the file" in response.content.decode()
    assert not ImportUpload.objects.exists()


def test_a_file_that_changed_on_the_disk_is_not_stored(desk: Client) -> None:
    upload = upload_list(desk, places_bytes())
    upload.path.write_bytes(places_bytes(1))
    response = desk.post(f"{PAGE}{upload.uid}/confirm/", follow=True)
    assert "changed while it was being read" in response.content.decode()
    upload.path.unlink()
    confirm_list(desk, upload)
    assert not Place.objects.exists()


def test_an_error_in_the_middle_stores_nothing(desk: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = upload_list(desk, places_bytes(4))

    def fails(**_: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(services, "record_act", fails)
    with pytest.raises(RuntimeError):
        confirm_list(desk, upload)
    assert not Place.objects.exists() and not ImportRun.objects.exists()
    assert upload.path.exists(), "the file waits for the next try"
    monkeypatch.undo()


def test_someone_elses_upload_does_not_exist(desk: Client, moment: datetime) -> None:
    upload = upload_list(desk, places_bytes())
    colleague = signed_in(holder(Post.Kind.ADMINISTRATOR, moment, "colleague@example.org"))
    for uid in (upload.uid, uuid4()):
        assert colleague.get(f"{PAGE}{uid}/").status_code == 404
        assert colleague.get(f"{PAGE}{uid}/refused.csv").status_code == 404
        for step in ("", "confirm/", "discard/"):
            assert colleague.post(f"{PAGE}{uid}/{step}", {"kind": "place"}).status_code == 404
    assert ImportUpload.objects.count() == 1 and not Place.objects.exists()


def test_uploads_expire_after_a_day(desk: Client, moment: datetime, folder: Path) -> None:
    upload = upload_list(desk, places_bytes())
    path = upload.path
    ImportUpload.objects.update(at=moment - timedelta(hours=25))
    assert desk.get(f"{PAGE}{upload.uid}/").status_code == 404
    orphan = folder / "abc"
    orphan.write_bytes(b"left by a crash")
    os.utime(orphan, (0, 0))
    assert services.forget_old_uploads(now=moment) == {"uploads": 1, "files": 1}
    assert services.forget_old_uploads(now=moment) == {"uploads": 0, "files": 0}
    assert not path.exists() and not orphan.exists() and not ImportUpload.objects.exists()


def test_discarding_forgets_the_file(desk: Client, folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    upload = upload_list(desk, places_bytes())
    assert upload.file_name in desk.get(PAGE).content.decode(), "it waits on the first page"
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{PAGE}{upload.uid}/discard/")
    assert _nothing_stored(folder) and not ImportUpload.objects.exists()


def test_the_kept_file_is_private_and_its_name_tells_nothing(desk: Client, folder: Path) -> None:
    upload = upload_list(desk, places_bytes())
    assert re.fullmatch("[0-9a-f]{32}", upload.path.name)
    assert upload.path.stat().st_mode & 0o077 == 0 and folder.stat().st_mode & 0o077 == 0


def test_hostile_file_names_are_only_words(desk: Client, folder: Path) -> None:
    response = send_list(desk, places_bytes(), name="../../<script>alert(1)</script>\u202e=cmd.csv")
    assert response.status_code == 302
    assert [path.parent for path in folder.iterdir()] == [uploads_folder()]
    page = desk.get(response.url).content.decode()
    assert "<script>alert" not in page and "\u202e" not in page


def test_refused_rows_as_a_harmless_file(desk: Client, moment: datetime) -> None:
    rows = [{"line": 3, "column": "=1+1", "reason": "“@SUM(A1)” and\nmore, 名称"}]
    run = ImportRun.objects.create(
        at=moment, file_name="a.csv", sha256="0" * 64, layout="x", encoding="UTF-8", report={"rows": rows}
    )
    response = desk.get(f"{PAGE}runs/{run.pk}/refused.csv")
    body = b"".join(response.streaming_content)
    assert "attachment" in response["Content-Disposition"] and body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert table == [["Line", "Column", "Reason"], ["3", "'=1+1", "“@SUM(A1)” and\nmore, 名称"]]


def test_only_the_latest_import_of_a_file_waits(desk: Client) -> None:
    bad = {**LIBRARY, "NO": "8", "名称": ""}
    confirm_list(desk, upload_list(desk, csv_bytes([LIBRARY, bad])))
    assert "list.csv" in desk.get(PAGE + "?refused=1").content.decode()
    confirm_list(desk, upload_list(desk, csv_bytes([LIBRARY, {**bad, "名称": "東館"}])))
    page = desk.get(PAGE + "?refused=1").content.decode()
    assert "No import left rows out" in page and "list.csv" not in page
    assert desk.get(PAGE + "?before=x&refused=1").status_code == 200


def test_the_ledger_is_paged_with_equal_queries(
    desk: Client, moment: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        ImportRun.objects.create(at=moment, file_name=f"n{number}.csv", sha256="0" * 64, layout="x", encoding="UTF-8")
    with django_assert_max_num_queries(10):
        first = desk.get(PAGE).content.decode()
    older = re.search(r'href="\?before=(\d+)', first)
    assert older and "n24.csv" in first and "n4.csv" not in first
    second = desk.get(f"{PAGE}?before={older[1]}").content.decode()
    assert "n4.csv" in second and "n0.csv" in second and "n5.csv" not in second


def _addresses(upload: ImportUpload, run: ImportRun) -> dict[str, str]:
    given = {
        "import_file": {},
        "check_import": {"uid": upload.uid},
        "check_import_refused": {"uid": upload.uid},
        "confirm_import": {"uid": upload.uid},
        "discard_import": {"uid": upload.uid},
        "import_run": {"run_id": run.pk},
        "import_run_refused": {"run_id": run.pk},
    }
    return {name: reverse(f"organizations:{name}", kwargs=values) for name, values in given.items()}


def test_who_sees_what(cast: factories.Cast, moment: datetime) -> None:
    upload = ImportUpload.objects.create(
        at=moment,
        by=holder(Post.Kind.OFFICIAL, moment, "owner@example.org").person,
        file_name="a",
        size=1,
        kind="place",
    )
    run = ImportRun.objects.create(at=moment, file_name="a.csv", sha256="0" * 64, layout="x", encoding="UTF-8")
    readable = {"import_file", "import_run", "import_run_refused"}
    strangers = {role: signed_in(person_of(role, cast, moment)) for role in STRANGERS}
    auditor, anonymous = signed_in(holder(Post.Kind.AUDITOR, moment)), Client()
    for name, address in _addresses(upload, run).items():
        asked = anonymous.get(address)
        assert asked.status_code == 302 and "/accounts/login/" in asked.url, name
        assert "/accounts/login/" in anonymous.post(address).url
        for role, client in strangers.items():
            expected = 302 if role == "inactive" else 404
            assert {client.get(address).status_code, client.post(address).status_code} == {expected}, (role, name)
        expected = 200 if name in readable else 405 if name in ("confirm_import", "discard_import") else 404
        assert auditor.get(address).status_code == expected, name
    assert auditor.post(PAGE, {"kind": "place"}).status_code == 403
    assert 'type="file"' not in auditor.get(PAGE).content.decode()


def test_the_form_is_sealed_against_foreign_sites(official: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    assert send_list(client, places_bytes()).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(PAGE).content.decode())
    assert token and send_list(client, places_bytes(), csrfmiddlewaretoken=token[1]).status_code == 302


def test_the_seal_is_looked_for_although_the_outer_view_is_exempt() -> None:
    assert views.import_file.csrf_exempt  # type: ignore[attr-defined]
    assert not getattr(views.confirm_import, "csrf_exempt", False)


def test_the_same_file_chosen_again_replaces_the_first(
    desk: Client, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    first = upload_list(desk, places_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        second = upload_list(desk, places_bytes())
    assert list(ImportUpload.objects.all()) == [second]
    assert [one.name for one in folder.iterdir()] == [second.uid.hex]
    assert first.pk != second.pk


def test_a_file_without_news_offers_nothing_to_store(desk: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        confirm_list(desk, upload_list(desk, places_bytes()))
    again = upload_list(desk, places_bytes())
    page = desk.get(f"{PAGE}{again.uid}/").content.decode()
    assert "Nothing to do" in page
    assert reverse("organizations:confirm_import", args=[again.uid]) not in page
    assert reverse("organizations:discard_import", args=[again.uid]) in page


def test_what_cannot_be_read_yet_is_not_called_checked(desk: Client) -> None:
    upload_list(desk, "名称,住所\n".encode() + b"\x81\xff\xfe\n")
    page = desk.get(PAGE).content.decode()
    assert "Chosen, but not stored yet" in page
    assert "Cannot be read yet" in page
