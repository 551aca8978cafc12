"""Locks that end with their process: alone, shared, looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded import locks
from tests.portal.embedded.ground import REPOSITORY, kill

HOLDER = """
import sys
from pathlib import Path
from portal.embedded import locks
kept = getattr(locks, sys.argv[1])(Path(sys.argv[2]))
print("held" if kept is not None else "taken", flush=True)
sys.stdin.read()
"""


def holder(way: str, path: Path) -> subprocess.Popen[str]:
    """Another process that has the lock until its input closes."""
    started = subprocess.Popen(
        [sys.executable, "-c", HOLDER, way, str(path)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout and started.stdout.readline() == "held\n"
    return started


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "users.lock"


def test_a_free_file_is_neither_locked_nor_shared(path: Path) -> None:
    assert not locks.is_locked(path)
    assert not locks.is_shared(path)


def test_who_holds_a_file_alone_keeps_others_out_until_it_is_killed(path: Path) -> None:
    other = holder("try_lock", path)
    assert locks.try_lock(path) is None
    assert locks.is_locked(path)
    assert not locks.is_shared(path), "held alone is not shared"
    kill(other)
    descriptor = locks.try_lock(path)
    assert descriptor is not None
    os.close(descriptor)


def test_many_share_a_file_and_nobody_has_it_alone_meanwhile(path: Path) -> None:
    first, second = holder("share", path), holder("share", path)
    assert locks.is_shared(path) and locks.is_locked(path)
    kill(first)
    assert locks.try_lock(path) is None
    kill(second)
    assert not locks.is_shared(path) and not locks.is_locked(path)


def test_looking_at_a_file_leaves_no_lock_behind(path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        locks.is_locked(path)
        locks.is_shared(path)
    other = holder("try_lock", path)
    for _ in range(20):
        locks.is_locked(path)
        locks.is_shared(path)
        locks.try_lock(path)
    kill(other)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_block_alone_ends_with_its_error_too(path: Path) -> None:
    with pytest.raises(RuntimeError), locks.alone(path):
        assert locks.is_locked(path)
        raise RuntimeError
    assert not locks.is_locked(path)


def test_a_lock_does_not_leak_into_programs_that_are_started(path: Path) -> None:
    descriptor = locks.try_lock(path)
    assert descriptor is not None
    code = "print(1, flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False
    )
    assert child.stdout and child.stdout.readline()
    os.close(descriptor)
    assert not locks.is_locked(path), "the child would hold it"
    child.communicate(b"\n")
