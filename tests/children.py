"""Processes of their own with a connection of their own, to be killed or to meet each other."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from django.db import connection

from portal.shared.nights.lock import NightIsRunning

BUSY = 3
"""Its exit code where another night was running."""


def begin(work: Callable[[], Any]) -> int:
    """Its number; it ends with 0, with `BUSY`, or with 1 where the work failed."""
    connection.close()
    child = os.fork()
    if child:
        return child
    try:
        work()
    except NightIsRunning:
        os._exit(BUSY)
    except BaseException:
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """Its exit code, or the signal that killed it below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
