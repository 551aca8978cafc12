"""The fixed cast of people and the real servers under every test."""

from __future__ import annotations

import math
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg
import pytest
from _pytest import runner
from django.conf import settings
from django.core.cache import caches
from django.core.signals import setting_changed
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.client import ClientHandler
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from kpis.dashboards import public_selectors
from portal import embedded
from portal.shared import page_cache
from portal.shared.frame_room import with_frame_room
from portal.shared.outbox import nudging
from portal.shared.reach import buffer
from tests import factories
from tests.databases import fresh_database

hypothesis_settings.register_profile("unhurried", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")
"""No test is judged by the clock of a machine that may be busy."""
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Wednesday


def pytest_configure(config: pytest.Config) -> None:
    """Each process has a test database and a Redis database of its own: runs side by side leave each other alone."""
    connection.settings_dict["TEST"]["NAME"] = f"test_tsunagu_{os.getpid()}"
    settings.MEDIA_ROOT = Path(tempfile.gettempdir()) / f"tsunagu-test-media-{os.getpid()}"
    settings.ERASURE_LEDGER = Path(tempfile.gettempdir()) / f"tsunagu-test-erasures-{os.getpid()}.jsonl"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    parts = urlsplit(settings.CACHES["pages"]["LOCATION"])
    number = 2 + int(worker) % 14
    there = f"unix://{parts.path}?db={number}"  # geturl() would drop the slashes
    if parts.scheme != "unix":
        there = parts._replace(path=f"/{number}").geturl()
    settings.CACHES["pages"]["LOCATION"] = settings.REACH_URL = there


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As always, with room for frames as the portal has it: a tenth less time for the whole suite."""
    return with_frame_room(runner.pytest_runtest_protocol)(item, nextitem)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start or join the embedded servers, unless the environment names others."""
    embedded.ensure_running()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Nobody pulls this server's plug (whoever does, starts another), so that no commit has to wait for the disk.

    A copy stays as the migrations left it, for portals that are served beside the tests: to migrate takes far longer.
    Where no test asks for the database, none was made.
    """
    tests = connection.settings_dict["NAME"]
    if tests != connection.settings_dict["TEST"]["NAME"]:
        yield
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{tests}" SET synchronous_commit = off')
        connection.close()
    fresh = sql.Identifier(fresh_database())
    _as_admin("DROP DATABASE IF EXISTS {}", fresh)
    _as_admin("CREATE DATABASE {} TEMPLATE {}", fresh, sql.Identifier(tests))
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        _stay_as_estimated(cursor, tests)
        connection.close()
    yield
    _as_admin("DROP DATABASE IF EXISTS {}", fresh)


def _stay_as_estimated(cursor: CursorWrapper, tests: str) -> None:
    """PostgreSQL's vacuum counts a running test's rows as none, for nobody else sees them; a plan made for no rows at
    all once searched for hours. What takes minutes all the same fails, with its name."""
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')
    cursor.execute(f"ALTER DATABASE \"{tests}\" SET statement_timeout = '300s'")


def _as_admin(command: LiteralString, *names: sql.Identifier) -> None:
    with psycopg.connect(settings.DATABASE_URL, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL(command).format(*names))


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware() -> Iterator[None]:
    """Every test client would build it anew and look through all static files; only other settings ask for that."""
    kept: dict[str, Any] = {}
    load = ClientHandler.load_middleware

    def load_once(handler: ClientHandler, is_async: bool = False) -> None:
        if not kept:
            load(handler, is_async)
            kept.update(vars(handler))
        vars(handler).update({name: value for name, value in kept.items() if name != "enforce_csrf_checks"})

    def forget(**_: Any) -> None:
        kept.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture
def now() -> datetime:
    """The moment in which the tests take place: Wednesday, 18 November 2026, 10:30 in Japan."""
    return NOW


@pytest.fixture(autouse=True)
def _empty_page_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    caches["pages"].clear()
    public_selectors.values_told.cache_clear()
    buffer._salts.clear()
    monkeypatch.setattr(page_cache, "_resume_at", 0.0)


@pytest.fixture(autouse=True)
def _nobody_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail waits for the test that delivers it."""
    monkeypatch.setattr(nudging, "_resume_at", math.inf)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Messages are read in the source language unless a page has its own."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> factories.Cast:
    """One resident without account, managers of two NPOs, an official, an outsider."""
    return factories.make_cast(NOW)


@pytest.fixture
def run_at_once() -> Callable[..., list[Any]]:
    """Run a call on several threads with connections of their own, let go at the same moment."""

    def run(call: Callable[[], Any], times: int) -> list[Any]:
        barrier = threading.Barrier(times)

        def one(_: int) -> Any:
            barrier.wait(10)
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return run
