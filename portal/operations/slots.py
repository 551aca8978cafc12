"""Where the web processes keep their figures: one file for each place among the processes, not for each process.

A process that is renewed goes on in its predecessor's file, so that files do not pile up and sums never fall.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from portal.embedded import PROJECT

SLOT, FOLDER_NAME = "METRICS_SLOT", "PROMETHEUS_MULTIPROC_DIR"
FOLDER = Path(os.environ.get(FOLDER_NAME) or PROJECT / "var" / "metrics")


def clear() -> None:
    """Forget the figures of an earlier server."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.db"):
        path.unlink(missing_ok=True)


def free(taken: Iterable[int | None]) -> int:
    """The lowest place that no living process has."""
    used = set(taken)
    return next(number for number in range(len(used) + 1) if number not in used)


def environment(slot: int) -> dict[str, str]:
    """What a web process must find in its environment before it counts."""
    return {SLOT: str(slot), FOLDER_NAME: str(FOLDER)}
