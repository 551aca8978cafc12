"""The process beside a server that turns it off when nobody uses it any more.

Run as `python -m portal.embedded.keeper <server> <project> <lock>` by `membership`, never by hand. The
descriptor that holds `keeper.lock` is handed over, so that there is one keeper from the first moment on.
Users hold a shared lock; the keeper waits until it can have that lock alone, so a killed user counts as gone.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from portal.embedded import locks
from portal.embedded.errors import EmbeddedError
from portal.embedded.servers import SERVERS, Server

PAUSE_SECONDS = 0.2


def keep(server: Server) -> None:
    """Start the server, say so by the file `ready`, stop it after the last user or when its folder is deleted."""
    server.start()
    ready = server.directory / "ready"
    last = None
    try:
        ready.write_text(f"{os.getpid()}\n")
        while last is None and server.alive():
            time.sleep(PAUSE_SECONDS)
            last = locks.try_lock(server.directory / "users.lock")
    finally:
        ready.unlink(missing_ok=True)
        server.stop()


def main(name: str, project: str, lock: str) -> int:
    """Run one keeper to its end; the exit code says whether the server came up."""
    os.set_inheritable(int(lock), False)
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.umask(0o077)
    try:
        keep(SERVERS[name](Path(project)))
    except EmbeddedError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
