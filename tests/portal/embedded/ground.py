"""A project folder with servers of its own, and processes that use them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from portal.embedded import layout, membership, processes

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

    def keeper_id(self, server: str) -> int | None:
        return processes.read_id(self.project / "var" / server / "ready")

    def are_off(self) -> bool:
        return membership.leave(self.project, wait_seconds=60) and not self.postgres_id() and not self.redis_id()

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(layout.addresses(self.project).database_url)

    def clear(self) -> None:
        """End whoever still runs, and see that the servers go too."""
        for user in self.users:
            if user.poll() is None:
                kill(user)
        assert self.are_off()
        sockets = layout.socket_directory(self.project)
        if not sockets.is_relative_to(self.project):
            shutil.rmtree(sockets, ignore_errors=True)


def await_running(user: subprocess.Popen[str]) -> None:
    assert user.stdout and user.stderr
    assert user.stdout.readline() == "running\n", user.stderr.read()


def end(user: subprocess.Popen[str]) -> None:
    user.communicate()


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.communicate()


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()
