"""PostgreSQL restarts, and a worker is killed, in the middle of a night; the same message comes twice."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from celery import Celery
from django.conf import settings
from django.db import connection

from portal import celery as queue
from portal.embedded import layout
from portal.embedded.postgres import Postgres
from portal.embedded.redis_server import Redis
from portal.shared.nights.models import StepRun
from tests.portal.embedded.ground import REPOSITORY, wait_until
from tests.portal.shared.nights.working import CHUNKS, TABLE, drop_table, make_table, worked

SERVER = Path(__file__).with_name("night_server.py")
EACH_ONCE = [(name, number) for name in ("first", "last") for number in range(CHUNKS)]
LOST = 4


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Postgres(tmp_path)
    made.start()
    yield made
    made.stop()
    sockets = layout.socket_directory(tmp_path)
    if not sockets.is_relative_to(tmp_path):
        shutil.rmtree(sockets, ignore_errors=True)


def _ask(server: Postgres, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(layout.addresses(server.project).database_url) as own:
        return own.execute(query).fetchall()  # type: ignore[arg-type]


def test_a_night_goes_on_after_postgresql_was_restarted(server: Postgres, now: datetime) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": layout.addresses(server.project).database_url,
        "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    migrate = [sys.executable, "manage.py", "migrate", "shared", "--verbosity=0"]
    subprocess.run(migrate, check=True, env=environment, cwd=REPOSITORY, timeout=120)
    with psycopg.connect(environment["DATABASE_URL"]) as own:
        own.execute(TABLE)
    command = [sys.executable, str(SERVER), layout.DATABASE, str(server.project), now.isoformat()]
    with subprocess.Popen(
        command, env=environment, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nights:
        assert nights.stdin and nights.stdout and nights.stdout.readline() == "ready\n"
        nights.stdin.write("slow 1 0 0\n")
        nights.stdin.flush()
        wait_until(lambda: len(_ask(server, "SELECT 1 FROM worked")) >= 3)
        server.stop()
        server.start()
        assert nights.stdout.readline() == f"{LOST}\n", "it noticed that its lock was gone"
        assert _ask(server, "SELECT step, status, cursor IS NULL FROM nights_steprun") == [("first", "failed", False)]
        nights.stdin.write("slow 1 0 1\n")
        nights.stdin.close()
        assert nights.stdout.readline() == "0\n"
    assert _ask(server, "SELECT step, number FROM worked ORDER BY id") == EACH_ONCE
    assert _ask(server, "SELECT step, status FROM nights_steprun ORDER BY id") == [
        ("first", "finished"), ("last", "finished"),
    ]  # fmt: skip


class Line:
    """A Redis of the test's own, and workers on the test's database."""

    def __init__(self, project: Path) -> None:
        self.redis = Redis(project)
        self.redis.directory.mkdir(parents=True)
        self.redis.start()
        self.found, self.log = layout.addresses(project), project / "worker.log"
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self) -> subprocess.Popen[bytes]:
        parts = urlsplit(settings.DATABASE_URL)
        url = f"{parts.scheme}://{parts.netloc}/{connection.settings_dict['NAME']}{parts.query and '?' + parts.query}"
        environment = {**os.environ, "DATABASE_URL": url, "REDIS_URL": self.found.redis_url}
        command = [sys.executable, "-m", "celery", "--app=tests.portal.shared.nights.worker:app", "--quiet", "worker"]
        with self.log.open("ab") as out:
            worker = subprocess.Popen(
                [*command, "--concurrency=2", "--without-gossip", "--without-mingle"],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def tick(self) -> None:
        with Celery("sender", broker=self.found.broker_url) as sender:
            sender.conf.broker_transport_options = queue.app.conf.broker_transport_options
            sender.send_task("portal.tasks.run_night")

    def clear(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
        self.redis.stop()


@pytest.fixture
def line(tmp_path: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    make_table()
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = Line(tmp_path)
    yield made
    made.clear()
    drop_table()


def _work() -> list[tuple[str, int]]:
    return [(step, number) for _, step, number in worked()]


def test_a_killed_workers_night_is_ended_by_the_next_tick_and_a_doubled_message_does_nothing(line: Line) -> None:
    worker = line.start_worker()
    for _ in range(2):  # two clocks, or a message handed out again because the night takes longer than its patience
        line.tick()
    wait_until(lambda: len(_work()) >= 3)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert _work() == EACH_ONCE[: len(_work())] != EACH_ONCE
    line.start_worker()
    line.tick()
    wait_until(lambda: StepRun.objects.filter(status=StepRun.Status.FINISHED).count() == 2)
    assert _work() == EACH_ONCE
    assert [run.attempt for run in StepRun.objects.order_by("id")] == [2, 1]
