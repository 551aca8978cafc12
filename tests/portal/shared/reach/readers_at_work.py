"""Readers of pages, and what was counted of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.test import Client
from redis import Redis

from portal.shared.japan import JAPAN
from portal.shared.reach.models import DayVisitors, PageViews
from portal.shared.reach.readers import Visitor
from portal.shared.reach.services import count_view, flush_views

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOON = datetime(2026, 11, 18, 12, tzinfo=JAPAN)
TODAY = NOON.date()


def reader(address: str = "192.0.2.1", agent: str = BROWSER) -> Client:
    return Client(headers={"user-agent": agent}, REMOTE_ADDR=address)


def read(times: int, *, kind: str = "place", language: str = "ja", now: datetime = NOON, address: str = "a") -> None:
    for _ in range(times):
        count_view(kind=kind, language=language, visitor=Visitor(address, BROWSER), now=now)


def counted() -> dict[tuple[date, str, str], int]:
    """What PostgreSQL has."""
    return {(row.day, row.kind, row.language): row.views for row in PageViews.objects.all()}


def total(now: datetime = NOON) -> int:
    """Flush, and add everything up."""
    flush_views(now=now)
    return sum(counted().values())


def visitors() -> dict[date, int]:
    return dict(DayVisitors.objects.values_list("day", "visitors"))


@contextmanager
def redis() -> Iterator[Any]:
    with Redis.from_url(settings.REACH_URL, decode_responses=True) as client:
        yield client


def keys() -> list[str]:
    with redis() as client:
        return sorted(one for one in client.scan_iter("reach:*"))
