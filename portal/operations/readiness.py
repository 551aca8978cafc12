"""Whether this process can serve: asked on connections of its own, and never longer than a moment.

A server that hangs instead of refusing must not hang the question too: it is asked on a thread beside, and while that
thread waits, the answer is no.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import closing
from functools import cache

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE_SECONDS = 0.7


class Question:
    """Asked at most once at a time, so that no threads pile up before a server that hangs."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self.ask = ask
        self.lock = threading.Lock()
        self.asked: Future[bool] | None = None

    def put(self) -> Future[bool]:
        """Ask, or join those who wait for the answer already."""
        with self.lock:
            if self.asked is None or self.asked.done():
                self.asked = Future()
                threading.Thread(target=self._answer, args=[self.asked], daemon=True).start()
            return self.asked

    def _answer(self, asked: Future[bool]) -> None:
        try:
            asked.set_result(self.ask())
        except Exception as error:
            asked.set_exception(error)


def _migrated() -> bool:
    """Whether the database answers (else an error), and has every migration of this version."""
    parameters = {**connection.get_connection_params(), "connect_timeout": 2, "tcp_user_timeout": 3000}
    for ours in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(ours, None)
    with closing(psycopg.connect(**parameters, autocommit=True)) as own:
        return _wanted() <= set(own.execute("SELECT app, name FROM django_migrations").fetchall())


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _redis_answers() -> bool:
    patience = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    with Redis.from_url(str(settings.CACHES["pages"]["LOCATION"]), retry=Retry(NoBackoff(), 0), **patience) as client:
        return bool(client.ping())


_migrations, _redis = Question(_migrated), Question(_redis_answers)


def readiness() -> dict[str, bool]:
    """Database, Redis and migrations, each by name, within a second whatever hangs."""
    found = {"migrations": _migrations.put(), "redis": _redis.put()}
    wait(found.values(), PATIENCE_SECONDS)
    answered = {name: asked.done() and asked.exception() is None for name, asked in found.items()}
    migrated = answered["migrations"] and found["migrations"].result()
    return {"database": answered["migrations"], "redis": answered["redis"], "migrations": migrated}
