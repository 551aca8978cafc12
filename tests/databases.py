"""Names of the databases that a process of the tests makes."""

from __future__ import annotations

import os


def fresh_database() -> str:
    """The one with every migration done and nothing else in it; to be copied, never connected to."""
    return f"test_tsunagu_fresh_{os.getpid()}"
