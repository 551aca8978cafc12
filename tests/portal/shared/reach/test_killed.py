"""Real processes: flushes killed in every place and at any moment, a Redis killed or frozen; every view is there once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis as redis_client
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.embedded.redis_server import NO_RETRY, executable
from portal.shared import page_cache
from portal.shared.reach import buffer, services
from portal.shared.reach.models import PageViews, StrayView
from tests.portal.embedded.ground import REPOSITORY, wait_until
from tests.portal.shared.reach import flusher
from tests.portal.shared.reach.readers_at_work import NOON, TODAY, counted, read, redis, total, visitors

pytestmark = pytest.mark.django_db(transaction=True)


class Flusher:
    """A process that flushes in children, and tells how each ended."""

    def __init__(self) -> None:
        parts = urlsplit(settings.DATABASE_URL)
        query = f"?{parts.query}" if parts.query else ""
        address = f"{parts.scheme}://{parts.netloc}/{connection.settings_dict['NAME']}{query}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.portal.shared.reach.flusher", settings.REACH_URL],
            cwd=REPOSITORY,
            env={**os.environ, "DATABASE_URL": address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def flush(self, place: object) -> int:
        """0, or the signal that ended the flush."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{place}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture
def other() -> Iterator[Flusher]:
    made = Flusher()
    yield made
    made.process.kill()
    made.process.communicate()


def test_a_flush_killed_in_any_place_loses_and_doubles_nothing(other: Flusher) -> None:
    expected = 0
    for number, place in enumerate(flusher.PLACES):
        read(7 + number)
        read(2, now=NOON.replace(day=17), address="yesterday")
        StrayView.objects.create(day=NOON.date(), kind="map", language="en")
        expected += 10 + number
        assert other.flush(place) == signal.SIGKILL, f"it was killed: {place}"
        read(1)
        expected += 1
    assert other.flush("to the end") == 0
    assert total() == expected and buffer.batches() == []
    assert visitors() == {NOON.date(): 1, NOON.replace(day=17).date(): 1}


def test_flushes_killed_at_any_moment_while_people_read(other: Flusher) -> None:
    over, read_by_all = threading.Event(), []

    def read_on() -> None:
        times = 0
        while not over.is_set():
            read(1, language=random.choice(["ja", "en"]))
            times += 1
        connection.close()
        read_by_all.append(times)

    threads = [threading.Thread(target=read_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    choose = random.Random(0)
    ends = [other.flush(choose.randint(1, 60)) for _ in range(16)]
    over.set()
    for thread in threads:
        thread.join()
    assert ends.count(signal.SIGKILL) > 3, "the control: some were killed"
    assert total() == sum(read_by_all) > 100


def test_four_flushes_at_once_count_once(run_at_once: Callable[..., list[Any]]) -> None:
    for _ in range(5):
        PageViews.objects.all().delete()
        read(20)
        buffer.take_batch()
        read(10, language="en")
        StrayView.objects.bulk_create(StrayView(day=TODAY, kind="place", language="ja") for _ in range(7))
        added = run_at_once(lambda: services.flush_views(now=NOON)["views"], 4)
        assert sum(added) == 37 and counted() == {(TODAY, "place", "ja"): 27, (TODAY, "place", "en"): 10}


class StoredRedis:
    """A Redis that writes down what it does, with the options of docker-compose.yml."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        command = [executable(), "--port", "0", "--unixsocket", f"{self.folder}/r.sock", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"], stdout=subprocess.DEVNULL
        )
        wait_until(self.answers)

    def answers(self) -> bool:
        try:
            with redis_client.Redis(unix_socket_path=f"{self.folder}/r.sock", retry=NO_RETRY) as client:
                return bool(client.ping())
        except redis_client.RedisError:
            return False


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[StoredRedis]:
    there, made = settings.REACH_URL, StoredRedis(tmp_path)
    settings.REACH_URL = f"unix://{tmp_path}/r.sock?db=1"
    yield made
    settings.REACH_URL = there
    made.process.send_signal(signal.SIGCONT)
    made.process.kill()
    made.process.wait()


def again() -> None:
    """The seconds in which Redis is left alone are over."""
    page_cache._resume_at = 0.0


def test_a_redis_that_is_killed_comes_back_with_every_view(stored: StoredRedis) -> None:
    read(40)
    buffer.take_batch()
    read(20)
    stored.process.kill()
    stored.process.wait()
    read(3)
    assert StoredRedis.answers(stored) is False and StrayView.objects.count() == 3
    stored.start()
    again()
    read(5)
    assert StrayView.objects.count() == 3, "and is used again"
    assert total() == 68 and visitors() == {NOON.date(): 1}


def test_a_frozen_redis_is_waited_for_once_and_nothing_is_doubled(stored: StoredRedis) -> None:
    read(10)
    stored.process.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    read(1)
    assert page_cache.redis_rests() and page_cache._resume_at > begun
    assert StrayView.objects.count() == 0, "it may have heard: it is not counted again"
    read(4)
    assert StrayView.objects.count() == 4
    stored.process.send_signal(signal.SIGCONT)
    again()
    with redis() as client:
        wait_until(lambda: client.hvals("reach:views") == ["11"])
    assert total() == 15


def test_the_secret_is_not_in_redis_files_after_its_day(stored: StoredRedis) -> None:
    read(1)
    with redis() as client:
        secret = client.get(f"reach:salt:{NOON.date()}").encode()
        files = lambda: b"".join(one.read_bytes() for one in stored.folder.rglob("*") if one.is_file())  # noqa: E731
        assert secret in files(), "the control: it was written down"
        total(timezone.now().replace(year=2027))
        wait_until(lambda: secret not in files())
