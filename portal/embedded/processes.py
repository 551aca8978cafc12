"""Looks at processes by id, wary of ids that were given to another process since."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def read_id(path: Path) -> int | None:
    """The process id in the first line of a pid file; None where there is none."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def runs(number: int | None, program: str) -> bool:
    """Whether this process lives and is that program (by name where /proc tells it)."""
    if not number or number < 1:
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")[0]
    except OSError:
        return not Path("/proc/self").exists()
    return program.encode() in words


def end(number: int, how: signal.Signals) -> None:
    """Send the signal; somebody who is gone already is no error."""
    try:
        os.kill(number, how)
    except ProcessLookupError:
        return
