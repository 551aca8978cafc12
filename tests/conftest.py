"""The fixed cast of people and the real servers under every test."""

from __future__ import annotations

import os
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import caches

from portal import embedded
from tests import factories

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Wednesday


def pytest_configure(config: pytest.Config) -> None:
    """A Redis database for each worker of a parallel run: emptying one cache must not empty another's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    parts = urlsplit(settings.CACHES["pages"]["LOCATION"])
    number = 2 + int(worker) % 14
    there = f"unix://{parts.path}?db={number}"  # geturl() would drop the slashes
    if parts.scheme != "unix":
        there = parts._replace(path=f"/{number}").geturl()
    settings.CACHES["pages"]["LOCATION"] = there


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start or join the embedded servers, unless the environment names others."""
    embedded.ensure_running()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now() -> datetime:
    """The moment in which the tests take place: Wednesday, 18 November 2026, 10:30 in Japan."""
    return NOW


@pytest.fixture(autouse=True)
def _empty_page_cache() -> None:
    caches["pages"].clear()


@pytest.fixture
def cast(db: None) -> factories.Cast:
    """One resident without account, managers of two NPOs, an official, an outsider."""
    return factories.make_cast(NOW)
