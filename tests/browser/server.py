"""A real server for the browser: a database of its own, compressed and hashed files, gunicorn with two workers."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from psycopg import sql

from tests.browser.facts import Facts
from tests.browser.looking import AXE_FILE
from tests.databases import fresh_database

START_SECONDS = 60
WARD = "import django; django.setup(); from tests.browser.ward import main; main()"


@dataclass(frozen=True)
class Portal:
    """The running portal: its address, what is in it, where its mails lie."""

    address: str
    facts: Facts
    files: Path
    environment: dict[str, str]

    def tell_ward(self, *words: str) -> str:
        """Run a command of `tests.browser.ward` on the portal's database; answers what it prints."""
        return _run([sys.executable, "-c", WARD, *words], self.environment)

    def mails(self, address: str) -> list[str]:
        """Texts of the mails to an address, oldest first; what waits is sent first."""
        _run([sys.executable, "manage.py", "deliver_mail"], self.environment)
        letters = sorted((self.files / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        return [text for text in (letter.read_text() for letter in letters) if f"To: {address}" in text]


@contextmanager
def running_portal(files: Path) -> Iterator[Portal]:
    """Build everything, serve it until the block ends, leave nothing behind."""
    with _database() as database_url:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "BROWSER_TEST_FILES": str(files),
            "DATABASE_URL": database_url,
            "REDIS_URL": settings.CACHES["pages"]["LOCATION"],
            "TSUNAGU_MODE": "test",
            "HASHED_STATIC": "1",
            "MAX_CONCURRENT_REQUESTS": "40",
        }
        _run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"], environment)
        (files / "static" / AXE_FILE).write_text(AXE_SCRIPT)
        facts = Facts(**json.loads(_run([sys.executable, "-c", WARD, "build"], environment)))
        with _gunicorn(environment, files / "server.log") as port:
            yield Portal(f"http://localhost:{port}", facts, files, environment)


@contextmanager
def _database() -> Iterator[str]:
    parts = urlsplit(settings.DATABASE_URL)
    name = f"test_tsunagu_browser_{os.getpid()}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(settings.DATABASE_URL, dbname="postgres", autocommit=True) as admin:
        admin.execute(drop)
        fresh = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [fresh_database()]).fetchone()
        template = sql.Identifier(fresh_database() if fresh else "template1")
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        try:
            query = f"?{parts.query}" if parts.query else ""
            yield f"{parts.scheme}://{parts.netloc}/{name}{query}"  # geturl() loses the slashes of a socket
        finally:
            admin.execute(drop)


@contextmanager
def _gunicorn(environment: dict[str, str], log: Path) -> Iterator[int]:
    with socket.create_server(("localhost", 0)) as listener, log.open("wb") as output:
        port = listener.getsockname()[1]
        sizes = ["--workers=2", "--threads=4", "--no-control-socket", "--keep-alive=5"]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "portal.wsgi", f"--bind=fd://{listener.fileno()}", *sizes],
            env={**environment, "PORTAL_URL": f"http://localhost:{port}"}, cwd=settings.BASE_DIR, pass_fds=[listener.fileno()], stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, preexec_fn=_end_with_parent,
        )  # fmt: skip
        try:
            _wait_until_ready(port, server, log)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _wait_until_ready(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection(("localhost", port), 5) as probe:
                probe.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if b" 200 " in probe.recv(100):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server for the browser did not start: {log.read_text()[-2000:]}")


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise RuntimeError(f"{command[1:]} failed: {done.stdout[-1000:]}{done.stderr[-3000:]}")
    return done.stdout
