"""What is counted of each request: view, status, seconds. No address, no person, no parameter."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

from portal.operations import slots

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SHARED = slots.SLOT in os.environ
if _SHARED:
    _name = f"web{os.environ[slots.SLOT]}"
    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: _name)  # type: ignore[no-untyped-call]

_own = CollectorRegistry()
SECONDS = Histogram(
    "portal_request_seconds", "Seconds until an answer began", ["view", "status"], buckets=BUCKETS, registry=_own
)


def count(view: str, status: int, seconds: float) -> None:
    """Add one request."""
    SECONDS.labels(view, str(status)).observe(seconds)


def registry() -> CollectorRegistry:
    """The figures of all web processes of this server together, or of this one where it stands alone."""
    if not _SHARED:
        return _own
    found = CollectorRegistry()
    MultiProcessCollector(found, path=str(slots.FOLDER))  # type: ignore[no-untyped-call]
    return found
