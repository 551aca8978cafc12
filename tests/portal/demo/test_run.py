"""`make demo` as a visitor meets it: real programs in a folder of their own, started, killed and started again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.demo import run
from portal.demo.cast import CAST, PASSWORD
from portal.embedded import layout, membership, processes
from tests.portal.embedded.ground import REPOSITORY, wait_until

PARTS = ("portal", "organizations", "volunteers", "grants", "kpis", "templates", "locale", "manage.py")
ASIDE = ("DATABASE_URL", "REDIS_URL", "TSUNAGU_MODE", "HASHED_STATIC", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER")
START_SECONDS = 180
LONG = "import time; time.sleep(60)"


@dataclass
class Demo:
    """One run of the supervisor: what it prints goes to a file."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def await_ready(self) -> None:
        wait_until(lambda: "The portal is at" in self.said() or self.process.poll() is not None, START_SECONDS)
        assert self.process.poll() is None, self.said()

    def get(self, path: str) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": "localhost"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()

    def children(self) -> list[int]:
        """Ids of all processes below the supervisor."""
        found, waiting = [], [self.process.pid]
        while waiting:
            number = waiting.pop()
            for task in Path(f"/proc/{number}/task").glob("*/children"):
                below = [int(one) for one in task.read_text().split()]
                found += below
                waiting += below
        return found

    def ended(self) -> int:
        return self.process.wait(60)


class Folder:
    """A copy of the project with a `var/` of its own."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.demos: list[Demo] = []
        for part in PARTS:
            if (REPOSITORY / part).is_dir():
                shutil.copytree(REPOSITORY / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(REPOSITORY / part, project / part)

    def start(self, **changes: str) -> Demo:
        kept = {name: value for name, value in os.environ.items() if name not in ASIDE}
        port = int(changes.get("PORT") or free_port())
        log = self.project / f"demo{len(self.demos)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "portal.demo.run"],
                cwd=self.project,
                env={**kept, "PORT": str(port), **changes},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.demos.append(Demo(process, log, port))
        return self.demos[-1]

    def database(self) -> psycopg.Connection:
        return psycopg.connect(layout.addresses(self.project).database_url)

    def count(self, table: str) -> int:
        with self.database() as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[arg-type]
        assert row
        return int(row[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def all_gone(numbers: list[int]) -> bool:
    return not any(processes.runs(number, "") for number in numbers if Path(f"/proc/{number}/exe").exists())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("REDIS_URL", raising=False)
        made = Folder(tmp_path_factory.mktemp("demo"))
        yield made
        for demo in made.demos:
            if demo.process.poll() is None:
                demo.process.kill()
                demo.process.wait()
        assert membership.leave(made.project, wait_seconds=60), "no server stays behind"


def test_the_whole_life_of_a_demo(folder: Folder) -> None:
    """In one test, because the second start builds on the first."""
    _a_first_start_builds_a_ward_and_leaves_nothing_when_killed(folder)
    _a_second_start_keeps_the_data_and_ends_with_a_dead_worker(folder)


def _a_first_start_builds_a_ward_and_leaves_nothing_when_killed(folder: Folder) -> None:
    demo = folder.start()
    demo.await_ready()
    said = demo.said()
    assert f"http://localhost:{demo.port}/" in said
    for role in CAST:
        assert re.search(rf"^{role.email} +{PASSWORD}", said, re.MULTILINE), "who can sign in is told"
    for path, expected in (("/ja/", "つなぐ区"), ("/ja-simple/map/", "<ruby>"), ("/en/map/", "Tsunagu")):
        status, page = demo.get(path)
        assert status == 200 and expected in page
    assert demo.get("/readyz")[1].count("true") == 3
    assert folder.count("organizations_place") >= 200
    programs = demo.children()
    assert len(programs) >= 5, "web and its workers, worker, beat"
    demo.process.kill()
    demo.process.wait()
    wait_until(lambda: all_gone(programs))
    assert membership.leave(folder.project, wait_seconds=60), "the servers go when nobody uses them"


def _is(number: int, word: bytes) -> bool:
    words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    return b"celery" in words and word in words


def _a_second_start_keeps_the_data_and_ends_with_a_dead_worker(folder: Folder) -> None:
    demo = folder.start()
    demo.await_ready()
    assert "Building the demo ward" not in demo.said() and CAST[0].email in demo.said()
    assert demo.get("/en/")[0] == 200
    wait_until(lambda: "celery@" in demo.said() and "beat: Starting" in demo.said())
    programs = demo.children()
    os.kill(next(number for number in programs if _is(number, b"worker")), signal.SIGKILL)
    assert demo.ended() == 1
    assert "worker ended with code -9; stopping." in demo.said()
    assert all_gone(programs), "when the prompt is back, everything has ended"
    assert membership.leave(folder.project, wait_seconds=60)


def test_ctrl_c_pressed_again_and_again_is_no_error(folder: Folder) -> None:
    demo = folder.start()
    wait_until(lambda: bool(demo.children()) or demo.process.poll() is not None)
    programs = demo.children()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        demo.process.send_signal(number)
    assert demo.ended() == 0
    assert demo.said().strip() == "make demo: stopping …"
    assert all_gone(programs)


@pytest.fixture(params=run.STOP_SIGNALS)
def interrupted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Where Popen waits for its child to become the program, a stop comes: nobody has the child's id yet but this."""
    started: list[int] = []

    class InterruptedStart(subprocess.Popen[Any]):
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            started.append(self.pid)
            signal.raise_signal(request.param)

    handlers = {number: signal.signal(number, run._stop) for number in run.STOP_SIGNALS}
    monkeypatch.setattr(subprocess, "Popen", InterruptedStart)
    yield started
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_stop_while_a_step_is_being_started_leaves_no_program(interrupted: list[int]) -> None:
    with pytest.raises(run.Stopped):
        run._run("-c", LONG)
    assert interrupted and all_gone(interrupted)


