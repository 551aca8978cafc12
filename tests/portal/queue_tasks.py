"""Tasks for the tests of the queue, which leave a line for each run in the file named by the environment."""

from __future__ import annotations

import os
import time
from pathlib import Path

from celery import shared_task

from portal.celery import app as app

HELD_SECONDS = 60


def _note(word: str) -> None:
    with Path(os.environ["QUEUE_TEST_FILE"]).open("a", encoding="utf-8") as lines:
        lines.write(f"{word} {os.getpid()}\n")


@shared_task(name="tests.held")
def held() -> None:
    """The first run is held until it is killed; the next one ends."""
    _note("begun")
    if len(Path(os.environ["QUEUE_TEST_FILE"]).read_text().splitlines()) == 1:
        time.sleep(HELD_SECONDS)
    _note("ended")


@shared_task(name="tests.fails")
def fails() -> None:
    """Fails each time."""
    _note("failed")
    raise RuntimeError("no good")
