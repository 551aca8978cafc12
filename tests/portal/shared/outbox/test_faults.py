"""Mail with real processes: workers killed at any moment, a frozen Redis, the same task twice; every message arrives."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal import celery as queue
from portal.embedded.layout import addresses
from portal.embedded.redis_server import Redis
from portal.shared.outbox import nudging
from portal.shared.outbox.models import Message
from portal.shared.outbox.services import enqueue_mail
from tests.portal.embedded.ground import REPOSITORY, wait_until
from tests.portal.shared.outbox.post_office import PostOffice, open_post_office

ALONE = ("--without-gossip", "--without-heartbeat")
pytestmark = pytest.mark.django_db(transaction=True)


class Ground:
    """A Redis of the test's own, workers on the test's database, a post office."""

    def __init__(self, project: Path, office: PostOffice) -> None:
        self.redis = Redis(project)
        self.redis.directory.mkdir(parents=True)
        self.redis.start()
        self.office, self.log, self.schedule = office, project / "worker.log", project / "schedule"
        self.broker_url = addresses(project).broker_url
        self.environment = {
            **os.environ,
            "TSUNAGU_MODE": "test",
            "DATABASE_URL": _test_database_url(),
            "REDIS_URL": addresses(project).redis_url,
            "EMAIL_URL": office.url,
        }
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "--app=tests.portal.shared.outbox.worker:app", "--quiet", "worker"]
        with self.log.open("ab") as out:
            worker = subprocess.Popen(
                # Without heartbeats: one that is due while Redis is frozen waits for it, and acknowledges nothing.
                [*command, "--concurrency=2", "--beat", f"--schedule={self.schedule}", *ALONE],
                cwd=REPOSITORY,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def sender(self) -> Celery:
        """Whoever gives out tasks."""
        found = Celery("sender", broker=self.broker_url, set_as_current=False)
        found.conf.broker_transport_options = queue.app.conf.broker_transport_options
        return found

    def signal_redis(self, number: signal.Signals) -> None:
        os.kill(int(self.redis.pid_file.read_text()), number)

    def clear(self) -> None:
        self.signal_redis(signal.SIGCONT)
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
        self.redis.stop()


def _test_database_url() -> str:
    parts = urlsplit(settings.DATABASE_URL)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/{connection.settings_dict['NAME']}{query}"


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.delenv("REDIS_URL", raising=False)
    with open_post_office(seconds_each=0.02) as office:
        made = Ground(tmp_path, office)
        yield made
        made.clear()


def write(count: int) -> set[str]:
    """Messages due now; answers the Message-IDs that must arrive."""
    messages = [
        enqueue_mail(
            template="account/login_code",
            to=f"person{number}@example.org",
            language="en",
            values={"code": str(number)},
            now=timezone.now(),
        )
        for number in range(count)
    ]
    return {f"<{message.uid}@localhost>" for message in messages}


def children(number: int) -> list[int]:
    """The worker's processes, which do the work (its clock among them)."""
    return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def test_every_message_arrives_whoever_is_killed_and_when(ground: Ground) -> None:
    expected = write(120)
    worker = ground.start_worker()
    wait_until(lambda: len(ground.office.taken) > 3)
    choose, kills = random.Random(0), 0
    while kills < 6 and len(ground.office.taken) < 60:
        time.sleep(choose.uniform(0.02, 0.3))
        if found := children(worker.pid):
            os.kill(choose.choice(found), signal.SIGKILL)
            kills += 1
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert len(set(ground.office.taken)) < len(expected), "killed in the middle of it"
    expected |= write(5)
    ground.start_worker()
    wait_until(lambda: set(ground.office.taken) >= expected)
    wait_until(lambda: not Message.objects.exclude(status="sent").exists())
    assert set(ground.office.taken) == expected
    assert kills and len(ground.office.taken) - len(expected) <= kills + 2, "at most one copy for each that was killed"


def test_one_worker_meets_many_copies_of_its_task_and_a_frozen_redis(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one test, because a worker takes seconds to start."""
    _the_same_task_given_out_many_times_sends_each_message_once(ground)
    ground.office.taken.clear()
    monkeypatch.setattr(nudging, "current_app", ground.sender())
    monkeypatch.setattr(nudging.settings, "CELERY_BROKER_URL", ground.broker_url)
    monkeypatch.setattr(nudging, "_resume_at", 0.0)
    nudging._sender.cache_clear()
    _a_frozen_redis_holds_nobody_up_and_what_waits_is_sent_afterwards(ground)
    nudging._sender.cache_clear()


def _the_same_task_given_out_many_times_sends_each_message_once(ground: Ground) -> None:
    expected = write(30)
    with ground.sender() as sender:
        for _ in range(20):
            sender.send_task(nudging.TASK)
    ground.start_worker()
    wait_until(lambda: not Message.objects.exclude(status="sent").exists())
    assert sorted(ground.office.taken) == sorted(expected)


def _a_frozen_redis_holds_nobody_up_and_what_waits_is_sent_afterwards(ground: Ground) -> None:
    held = ground.office.held
    ground.office.answers.clear()
    expected = write(40)
    wait_until(lambda: ground.office.held > held)
    ground.signal_redis(signal.SIGSTOP)
    ground.office.answers.set()
    wait_until(lambda: b"Couldn't ack" in ground.log.read_bytes())
    answer = Client().post("/en/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.status_code == 302, "the request that writes a mail answers"
    assert nudging._resume_at > time.monotonic(), "and leaves Redis alone for a while"
    message = Message.objects.get(template="account/unknown_account")
    expected |= {f"<{message.uid}@localhost>", *write(3)}
    assert Message.objects.filter(status="waiting").count() >= 4
    ground.signal_redis(signal.SIGCONT)
    wait_until(lambda: set(ground.office.taken) == expected)
