"""Reads processor time of processes from /proc (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from bench.measure import ProcessTimes, parse_machine_stat, parse_process_stat

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def times_of(pid: int) -> ProcessTimes | None:
    """None when the process has ended."""
    try:
        return parse_process_stat((PROC / str(pid) / "stat").read_text(errors="replace"), TICKS)
    except (FileNotFoundError, ProcessLookupError):
        return None


def seconds_of(pids: Iterable[int]) -> dict[int, float]:
    """Seconds of each process that lives."""
    found = {pid: times_of(pid) for pid in pids}
    return {pid: times.own for pid, times in found.items() if times is not None}


def machine_seconds() -> float:
    """Seconds all processes of the machine had together."""
    return parse_machine_stat((PROC / "stat").read_text(), TICKS)


def children_of(parent: int) -> list[int]:
    """Process ids of living children."""
    pids = [int(one.name) for one in PROC.iterdir() if one.name.isdigit()]
    return [pid for pid in pids if (times := times_of(pid)) is not None and times.parent == parent]


def is_named(pid: int, name: str) -> bool:
    """Whether the process on this machine runs that program."""
    try:
        return (PROC / str(pid) / "comm").read_text().strip().startswith(name)
    except (FileNotFoundError, ProcessLookupError):
        return False


def own_id() -> int:
    """The bench's own process."""
    return os.getpid()
