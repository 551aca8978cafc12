"""Real processes: one is killed in the middle of an import, two import the same file at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from organizations.interchange.models import ImportRun
from organizations.places.models import OpeningHours, Place
from portal import embedded
from tests import factories
from tests.organizations.interchange.files import csv_bytes
from tests.organizations.interchange.lists import HALL

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 1_200
PATIENCE_SECONDS = 180


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    factories.place_type("public-facility")
    rows = ({**HALL, "ID": str(number), "名称": f"第{number}館"} for number in range(ROWS))
    path.write_bytes(csv_bytes(rows, "ward-place-list"))
    return path


def start(file: Path) -> subprocess.Popen[bytes]:
    """The command as an operator runs it, against the database of this test."""
    parts = urlsplit(embedded.addresses().database_url)
    address = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_places", str(file)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture
def processes(file: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate(timeout=PATIENCE_SECONDS)


def writing(process: subprocess.Popen[bytes]) -> bool:
    """Wait until another session has rows of places uncommitted; false when the process ended before."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    sql = (
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) JOIN pg_class c ON c.oid = l.relation "
        "WHERE a.datname = current_database() AND l.pid <> pg_backend_pid() "
        "AND c.relname = 'organizations_openinghours' AND l.mode = 'RowExclusiveLock'"
    )
    while time.monotonic() < deadline and process.poll() is None:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.01)
    return False


def others() -> int:
    """Sessions of other processes on this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def await_silence() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while others() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_killed_import_leaves_nothing_and_the_next_one_brings_all(
    file: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    processes.append(start(file))
    assert writing(processes[0]), "the control: it was killed while it wrote, not before or after"
    os.kill(processes[0].pid, signal.SIGKILL)
    assert processes[0].wait(PATIENCE_SECONDS) == -signal.SIGKILL
    await_silence()
    assert (Place.objects.count(), OpeningHours.objects.count(), ImportRun.objects.count()) == (0, 0, 0)
    processes.append(start(file))
    output, _ = processes[1].communicate(timeout=PATIENCE_SECONDS)
    assert processes[1].returncode == 0, output.decode()
    assert (Place.objects.count(), OpeningHours.objects.count()) == (ROWS, 5 * ROWS)
    assert ImportRun.objects.get().created_rows == ROWS


def test_two_processes_with_the_same_file_bring_it_in_once(
    file: Path, processes: list[subprocess.Popen[bytes]]
) -> None:
    processes += [start(file), start(file)]
    outputs = [one.communicate(timeout=PATIENCE_SECONDS)[0].decode() for one in processes]
    assert [one.returncode for one in processes] == [0, 0], outputs
    runs = ImportRun.objects.order_by("created_rows")
    assert [(run.created_rows, run.unchanged_rows, run.refused_rows) for run in runs] == [(0, ROWS, 0), (ROWS, 0, 0)]
    assert Place.objects.count() == ROWS
    assert not Place.objects.exclude(revision=1).exists(), "the second one has touched nothing"
    assert not Place.objects.filter(search_text="").exists(), "all of them can be found"