def test_a_stop_while_a_program_is_being_started_comes_when_it_is_known(interrupted: list[int]) -> None:
    children: list[run.Child] = []
    with pytest.raises(run.Stopped), run._held_stop():
        children.append(run.Child.start("web", [sys.executable, "-c", LONG]))
    run._stop_children(children)
    assert interrupted == [one.process.pid for one in children] and all_gone(interrupted)


def test_a_taken_port_is_told_with_the_way_out_before_any_server_starts(folder: Folder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = folder.start(PORT=str(port))
        assert demo.ended() == 1
    assert demo.said().strip() == f"make demo: Port {port} is taken: make demo PORT={port + 1}"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eight", "PORT='eight' must be a number"),
        ("PORT", "0", "PORT='0' must be a number"),
        ("PORT", "70000", "PORT='70000' must be a number"),
        ("PORT", "８０００", "must be a number"),
        ("HOST", "no.such.host.invalid", "HOST=no.such.host.invalid"),
        ("HOST", "192.0.2.1", "cannot be used"),
    ],
)
def test_addresses_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setenv("HOST", "127.0.0.1")
    monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match=re.escape(sentence)):
        run._address()


def test_a_var_that_is_no_folder_is_told_in_one_line(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "var").write_text("in the way")
    demo = folder.start()
    assert demo.ended() == 1
    assert demo.said() == f"make demo: {tmp_path / 'var'} must be a folder that can be written: File exists.\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_var_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir(mode=0o500)
    with pytest.raises(RuntimeError, match="Permission denied"):
        run._need_writable(tmp_path / "var")


def test_a_step_that_fails_names_itself(tmp_path: Path) -> None:
    """A demo never runs in production, whose settings are complete here."""
    folder = Folder(tmp_path)
    demo = folder.start(TSUNAGU_MODE="staging")
    assert demo.ended() == 1
    assert "TSUNAGU_MODE='staging' is unknown" in demo.said()
    assert "make demo: manage.py collectstatic --noinput --verbosity=0 failed." in demo.said()
    assert list((tmp_path / "var").iterdir()) == [], "no server was started for it"


def test_the_programs_are_the_documented_ones() -> None:
    found = run.programs("127.0.0.1", 8123)
    assert list(found) == ["web", "worker", "beat"]
    assert "--bind=127.0.0.1:8123" in found["web"] and "portal.wsgi" in found["web"]
    assert all("--app=portal.celery" in found[name] for name in ("worker", "beat"))
    other = run.programs("127.0.0.1", 8124)
    assert found["beat"] != other["beat"], "two demos side by side do not share the clock's file"
