"""Embedded servers when things go wrong: killed, deleted, in the way, in odd places."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from portal.embedded import EmbeddedError, keeper, layout, locks, membership, postgres, processes, redis_server
from tests.portal.embedded.ground import REPOSITORY, Ground, await_running, end, kill, wait_until


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = Ground(tmp_path / "my projects" / "つなぐ 'ward'")
    made.project.mkdir(parents=True)
    yield made
    made.clear()


def test_blanks_quotes_and_japanese_in_the_path_are_no_obstacle(ground: Ground) -> None:
    """Both servers, and cache and queue through their own clients."""
    ground.running_user()
    found = layout.addresses(ground.project)
    with ground.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with redis.Redis.from_url(found.cache_url) as cache:
        cache.set("page", "kept")
        with Connection(found.broker_url) as queue:
            queue.SimpleQueue("trial").put({"for": "nobody"})
        assert cache.dbsize() == 1, "the queue writes elsewhere"
        cache.flushdb()
    with redis.Redis.from_url(found.cache_url.replace("db=0", "db=1")) as waiting:
        assert waiting.llen("trial") == 1, "emptying the cache empties no queue"


def test_a_killed_database_comes_back_for_the_next_user_with_its_data(ground: Ground) -> None:
    ground.running_user()
    with ground.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'つなぐ' AS word")
    before = ground.postgres_id()
    assert before
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not locks.is_locked(ground.project / "var/postgres/keeper.lock"))
    assert not (ground.project / "var/postgres/ready").exists()
    ground.running_user()
    assert ground.postgres_id() != before
    with ground.connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("つなぐ",)


def test_everything_killed_at_once_leaves_a_ground_to_start_on(ground: Ground) -> None:
    """As when a laptop's battery ends: keepers, servers and user without a word."""
    user = ground.running_user()
    numbers = [
        ground.keeper_id("postgres"),
        ground.keeper_id("redis"),
        ground.postgres_id(),
        ground.redis_id(),
        user.pid,
    ]
    for number in numbers:
        assert number
        os.kill(number, signal.SIGKILL)
    user.communicate()
    wait_until(lambda: not processes.runs(numbers[2], "postgres") and not processes.runs(numbers[3], "redis-server"))
    ground.running_user()
    with ground.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_keeper_is_deaf_to_ctrl_c(ground: Ground) -> None:
    user = ground.running_user()
    number = ground.keeper_id("postgres")
    assert number
    for one in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        os.kill(number, one)
    with ground.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert processes.runs(number, "python")
    end(user)
    assert ground.are_off()


def test_whoever_joins_while_the_servers_go_down_gets_new_ones(ground: Ground) -> None:
    """Again and again: the last leaves and the next comes at the same moment."""
    for _ in range(2):
        last = ground.running_user()
        assert last.stdin
        last.stdin.close()
        following = ground.running_user()
        with ground.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        last.wait()
        end(following)


def test_a_deleted_folder_leaves_no_server_behind(ground: Ground) -> None:
    """`rm -rf var` while the demo runs, to begin anew."""
    user = ground.running_user()
    servers = ((ground.postgres_id(), "postgres"), (ground.redis_id(), "redis-server"))
    shutil.rmtree(ground.project / "var", ignore_errors=True)  # keepers and servers still write beside
    kill(user)
    wait_until(lambda: not any(processes.runs(*one) for one in servers))


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    (tmp_path / "var").write_text("a file")
    with pytest.raises(EmbeddedError, match=r"cannot use .*/var: "):
        membership.ensure_running(tmp_path)
    assert membership.leave(tmp_path), "there is nothing to leave, and nothing breaks"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    tmp_path.chmod(0o500)
    with pytest.raises(EmbeddedError, match="Permission denied"):
        membership.ensure_running(tmp_path)


def test_leaving_what_was_never_joined_makes_nothing(tmp_path: Path) -> None:
    assert membership.leave(tmp_path, wait_seconds=5)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_fails_is_told_by_every_user_that_waits(ground: Ground) -> None:
    """Data of another server's version: the first starts in vain, the second waits for the first."""
    end(ground.running_user())
    assert ground.are_off()
    (ground.project / "var/postgres/data/PG_VERSION").write_text("9.1\n")
    users = [ground.start_user() for _ in range(2)]
    for user in users:
        _, said = user.communicate()
        assert user.returncode and "Embedded postgres did not start: " in said and "server.log" in said
    log = (ground.project / "var/postgres/data/server.log").read_text()
    assert "9.1" in log, "the log that is named says why"


def test_a_redis_that_cannot_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout.redis_socket(tmp_path).mkdir(parents=True)
    (tmp_path / "var/redis").mkdir()
    monkeypatch.setattr(redis_server, "PATIENCE_SECONDS", 1)
    server = redis_server.Redis(tmp_path)
    with pytest.raises(EmbeddedError, match=r"does not answer .*server\.log"):
        server.start()
    assert "Opening Unix socket" in server.log.read_text(), "the log that is named says why"
    server.stop()
    assert not server.alive()


def test_without_a_redis_server_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(redis_server.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmbeddedError, match="set REDIS_URL"):
        redis_server.executable()
    own = tmp_path / "redis-server"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    assert redis_server.executable() == str(own), "the one on the path will do"


def test_without_the_wheel_or_setpriv_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(EmbeddedError, match="setpriv"):
        postgres.as_owner(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgres.as_owner(tmp_path) == []
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EmbeddedError, match="make setup or set DATABASE_URL"):
        postgres.binaries()


class Idle:
    """A server that is said to live for a number of looks."""

    name, variable = "idle", "IDLE_URL"

    def __init__(self, project: Path, looks: int = 1_000_000) -> None:
        self.project, self.directory, self.looks = project, project / "var/idle", looks
        self.directory.mkdir(parents=True)
        self.told: list[str] = []

    def start(self) -> None:
        self.told.append("start")

    def stop(self) -> None:
        self.told.append("stop" if not (self.directory / "ready").exists() else "stop while ready")

    def alive(self) -> bool:
        self.looks -= 1
        return self.looks > 0


def test_a_keeper_leaves_after_the_last_user_and_says_not_ready_first(tmp_path: Path) -> None:
    server = Idle(tmp_path)
    keeper.keep(server)
    assert server.told == ["start", "stop"]
    assert locks.is_locked(server.directory / "users.lock"), "nobody joins a server that goes down"


def test_a_keeper_leaves_when_its_server_died_under_users(tmp_path: Path) -> None:
    server = Idle(tmp_path, looks=3)
    user = locks.share(server.directory / "users.lock")
    keeper.keep(server)
    os.close(user)
    assert server.told == ["start", "stop"] and server.looks == 0


def test_the_keeper_is_not_started_by_hand_for_an_unknown_server() -> None:
    command = [sys.executable, "-m", "portal.embedded.keeper", "mysql", "/nowhere", "0"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode and "mysql" in done.stderr


def test_databases_of_others_are_left_alone(ground: Ground) -> None:
    """A second start neither makes the database anew nor forgets what else lies in the cluster."""
    user = ground.running_user()
    with psycopg.connect(layout.addresses(ground.project).database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE mine")
    end(user)
    assert ground.are_off()
    second = ground.start_user()
    await_running(second)
    with ground.connect() as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname IN ('mine', 'tsunagu')").fetchall()
    assert sorted(names) == [("mine",), ("tsunagu",)]
