"""Health and readiness: what is missing is named, and nothing hangs."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest
from django.test import Client
from redis.exceptions import RedisError

from portal.operations import readiness
from portal.operations.readiness import Question

pytestmark = pytest.mark.django_db


def test_the_process_is_alive_whatever_else_is(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_readiness_names_what_it_looked_at(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200, {"status": "ok", "database": True, "redis": True, "migrations": True},
    )  # fmt: skip


def asks(found: Any) -> Question:
    def ask() -> bool:
        if isinstance(found, Exception):
            raise found
        return bool(found)

    return Question(ask)


@pytest.mark.parametrize(
    ("part", "found", "status", "degraded_status", "missing"),
    [
        ("_migrations", psycopg.OperationalError("gone"), "not ready", 503, {"database", "migrations"}),
        ("_migrations", False, "not ready", 503, {"migrations"}),
        ("_redis", RedisError("gone"), "degraded", 200, {"redis"}),
        ("_redis", ConnectionRefusedError(), "degraded", 200, {"redis"}),
    ],
)
def test_readiness_names_what_is_missing(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    found: Any,
    status: str,
    degraded_status: int,
    missing: set[str],
) -> None:
    monkeypatch.setattr(readiness, part, asks(found))
    answer = client.get("/readyz")
    told = answer.json()
    assert answer.status_code == 503 and told.pop("status") == status
    assert {name for name, ready in told.items() if not ready} == missing
    assert client.get("/readyz?degraded=ok").status_code == degraded_status


def test_a_question_that_hangs_is_asked_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go = [], threading.Event()

    def hang() -> bool:
        asked.append(1)
        return go.wait(20)

    monkeypatch.setattr(readiness, "_migrations", Question(hang))
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 0.05)
    for _ in range(5):
        assert client.get("/readyz").json()["database"] is False
    assert len(asked) == 1
    waiting: Future[bool] = readiness._migrations.put()
    go.set()
    assert waiting.result(10)
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 5)
    assert client.get("/readyz").json()["database"] is True
    assert time.monotonic() > 0 and len(asked) == 2
