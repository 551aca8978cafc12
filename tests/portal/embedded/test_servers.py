"""Embedded servers in folders of their own: starting, joining, leaving, being killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from portal.embedded import EmbeddedError, layout, locks, membership, processes

REPOSITORY = Path(__file__).resolve().parents[3]
USER = Path(__file__).with_name("user.py")


class Ground:
    """A project folder with servers, and the processes that use them."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.users: list[subprocess.Popen[str]] = []

    def start_user(self) -> subprocess.Popen[str]:
        command = [sys.executable, str(USER), str(self.project)]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "DATABASE_URL": "", "REDIS_URL": ""}
        user = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.users.append(user)
        return user

    def running_user(self) -> subprocess.Popen[str]:
        user = self.start_user()
        await_running(user)
        return user

    def postgres_id(self) -> int | None:
        return processes.read_id(self.project / "var/postgres/data/postmaster.pid")

    def redis_id(self) -> int | None:
        return processes.read_id(self.project / "var/redis/server.pid")

    def are_off(self) -> bool:
        return membership.leave(self.project, wait_seconds=60) and not self.postgres_id() and not self.redis_id()

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(layout.addresses(self.project).database_url)


def await_running(user: subprocess.Popen[str]) -> None:
    assert user.stdout and user.stderr
    assert user.stdout.readline() == "running\n", user.stderr.read()


def end(user: subprocess.Popen[str]) -> None:
    user.communicate()


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.communicate()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = Ground(tmp_path)
    yield made
    for user in made.users:
        if user.poll() is None:
            kill(user)
    assert made.are_off()
    sockets = layout.socket_directory(tmp_path)
    if not sockets.is_relative_to(tmp_path):
        shutil.rmtree(sockets, ignore_errors=True)


def test_a_user_finds_both_servers_and_a_second_one_joins(ground: Ground) -> None:
    first = ground.running_user()
    before = ground.postgres_id(), ground.redis_id()
    second = ground.running_user()
    assert (ground.postgres_id(), ground.redis_id()) == before
    end(first)
    assert not ground.are_off()
    with ground.connect() as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("tsunagu",)
    client = redis.Redis.from_url(layout.addresses(ground.project).redis_url)
    assert client.ping()
    client.close()
    end(second)
    assert ground.are_off()


def test_data_outlive_the_servers(ground: Ground) -> None:
    user = ground.running_user()
    with ground.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'つなぐ' AS word")
    end(user)
    assert ground.are_off()
    ground.running_user()
    with ground.connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("つなぐ",)


def test_the_database_sorts_by_code_point_and_splits_japanese(ground: Ground) -> None:
    ground.running_user()
    with ground.connect() as connection:
        query = "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = 'tsunagu'"
        assert connection.execute(query).fetchone() == ("UTF8", "C.UTF-8")
        query = "SELECT show_trgm('区') <> '{}', 'ん' < 'ア'"
        assert connection.execute(query).fetchone() == (True, True)


def test_four_at_once_share_one_start(ground: Ground) -> None:
    users = [ground.start_user() for _ in range(4)]
    for user in users:
        await_running(user)
    assert processes.runs(ground.postgres_id(), "postgres")
    for user in users[1:]:
        end(user)
    with ground.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_user_leaves_nothing_running(ground: Ground) -> None:
    kill(ground.running_user())
    assert ground.are_off()
    ground.running_user()


def test_a_starter_killed_during_the_start_does_not_stop_the_next(ground: Ground) -> None:
    starter = ground.start_user()
    wait_until(lambda: (ground.project / "var/postgres/data.new").exists() or ground.postgres_id() is not None)
    kill(starter)
    ground.running_user()


def test_servers_whose_keeper_was_killed_are_taken_over(ground: Ground) -> None:
    first = ground.running_user()
    before = ground.postgres_id(), ground.redis_id()
    for name in ("postgres", "redis"):
        keeper = processes.read_id(ground.project / "var" / name / "ready")
        assert keeper
        os.kill(keeper, signal.SIGKILL)
    second = ground.running_user()
    assert (ground.postgres_id(), ground.redis_id()) == before
    end(first)
    end(second)
    assert ground.are_off()


def test_a_pid_file_left_by_a_crash_is_no_obstacle(ground: Ground) -> None:
    end(ground.running_user())
    assert ground.are_off()
    lines = f"{os.getpid()}\n{ground.project}/var/postgres/data\n1\n5432\n\n\n\nready\n"
    (ground.project / "var/postgres/data/postmaster.pid").write_text(lines)
    (ground.project / "var/redis/server.pid").write_text(f"{os.getpid()}\n")
    ground.running_user()


def test_a_redis_that_died_is_started_for_the_next_user(ground: Ground) -> None:
    ground.running_user()
    number = ground.redis_id()
    assert number
    os.kill(number, signal.SIGKILL)
    wait_until(lambda: locks.is_locked(ground.project / "var/redis/keeper.lock") is False)
    ground.running_user()
    assert ground.redis_id() != number


def test_servers_named_by_the_environment_are_not_embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere:6379/3")
    membership.ensure_running(tmp_path)
    assert list(tmp_path.iterdir()) == []
    found = layout.addresses(tmp_path)
    assert found == layout.Addresses("postgresql://somewhere/else", "redis://somewhere:6379/3")
    assert found.broker_url == "redis://somewhere:6379/4"


def test_a_server_that_cannot_start_says_why(ground: Ground) -> None:
    (ground.project / "var/postgres/data").mkdir(parents=True)
    (ground.project / "var/postgres/data/somebody").touch()
    with pytest.raises(EmbeddedError, match=r"postgres did not start: .*data"):
        membership.ensure_running(ground.project)


def test_long_paths_get_short_sockets(tmp_path: Path) -> None:
    long = tmp_path / ("住" * 30)
    directory = layout.socket_directory(long)
    assert len(os.fsencode(directory)) <= layout.LONGEST_SOCKET_DIRECTORY
    assert directory == layout.socket_directory(long)
    assert directory != layout.socket_directory(tmp_path / ("所" * 30))


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("unix:///srv/portal/redis.sock?db=2", "redis+socket:///srv/portal/redis.sock?virtual_host=3"),
        ("unix:///srv/portal/redis.sock", "redis+socket:///srv/portal/redis.sock?virtual_host=1"),
        ("redis+socket:///srv/r.sock?virtual_host=4", "redis+socket:///srv/r.sock?virtual_host=5"),
        ("redis://:pass@cache:6379/0", "redis://:pass@cache:6379/1"),
        ("redis://cache:6379", "redis://cache:6379/1"),
        ("rediss://cache:6379/3?ssl_cert_reqs=required", "rediss://cache:6379/4?ssl_cert_reqs=required"),
        ("redis://cache:6379?db=7", "redis://cache:6379/8"),
    ],
)
def test_the_queue_has_a_database_of_its_own(redis_url: str, broker_url: str) -> None:
    assert layout.Addresses("", redis_url).broker_url == broker_url
