"""Django's migrate that gives way: it never keeps readers waiting behind a lock that it does not get."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

LOCK_SECONDS = 2
PAUSES = (1, 2, 4, 8, 15)
"""Seconds before each further try."""


class Command(migrate.Command):
    """A statement that waits for a lock makes everybody behind it wait too; so it gives up and comes back.

    Each migration is a transaction of its own, so that a further try goes on where the last one gave up.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        for pause in (*PAUSES, None):
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self._wait(pause)
            else:
                break
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")

    def _wait(self, pause: int | None) -> None:
        if pause is None:
            raise CommandError(
                "A table is held for long by somebody else (pg_stat_activity says who). What was done so far stands; "
                "run migrate again."
            )
        self.stderr.write(f"A table is in use; trying again in {pause} s.")
        time.sleep(pause)
