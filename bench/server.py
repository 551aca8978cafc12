"""Servers of the bench: as `make demo` starts them, on a free loopback port, and what they cost."""

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
from typing import Any

from bench import client, databases, processes
from portal import embedded

HOST = "127.0.0.1"
WORKERS = 2
SETTINGS = "--config=python:portal.gunicorn"
LOGS = embedded.PROJECT / "var" / "bench"
START_SECONDS = 60
STOP_SECONDS = 15
PARENT_DEATH_SIGNAL = 1


class BenchError(RuntimeError):
    """The bench cannot go on; the text says why."""


def command(port: int) -> list[str]:
    """The web server of `make demo` on another port."""
    return [sys.executable, "-m", "gunicorn", "portal.wsgi", SETTINGS, f"--bind={HOST}:{port}"]


def environment(database: str, *, cold: bool) -> dict[str, str]:
    """What a process of the bench sees: its own database, the bench's settings, no debug."""
    return {
        **os.environ,
        "DATABASE_URL": databases.url_of(database),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "TSUNAGU_MODE": "development",
        "DEBUG": "0",
        "WEB_PROCESSES": str(WORKERS),
        "BENCH_COLD": "1" if cold else "0",
    }


def run_python(module: str, *arguments: str, database: str) -> Any:
    """Run one of our modules to its end; answers the JSON it printed last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=embedded.PROJECT,
        env=environment(database, cold=True),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=_die_with_parent,
    )
    if done.returncode:
        raise BenchError(f"{module} {' '.join(arguments)} ended with code {done.returncode}")
    lines = done.stdout.strip().splitlines()
    return json.loads(lines[-1]) if lines else None


class Server:
    """One gunicorn with two workers."""

    def __init__(self, database: str, *, cold: bool) -> None:
        self.database, self.cold, self.port = database, cold, _free_port()
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log = LOGS / f"server-{'cold' if cold else 'warm'}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command(self.port),
                cwd=embedded.PROJECT,
                env=environment(database, cold=cold),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def await_answer(self) -> None:
        """Wait until both workers answer; BenchError names the log."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                ready = client.fetch(self.port, client.Target("/bench/text")).status == 200
            except OSError:
                ready = False
            if ready and len(self.pids()) == WORKERS + 1:
                return
            time.sleep(0.2)
        raise BenchError(f"the server did not start; its log is {self.log}")

    def pids(self) -> list[int]:
        """Master and workers."""
        return [self.process.pid, *processes.children_of(self.process.pid)]

    def stop(self) -> None:
        """End it and all it started."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def running(database: str, *, cold: bool) -> Iterator[Server]:
    """A server that answers, for the block."""
    server = Server(database, cold=cold)
    try:
        server.await_answer()
        yield server
    finally:
        server.stop()


def collect_static() -> None:
    """Styles and scripts under hashed names, as the demo serves them."""
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    seen = environment("postgres", cold=True)
    if subprocess.run(manage, cwd=embedded.PROJECT, env=seen, check=False).returncode:
        raise BenchError("collectstatic failed")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
