"""Embedded servers in folders of their own: starting, joining, leaving, being killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from portal.embedded import EmbeddedError, layout, locks, membership, processes
from tests.portal.embedded.ground import Ground, await_running, end, kill, wait_until


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = Ground(tmp_path)
    yield made
    made.clear()


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
        keeper = ground.keeper_id(name)
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
