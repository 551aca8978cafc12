"""How much memory this process has needed at most, as the kernel counted it."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")
_CLEAR: Final = Path("/proc/self/clear_refs")
_FORGET_PEAK: Final = "5"


def forget_peak() -> None:
    """Let the count begin anew, where the kernel lets one."""
    try:
        _CLEAR.write_text(_FORGET_PEAK)
    except OSError:
        return


def peak_megabytes() -> float:
    """The most since the process began, or since `forget_peak`."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return kilobytes / 1024
