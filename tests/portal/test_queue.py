"""The queue with a real worker: nothing lost with a killed process, nothing waited for without Redis, JSON in the log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError

from portal import celery as queue
from portal import tasks
from portal.embedded import processes
from portal.embedded.layout import addresses
from portal.embedded.redis_server import Redis
from tests.portal.embedded.ground import REPOSITORY, wait_until


class Line:
    """A Redis and a worker of the test's own; `lines` is what its tasks noted."""

    def __init__(self, project: Path) -> None:
        self.redis = Redis(project)
        self.redis.directory.mkdir(parents=True)
        self.redis.start()
        self.notes, self.log = project / "notes", project / "worker.log"
        self.notes.touch()
        self.found = addresses(project)
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if name != "TSUNAGU_MODE"}
        command = [sys.executable, "-m", "celery", "--app=tests.portal.queue_tasks", "--quiet", "worker"]
        with self.log.open("ab") as out:
            worker = subprocess.Popen(
                [*command, "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"],
                cwd=REPOSITORY,
                env={**kept, "REDIS_URL": self.found.redis_url, "QUEUE_TEST_FILE": str(self.notes)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def send(self, name: str) -> None:
        with Celery("sender", broker=self.found.broker_url) as sender:
            sender.conf.broker_transport_options = queue.app.conf.broker_transport_options
            sender.send_task(name)

    def lines(self) -> list[str]:
        return [line.split()[0] for line in self.notes.read_text().splitlines()]

    def waiting(self) -> int:
        with redis.Redis.from_url(self.found.cache_url.replace("db=0", "db=1")) as client:
            return int(client.hlen("queue:unacked"))  # type: ignore[arg-type]

    def clear(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
        self.redis.stop()


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = Line(tmp_path)
    yield made
    made.clear()


def test_work_whose_process_is_killed_is_done_again_and_failed_work_is_not(line: Line) -> None:
    line.start_worker()
    line.send("tests.held")
    wait_until(lambda: line.lines() == ["begun"])
    number = int(line.notes.read_text().split()[1])
    assert line.waiting() == 1, "not acknowledged before it is done"
    os.kill(number, signal.SIGKILL)
    wait_until(lambda: line.lines() == ["begun", "begun", "ended"])
    wait_until(lambda: line.waiting() == 0)
    line.send("tests.fails")
    wait_until(lambda: line.lines()[3:] == ["failed"])
    wait_until(lambda: line.waiting() == 0)
    time.sleep(1)
    assert line.lines()[3:] == ["failed"], "what fails by itself is the next tick's business"
    worker = line.workers[0]
    worker.terminate()
    assert worker.wait(60) == 0
    _assert_json(line.log.read_text(encoding="utf-8"))


def _assert_json(log: str) -> None:
    """The portal's own handler writes: level, logger and trace as fields."""
    found = [json.loads(row) for row in log.splitlines() if row.startswith("{")]
    assert any("RuntimeError: no good" in row.get("trace", "") for row in found)
    assert {"celery.apps.worker"} <= {row["logger"] for row in found}


def test_a_worker_that_is_asked_to_go_finishes_its_work_first(line: Line) -> None:
    worker = line.start_worker()
    line.notes.write_text("earlier 0\n")
    line.send("tests.held")
    wait_until(lambda: "begun" in line.lines())
    worker.terminate()
    assert worker.wait(60) == 0
    assert line.lines() == ["earlier", "begun", "ended"] and line.waiting() == 0


def test_what_was_sent_while_no_worker_ran_waits_for_one(line: Line) -> None:
    line.notes.write_text("earlier 0\n")
    line.send("tests.held")
    line.send("tests.held")
    line.start_worker()
    wait_until(lambda: line.lines().count("ended") == 2)


def test_without_redis_a_sender_is_told_instead_of_waiting_for_it(tmp_path: Path) -> None:
    """The row that a message stands for is found by the next tick."""
    with Celery("sender", broker=f"redis+socket://{tmp_path}/none.sock?virtual_host=1") as sender:
        sender.conf.update(queue.app.conf.changes, broker_url=f"redis+socket://{tmp_path}/none.sock?virtual_host=1")
        with pytest.raises(OperationalError):
            sender.send_task("tests.held")


def test_what_the_clock_starts_is_known_to_the_worker() -> None:
    queue.app.loader.import_default_modules()
    for entry in queue.BEAT_SCHEDULE.values():
        assert entry["task"] in queue.app.tasks


def test_the_clock_ticks_every_ten_minutes_in_utc_and_a_tick_that_nobody_took_goes() -> None:
    for name in ("hour", "night"):
        entry = queue.BEAT_SCHEDULE[name]
        schedule = entry["schedule"]
        assert (schedule.minute, len(schedule.hour)) == ({0, 10, 20, 30, 40, 50}, 24)  # type: ignore[attr-defined]
        assert entry["options"] == {"expires": 600}
    assert queue.app.conf.timezone == "UTC" and queue.app.conf.enable_utc


def test_a_task_that_is_stuck_ends_later_than_its_work_pauses() -> None:
    queue.app.loader.import_default_modules()
    assert queue.app.conf.task_time_limit == queue.TASK_SECONDS and queue.app.conf.worker_max_tasks_per_child
    assert Path(queue.app.conf.beat_schedule_filename).parent == settings.BASE_DIR / "var"
    for task, patience in ((tasks.nightly, tasks.NIGHT_SECONDS), (tasks.hourly, tasks.HOUR_SECONDS)):
        assert task.time_limit > patience


def test_the_queue_lies_beside_the_pages_and_nothing_is_acknowledged_early() -> None:
    conf = queue.app.conf
    assert conf.broker_url == settings.CELERY_BROKER_URL
    assert conf.task_acks_late and conf.task_reject_on_worker_lost and conf.worker_prefetch_multiplier == 1
    options = conf.broker_transport_options
    assert options["socket_timeout"] <= 0.5 and options["socket_connect_timeout"] <= 0.5
    assert options["visibility_timeout"] == queue.VISIBILITY_SECONDS


def test_a_message_outlives_the_whole_worker(line: Line) -> None:
    worker = line.start_worker()
    line.send("tests.held")
    wait_until(lambda: line.lines() == ["begun"])
    child = int(line.notes.read_text().split()[1])
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not processes.runs(child, "python"))
    assert line.waiting() == 1, "the message is still there for the next worker"
