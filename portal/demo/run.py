"""`make demo`: everything a visitor needs, started in order and stopped together."""

from __future__ import annotations

import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal import embedded

PYTHON = [sys.executable, "-m"]
STOP_SECONDS = 15
PAUSE_SECONDS = 0.2
PARENT_DEATH_SIGNAL = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A demo may run as root (in a container, say); Celery warns at length.
ROOT_WARNING = "You're running the worker with superuser privileges"


class Stopped(Exception):
    """Somebody asked the demo to stop."""


@dataclass
class Child:
    """One program of the portal while it runs."""

    name: str
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, name: str, command: list[str]) -> Child:
        """Start it in a session of its own, so that Ctrl-C reaches only us; it ends when we do."""
        process = subprocess.Popen(
            command,
            cwd=embedded.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        return cls(name, process)

    def forward_log(self) -> None:
        """Copy what it says, each line under its name, until it ends."""
        for line in self.process.stdout or ():
            print(f"{self.name:6} | {line.rstrip()}", flush=True)

    def signal_all(self, number: signal.Signals) -> None:
        """Signal the program and all it started."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def main() -> int:
    """Prepare, start, watch; the exit code is 0 when somebody stopped it and 1 when something failed."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    children: list[Child] = []
    try:
        host, port = _address()
        os.environ["HASHED_STATIC"] = os.environ["DEMO_NOTICE"] = "1"
        os.environ.setdefault("PORTAL_URL", f"http://localhost:{port}")
        _need_writable(embedded.PROJECT / "var")
        _run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
        embedded.ensure_running()
        _run("-m", "portal.demo.prepare")
        for name, command in programs(host, port).items():
            with _held_stop():
                children.append(Child.start(name, command))
            threading.Thread(target=children[-1].forward_log, daemon=True).start()
        _wait_for_answer(children, host, port)
        print(f"\nThe portal is at http://localhost:{port}/  (Ctrl-C stops it)\n", flush=True)
        return _watch(children, lambda: False)
    except Stopped:
        print("\nmake demo: stopping …", flush=True)
        return 0
    except (embedded.EmbeddedError, OSError, RuntimeError) as error:
        _complain(str(error))
        return 1
    finally:
        _stop_children(children)
        embedded.leave(wait_seconds=STOP_SECONDS)


def _complain(text: str) -> None:
    print(f"make demo: {text}", file=sys.stderr, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    """Once: whoever presses Ctrl-C twice must not interrupt the tidying up."""
    _stop_no_more()
    raise Stopped


def _stop_no_more() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: None)  # not SIG_IGN: Python complains of a signal that waits meanwhile


@contextmanager
def _held_stop() -> Iterator[None]:
    """A wish to stop waits until the program that is being started is known: nobody would end it otherwise."""
    wishes: list[int] = []
    handlers = {number: signal.signal(number, lambda wish, _: wishes.append(wish)) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if wishes:
        signal.raise_signal(wishes[0])


def _address() -> tuple[str, int]:
    raw = os.environ.get("PORT", "8000")
    if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) < 65536:
        raise RuntimeError(f"PORT={raw!r} must be a number between 1 and 65535.")
    host = os.environ.get("HOST", "127.0.0.1")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(raw)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise RuntimeError(f"Port {raw} is taken: make demo PORT={int(raw) % 65535 + 1}") from error
            raise RuntimeError(f"HOST={host} PORT={raw} cannot be used: {error.strerror}.") from error
    return host, int(raw)


def _need_writable(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise RuntimeError(f"{folder} must be a folder that can be written: {error.strerror}.") from error


def _run(*arguments: str) -> None:
    """A step that must end well; it says itself what is wrong."""
    process = None
    try:
        with _held_stop():
            process = subprocess.Popen([sys.executable, *arguments], cwd=embedded.PROJECT, stdin=subprocess.DEVNULL)
        if process.wait():
            raise RuntimeError(f"{' '.join(arguments)} failed.")
    finally:
        if process:
            process.kill()
            process.wait()


def programs(host: str, port: int) -> dict[str, list[str]]:
    """The portal's programs by name, as commands: a web server on the address, a worker, and the clock."""
    celery = [
        sys.executable,
        "-W",
        f"ignore:{ROOT_WARNING}",
        "-m",
        "celery",
        "--app=portal.celery",
        "--quiet",
    ]
    schedule = embedded.PROJECT / "var" / "beat"
    schedule.mkdir(parents=True, exist_ok=True)
    return {
        "web": [*PYTHON, "gunicorn", "portal.wsgi", "--config=python:portal.gunicorn", f"--bind={host}:{port}"],
        "worker": [*celery, "worker", "--concurrency=1", "--loglevel=INFO"],
        "beat": [*celery, "beat", f"--schedule={schedule / f'schedule-{port}'}", "--pidfile=", "--loglevel=INFO"],
    }


def _wait_for_answer(children: list[Child], host: str, port: int) -> None:
    def answers() -> bool:
        web = http.client.HTTPConnection(host, port, timeout=STOP_SECONDS)
        try:
            web.request("GET", "/healthz", headers={"Host": "localhost"})
            return bool(web.getresponse().status)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            web.close()

    if _watch(children, answers):
        raise RuntimeError("The portal did not start.")


def _watch(children: list[Child], done: Callable[[], bool]) -> int:
    while not done():
        for child in children:
            code = child.process.poll()
            if code is not None:
                _complain(f"{child.name} ended with code {code}; stopping.")
                return 1
        time.sleep(PAUSE_SECONDS)
    return 0


def _stop_children(children: list[Child]) -> None:
    _stop_no_more()
    for child in children:
        child.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _complain(f"{child.name} does not stop; ending it.")
        child.signal_all(signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
