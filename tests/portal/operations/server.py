"""A portal in production mode with servers of its own: PostgreSQL, Redis, gunicorn, reached as the proxy reaches it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.embedded import layout
from portal.embedded.postgres import Postgres
from portal.embedded.redis_server import Redis
from tests.portal.embedded.ground import REPOSITORY, wait_until

TOKEN = "a-token-for-the-watching-program"
PROCESSES, PLACES = 2, 2
FROM_THE_PROXY = {
    "Host": "portal.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Accept-Language": "en",
}  # fmt: skip


@dataclass
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Portal:
    """The running servers."""

    folder: Path
    port: int
    postgres: Postgres
    redis: Redis
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """One request over a connection of its own; header names are written with underscores."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {**FROM_THE_PROXY, **given})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read(), time.monotonic() - begun)
        finally:
            connection.close()

    def log(self) -> list[str]:
        return (self.folder / "web.log").read_text(encoding="utf-8").splitlines()

    def manage(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPOSITORY, env={**self.environment, **changes}, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, timeout=180,
        )  # fmt: skip

    @contextmanager
    def frozen(self, server: Postgres | Redis) -> Iterator[None]:
        """The server hangs: it takes connections (the kernel does) and answers nothing."""
        number = server._number()
        assert number
        family = [number, *_children(number)]
        for one in family:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in family:
                os.kill(one, signal.SIGCONT)


def _children(number: int) -> list[int]:
    tasks = Path(f"/proc/{number}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


@contextmanager
def running_portal(folder: Path) -> Iterator[Portal]:
    """Start everything, migrate, serve until the block ends."""
    postgres, redis = Postgres(folder), Redis(folder)
    try:
        for server in (postgres, redis):
            server.directory.mkdir(parents=True)
            server.start()
        with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
            portal = Portal(folder, listener.getsockname()[1], postgres, redis, _environment(folder))
            done = portal.manage("migrate", "--verbosity=0")
            assert done.returncode == 0, done.stderr[-2000:]
            with _web(portal, listener):
                yield portal
    finally:
        redis.stop()
        postgres.stop()


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    sockets = layout.socket_directory(folder)
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "TSUNAGU_MODE": "production",
        "SECRET_KEY": "a key of sixty characters for tests, which nobody else knows",
        "FIELD_KEYS": "A" * 43 + "=",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": f"postgresql://{layout.DATABASE}@/{layout.DATABASE}?host={str(sockets).replace('/', '%2F')}",
        "REDIS_URL": f"unix://{sockets}/redis.sock?db=0",
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_URL": "consolemail://",
        "HASHED_STATIC": "0",
        "WEB_PROCESSES": str(PROCESSES),
        "MAX_CONCURRENT_REQUESTS": str(PLACES),
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
        "ERASURE_LEDGER": str(folder / "erasures.jsonl"),
    }


@contextmanager
def _web(portal: Portal, listener: socket.socket) -> Iterator[None]:
    with (portal.folder / "web.log").open("wb") as out:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config=python:portal.gunicorn", f"--bind=fd://{listener.fileno()}"],
            cwd=REPOSITORY, env=portal.environment, pass_fds=[listener.fileno()], stdin=subprocess.DEVNULL,
            stdout=out, stderr=out,
        )  # fmt: skip
    portal.processes.append(web)
    try:
        wait_until(lambda: web.poll() is not None or portal.ask("/healthz").status == 200)
        assert web.poll() is None, portal.log()[-20:]
        yield
    finally:
        web.terminate()
        web.wait(40)
