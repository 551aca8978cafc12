"""Rows and bytes: together or not at all, whatever breaks in between."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, connection, transaction

from portal import embedded
from portal.shared.files import disk, services
from portal.shared.files.models import StoredFile
from portal.shared.files.policies import POLICIES
from portal.shared.models import Act
from tests import factories
from tests.portal.shared.files import samples
from tests.portal.shared.files.samples import DOCUMENTS, GOOD, upload

pytestmark = pytest.mark.django_db
PURPOSE = DOCUMENTS.purpose


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(services, "POLICIES", {**POLICIES, PURPOSE: replace(DOCUMENTS, retention=timedelta(days=30))})
    return tmp_path / "files"


def store(data: bytes, now: datetime, name: str = "paper.pdf", owner: int | None = None) -> StoredFile:
    person = factories.make_person()
    return services.store_upload(
        upload=upload(data, name), purpose=PURPOSE, owner=owner or person.pk, on=person, by=person.pk, now=now
    )


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_with_what_we_know_of_it(folder: Path, now: datetime) -> None:
    file = store(GOOD["pdf"], now, "../Curriculum vitae.exe")
    assert (file.name, file.content_type) == ("Curriculum vitae.pdf", "application/pdf")
    assert (file.size, file.sha256) == (len(GOOD["pdf"]), hashlib.sha256(GOOD["pdf"]).hexdigest())
    assert files_in(folder) == [folder / file.path], "nothing but the file, under its random name"
    assert (folder / file.path).read_bytes() == GOOD["pdf"]
    assert (file.object_type, file.delete_after) == ("accounts.person", now + timedelta(days=30))
    act = Act.objects.get(object_type="files.storedfile", object_id=file.pk)
    assert act.verb == "store_file" and "Curriculum" not in str(act.detail)


@pytest.mark.parametrize("data", [samples.SCRIPT, b"", samples.png_saying(60_000, 60_000)])
def test_what_is_refused_leaves_nothing(folder: Path, now: datetime, data: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        store(data, now)
    assert list(refused.value.message_dict) == ["file"]
    assert files_in(folder) == [] and not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "../../../etc/passwd"},
        {"path": "ab/cd/short"},
        {"size": 0},
        {"sha256": "x" * 64},
        {"width": 10},
        {"name": ""},
    ],
)
def test_the_table_refuses_rows_that_cannot_be(now: datetime, wrong: dict[str, object]) -> None:
    file = store(GOOD["pdf"], now)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**wrong)


def forget(now: datetime) -> dict[str, int]:
    """The whole step, chunk by chunk, as the night does it."""
    counts, cursor, finished = Counter[str](), None, False
    while not finished:
        chunk = services.forget_files(night=now.date(), now=now, cursor=cursor)
        counts.update(chunk.counts)
        cursor, finished = chunk.cursor, chunk.cursor is None
    return {name: counts[name] for name in ("deleted", "orphans")}


@contextmanager
def tiny_disk(folder: Path) -> Iterator[None]:
    """A file system of 64 kB where this process may make one; else no file may grow beyond that."""
    folder.mkdir(parents=True)
    mounted = os.geteuid() == 0 and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True
    ).returncode  # fmt: skip
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        if not mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_half_written_stays(folder: Path, now: datetime) -> None:
    with tiny_disk(folder):
        store(GOOD["pdf"], now)
        with pytest.raises(ValidationError, match="disk is full") as told:
            store(b"text\n" * 50_000, now)
        assert list(told.value.message_dict) == ["file"]
        assert len(files_in(folder)) == 1 == StoredFile.objects.count()
        store(GOOD["docx"], now)


def test_another_fault_of_the_disk_is_a_fault(folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(disk, "put_in_place", broken)
    with pytest.raises(OSError, match="broken"):
        store(GOOD["pdf"], now)
    assert files_in(folder) == [] and not StoredFile.objects.exists()


def test_a_row_that_cannot_be_written_takes_its_bytes_along(folder: Path, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services._keep(disk.write_down([b"x"]), {"purpose": PURPOSE, "size": 0, "created": now}, None)
    assert files_in(folder) == []


def test_deleting_is_once_and_leaves_a_trace_without_a_name(
    folder: Path, now: datetime, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    file = store(GOOD["pdf"], now)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_file(file=file, by=None, now=now)
        assert files_in(folder), "until it is committed, the bytes stay"
        services.delete_file(file=file, by=None, now=now + timedelta(1))
    file.refresh_from_db()
    assert (file.name, file.deleted, files_in(folder)) == ("", now, [])
    assert Act.objects.filter(verb="delete_file").count() == 1


def test_erasure_takes_a_persons_files_and_forgets_whose_they_were(
    folder: Path, now: datetime, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    owner = factories.make_person()
    mine = [store(GOOD["pdf"], now, owner=owner.pk) for _ in range(2)]
    other = store(GOOD["pdf"], now)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.delete_files_of_person(person_id=owner.pk, by=None, now=now) == 2
    assert files_in(folder) == [folder / other.path]
    assert not StoredFile.objects.filter(owner_person_id=owner.pk).exists()
    assert StoredFile.objects.filter(pk__in=[one.pk for one in mine], name="").count() == 2


def test_the_night_forgets_what_is_due_and_what_no_row_points_at(
    folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)
    for _ in range(5):
        store(GOOD["pdf"], now - timedelta(days=31))
    stays = store(GOOD["pdf"], now)
    orphan, young = disk.write_down([b"half"]).temporary, disk.write_down([b"now"]).temporary
    yesterday = (now - timedelta(days=1, minutes=1)).timestamp()
    for path in (orphan, folder / stays.path):
        os.utime(path, (yesterday, yesterday))
    os.utime(young, (now.timestamp(), now.timestamp()))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(now) == {"deleted": 5, "orphans": 1}
    assert len(files_in(folder)) == 7, "a backup that runs now still finds the five"
    assert forget(now + timedelta(hours=23)) == {"deleted": 0, "orphans": 0}
    assert forget(now + timedelta(days=1, minutes=1)) == {"deleted": 0, "orphans": 6}
    assert files_in(folder) == [folder / stays.path]


CHILD = """
import os, signal, sys, django
django.setup()
from datetime import datetime, timezone
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.conf import settings
from organizations.directory.models import Organization
from organizations.directory.logos import update_logo
settings.MEDIA_ROOT = sys.argv[1]
with transaction.atomic():
    update_logo(organization_id=int(sys.argv[2]), upload=SimpleUploadedFile("a.png", open(sys.argv[3], "rb").read()),
                by=None, now=datetime.now(timezone.utc))
    if sys.argv[4] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_before_its_row_is_committed_a_file_is_an_orphan_for_a_day(folder: Path, now: datetime) -> None:
    """A real process dies after the bytes have their name; the control lives on, and its file stays."""
    organization = factories.make_organization()
    (folder.parent / "picture").write_bytes(GOOD["png"])
    address = urlsplit(embedded.addresses().database_url)._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {**os.environ, "DATABASE_URL": address.geturl(), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    arguments = [str(folder.parent), str(organization.pk), str(folder.parent / "picture")]
    for fate, code in (("killed", -signal.SIGKILL), ("lives", 0)):
        ran = subprocess.run(
            [sys.executable, "-c", CHILD, *arguments, fate],
            cwd=django_settings.BASE_DIR, env=environment, capture_output=True, timeout=120,
        )  # fmt: skip
        assert ran.returncode == code, ran.stderr.decode()
    file = StoredFile.objects.get()
    assert len(files_in(folder)) == 2, "one row, two files"
    tomorrow = datetime.fromtimestamp(max(path.stat().st_mtime for path in files_in(folder)) + 86_500, now.tzinfo)
    assert forget(tomorrow) == {"deleted": 0, "orphans": 1}
    assert files_in(folder) == [folder / file.path]


def test_any_file_on_the_disk_will_do(folder: Path, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(GOOD["csv"])
    with (tmp_path / "list.csv").open("rb") as handle:
        file = services.store_upload(
            upload=File(handle, "list.csv"), purpose=PURPOSE, owner=None, on=factories.make_person(), by=None, now=now
        )
    assert (file.name, file.content_type) == ("list.csv", "text/plain; charset=shift_jis")
    assert (folder / file.path).read_bytes() == GOOD["csv"]
