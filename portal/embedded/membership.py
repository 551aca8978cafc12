"""Joining those who use the embedded servers; leaving is the end of the process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.embedded import locks
from portal.embedded.errors import EmbeddedError
from portal.embedded.layout import PROJECT
from portal.embedded.servers import SERVERS, Server

START_SECONDS = 90
PAUSE_SECONDS = 0.03
_held: dict[Path, int] = {}


@dataclass(frozen=True)
class _Keeper:
    """A keeper that this process started, and what it says: in a file of its own, for others start keepers too."""

    process: subprocess.Popen[bytes]
    log: IO[bytes]

    def failed(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        self.log.seek(0)
        said = self.log.read().decode(errors="replace").strip().splitlines()
        return said[-1] if said else "no answer"


_keepers: list[_Keeper] = []


def ensure_running(project: Path = PROJECT) -> None:
    """Start or join each server that the environment does not name, until this process ends.

    Raises EmbeddedError with the reason when a server cannot be had.
    """
    servers = [kind(project) for kind in SERVERS.values()]
    joining = [one for one in servers if not os.environ.get(one.variable) and one.directory not in _held]
    try:
        started = [(server, _join(server)) for server in joining]
        for server, keeper in started:
            _await_ready(server, keeper)
    except OSError as error:
        raise EmbeddedError(f"The embedded servers cannot use {project / 'var'}: {error}") from error


def leave(project: Path = PROJECT, wait_seconds: float = 0) -> bool:
    """Leave before the process ends; True when both servers went off within the wait.

    Does not wait for servers that others use.
    """
    servers = [kind(project) for kind in SERVERS.values()]
    for server in servers:
        if server.directory in _held:
            os.close(_held.pop(server.directory))
    deadline = time.monotonic() + wait_seconds
    for server in servers:
        while server.directory.is_dir() and locks.is_locked(server.directory / "keeper.lock"):
            if time.monotonic() >= deadline or locks.is_shared(server.directory / "users.lock"):
                return False
            time.sleep(PAUSE_SECONDS)
    return True


def _join(server: Server) -> _Keeper | None:
    with locks.alone(server.directory / "start.lock"):
        if server.directory not in _held:
            _held[server.directory] = locks.share(server.directory / "users.lock")
        keeper_lock = locks.try_lock(server.directory / "keeper.lock")
        if keeper_lock is None:
            return None
        try:
            (server.directory / "ready").unlink(missing_ok=True)
            return _start_keeper(server, keeper_lock)
        finally:
            os.close(keeper_lock)


def _start_keeper(server: Server, keeper_lock: int) -> _Keeper:
    log = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the keeper may speak)
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.embedded.keeper", server.name, str(server.project), str(keeper_lock)],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=[keeper_lock],
        start_new_session=True,
    )
    _keepers.append(_Keeper(process, log))
    return _keepers[-1]


def _await_ready(server: Server, keeper: _Keeper | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (server.directory / "ready").exists():
        if keeper is not None and keeper.failed():
            raise _failure(server, keeper.last_words())
        if keeper is None and not locks.is_locked(server.directory / "keeper.lock"):
            keeper = _join(server)
        if time.monotonic() > deadline:
            raise _failure(server, f"no answer within {START_SECONDS} seconds")
        time.sleep(PAUSE_SECONDS)


def _failure(server: Server, reason: str) -> EmbeddedError:
    os.close(_held.pop(server.directory))
    return EmbeddedError(f"Embedded {server.name} did not start: {reason}")
