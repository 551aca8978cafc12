"""gunicorn's settings: `gunicorn --config python:portal.gunicorn`; numbers come from the environment (README)."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, cast

from portal.operations import slots
from portal.settings import ENV, LOGGING
from portal.shared.middleware.back_pressure import threads as threads_for

wsgi_app = "portal.wsgi"
worker_class = "gthread"
workers = ENV.web_processes
threads = threads_for(ENV.max_threads)
# Renewed now and then, not all at once, so that whatever leaks stays small.
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 60
graceful_timeout = 30
# Longer than the proxy keeps an idle connection, so that it never sends into a closing one.
keepalive = 75
backlog = 512
# As long as our own limit on addresses and a little more: whoever is refused reads our page.
limit_request_line = 8190
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# Its own lines are JSON like ours; access lines, which hold addresses of readers and pages, are ours alone to write.
logconfig_dict: dict[str, Any] = {
    **LOGGING,
    "loggers": {
        **cast(dict[str, Any], LOGGING["loggers"]),
        "gunicorn.error": {"level": "INFO"},
        "gunicorn.access": {"level": "CRITICAL"},
    },
}


logging.captureWarnings(True)


def on_starting(server: Any) -> None:
    """Figures begin at zero with the server."""
    slots.clear()


def pre_fork(server: Any, worker: Any) -> None:
    """Each web process counts in a file of its own; whoever takes its place goes on in it."""
    worker.slot = slots.free([getattr(one, "slot", None) for one in server.WORKERS.values()])


def post_fork(server: Any, worker: Any) -> None:
    """The new process knows where it counts before it loads the portal."""
    os.environ.update(slots.environment(worker.slot))
