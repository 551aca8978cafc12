"""Flushes in child processes, each of which kills itself at the place that a line of standard input names.

Answers each line with the signal that ended the child. A number instead of a place: killed from outside after that
many milliseconds, wherever it then is.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from portal.shared.reach import buffer, services  # noqa: E402


def die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        call(*arguments)
        die()

    return run


PLACES: dict[str, tuple[Any, str, Any]] = {
    "strays are added": (services, "_add_strays", dying_after(services._add_strays)),
    "put aside": (buffer, "batches", die),
    "batch is read": (services, "_is_new", die),
    "id is written": (services, "_views", die),
    "views are written": (
        services,
        "_count_batch",
        transaction.atomic(dying_after(services._count_batch.__wrapped__)),  # type: ignore[attr-defined]
    ),
    "committed": (buffer, "delete_batch", die),
    "batches are deleted": (services, "_note_visitors", die),
    "visitors are written": (buffer, "forget_day", die),
}


def child(place: str) -> None:
    if place in PLACES:
        setattr(*PLACES[place])
    services.flush_views(now=timezone.now())
    os._exit(0)


def main() -> None:
    settings.REACH_URL = sys.argv[1]
    for line in sys.stdin:
        place = line.strip()
        number = os.fork()
        if not number:
            child(place)
        if place.isdigit():
            time.sleep(int(place) / 1000)
            os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        print(os.WTERMSIG(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
