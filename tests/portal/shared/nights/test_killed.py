"""A night killed at any moment, and what is left of it in the end; each with a control that must go wrong."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from organizations.places.models import Place
from portal.shared.japan import JAPAN
from portal.shared.nights.models import StepRun
from portal.shared.nights.services import run_again
from tests import factories
from tests.portal.embedded.ground import REPOSITORY
from tests.portal.shared.nights.working import drop_table, make_table, whole_night

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = 3
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=JAPAN)
SERVER = Path(__file__).with_name("night_server.py")
PLACES, SESSIONS, KILLS = 160, 200, 50
LEDGER = "day, hour, step, status, cursor, counts::text, done, total, error"
TABLES = {
    "worked": "SELECT night, step, number FROM worked ORDER BY 1, 2, 3",
    "places": "SELECT p.* FROM organizations_place p ORDER BY id",
    "sessions": "SELECT session_key FROM django_session ORDER BY 1",
    "ledger": f"SELECT {LEDGER} FROM nights_steprun WHERE step <> 'forget_runs' ORDER BY day, step",
}
Contents = dict[str, list[tuple[Any, ...]]]


class Nights:
    """Forks nights on the test's database and looks at what they leave."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.now = now
        command = [sys.executable, str(SERVER), str(connection.settings_dict["NAME"]), str(folder), now.isoformat()]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY
        )
        assert self.answer() == "ready"

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def run(self, way: str = "well", *, at_once: int = 1, kill_after: float = 0) -> list[int]:
        """Ticks at the same moment, killed after so many seconds; how each ended (-9: it still ran)."""
        assert self.process.stdin
        self.process.stdin.write(f"{way} {at_once} {kill_after} 0\n")
        self.process.stdin.flush()
        return [int(code) for code in self.answer().split()]

    def reset(self) -> None:
        """Five nights ago all was well; since then the portal was off and the columns drifted."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE worked, nights_steprun, django_session RESTART IDENTITY")
        Place.objects.update(search_hash="", search_text="drifted", tags=[], rank=0)
        ends = [self.now + timedelta(days=number % 2 or -1) for number in range(SESSIONS)]
        Session.objects.bulk_create(Session(f"s{n}", "", end) for n, end in enumerate(ends))
        before = {"day": self.now.date() - timedelta(days=5), "started": self.now, "status": StepRun.Status.FINISHED}
        StepRun.objects.bulk_create(StepRun(step=step.name, **before) for step in whole_night())

    def contents(self) -> Contents:
        found = {}
        with connection.cursor() as cursor:
            for name, query in TABLES.items():
                cursor.execute(query)
                found[name] = cursor.fetchall()
        return found


@pytest.fixture(scope="module")
def forks(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    made = Nights(tmp_path_factory.mktemp("media"), NOW)
    yield made
    assert made.process.stdin
    made.process.stdin.close()
    made.process.wait(20)


@pytest.fixture
def nights(forks: Nights) -> Iterator[Nights]:
    make_table()
    pattern = factories.make_place(now=NOW, hours=[(2, 600, 1020)])
    columns = {"type_id": pattern.type_id, "status": pattern.status, "address_visibility": pattern.address_visibility}
    Place.objects.bulk_create(Place(name_ja=f"第{n}館", name=f"第{n}館", **columns) for n in range(PLACES))
    yield forks
    drop_table()


def clean_night(nights: Nights) -> tuple[Contents, float]:
    """What one undisturbed night leaves, and how long it takes."""
    nights.reset()
    begun = time.monotonic()
    codes = nights.run()
    assert codes == [0]
    return nights.contents(), time.monotonic() - begun


def killed_until_done(nights: Nights, way: str, seconds: float, chance: random.Random) -> int:
    """Kill it at random moments until one gets through, as ticks and officials would try; how often it was killed."""
    nights.reset()
    kills, done = 0, False
    while not done:
        (code,) = nights.run(way, kill_after=chance.uniform(0, seconds * 0.7))
        kills += code == -signal.SIGKILL
        done = code == 0
        for run in StepRun.objects.filter(status=StepRun.Status.FAILED):
            run_again(whole_night(), run_id=run.pk, by=1, now=nights.now)
            done = False
    return kills


def test_a_night_killed_at_fifty_moments_leaves_what_a_clean_one_leaves(nights: Nights) -> None:
    expected, seconds = clean_night(nights)
    assert len(expected["worked"]) == 8 + 5 * 8 and len(expected["sessions"]) == SESSIONS // 2
    chance, kills = random.Random(3), 0
    while kills < KILLS:
        kills += killed_until_done(nights, "well", seconds, chance)
        found = nights.contents()
        for table, rows in expected.items():
            assert found[table] == rows, f"{table} after {kills} kills"


def test_with_the_cursor_outside_of_the_chunk_the_same_kills_leave_something_else(nights: Nights) -> None:
    """The control: the comparison above can fail."""
    expected, seconds = clean_night(nights)
    chance, kills, differs = random.Random(3), 0, False
    while kills < 4 * KILLS and not differs:
        kills += killed_until_done(nights, "loose", seconds, chance)
        differs = nights.contents()["worked"] != expected["worked"]
    assert differs


def test_two_nights_at_once_are_one(nights: Nights) -> None:
    expected, _ = clean_night(nights)
    for _ in range(2):
        nights.reset()
        assert sorted(nights.run(at_once=2)) == [0, BUSY]
        assert nights.contents() == expected


def test_where_the_lock_does_not_hold_the_fence_does_and_without_both_work_is_done_twice(nights: Nights) -> None:
    expected, _ = clean_night(nights)
    for _ in range(2):
        nights.reset()
        assert nights.run("fenced", at_once=3) == [0, 0, 0]
        nights.run()
        assert nights.contents() == expected
    nights.reset()
    nights.run("open", at_once=3)
    assert len(nights.contents()["worked"]) > len(expected["worked"]), "the control"
