"""The flush: Japan's days, batches that are there already, Redis away; with a real Redis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis as redis_client
from django.conf import settings
from django.db import DatabaseError, transaction

from portal import celery as queue
from portal.shared import page_cache
from portal.shared.japan import JAPAN
from portal.shared.reach import buffer, selectors, services
from portal.shared.reach.models import CountedBatch, DayVisitors, PageViews, StrayView
from portal.shared.reach.tasks import flush_reach
from tests.portal.shared.reach.readers_at_work import NOON, TODAY, counted, keys, read, reader, redis, total, visitors

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 11, 19, tzinfo=JAPAN)


@pytest.fixture(autouse=True)
def _commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction never ends; what happens between commit and deletion is the matter of test_killed.py."""
    monkeypatch.setattr(transaction, "on_commit", lambda call: call())


@pytest.fixture
def no_redis(tmp_path: Path) -> Iterator[None]:
    there = settings.REACH_URL
    settings.REACH_URL = f"unix://{tmp_path}/none.sock?db=0"
    yield
    settings.REACH_URL = there


def test_a_view_belongs_to_the_day_in_japan_on_which_it_was_served() -> None:
    read(2, now=MIDNIGHT - timedelta(microseconds=1))
    read(3, now=MIDNIGHT)
    assert total(MIDNIGHT) == 5
    assert counted() == {(TODAY, "place", "ja"): 2, (MIDNIGHT.date(), "place", "ja"): 3}
    assert visitors() == {TODAY: 1, MIDNIGHT.date(): 1}


def test_the_days_secret_is_gone_soon_after_midnight() -> None:
    read(1)
    with redis() as client:
        first = client.get(f"reach:salt:{TODAY}")
    total(MIDNIGHT + timedelta(minutes=9))
    assert keys() == [f"reach:salt:{TODAY}", f"reach:visitors:{TODAY}"]
    read(1, now=MIDNIGHT)
    with redis() as client:
        assert client.get(f"reach:salt:{MIDNIGHT.date()}") not in (first, None)
    total(MIDNIGHT + timedelta(minutes=10))
    assert keys() == [f"reach:salt:{MIDNIGHT.date()}", f"reach:visitors:{MIDNIGHT.date()}"]
    assert list(buffer._salts) == [f"reach:salt:{MIDNIGHT.date()}"], "no process remembers it either"


def test_who_was_there_in_the_morning_is_not_forgotten_with_a_lost_redis() -> None:
    for number in range(5):
        read(1, address=f"reader {number}")
    total()
    with redis() as client:
        client.flushdb()
    read(1, address="another reader")
    total()
    assert visitors() == {TODAY: 5}


def test_a_batch_that_is_counted_is_only_deleted() -> None:
    read(4)
    buffer.take_batch()
    [uid] = buffer.batches()
    CountedBatch.objects.create(uid=uid, at=NOON)
    assert total() == 0 and buffer.batches() == []


def test_what_nobody_wrote_does_not_stand_in_the_way() -> None:
    read(1)
    with redis() as client:
        client.hset("reach:views", mapping={"nonsense": 1, "2026-13-01|place|ja": 1, f"{TODAY}|nothing|ja": 2})
        client.hset("reach:batch:" + str(uuid4()), mapping={"nonsense": 1})
    assert total() == 1 and buffer.batches() == []


def test_without_redis_views_are_rows_and_redis_is_asked_once(no_redis: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(buffer, "_salt", lambda day: asked.append(day) or b"s" * 32)
    read(3)
    assert len(asked) == 1 and page_cache.redis_rests()
    assert reader().get("/en/").status_code == 200, "the page says nothing of it"
    assert StrayView.objects.count() == 4
    assert flush_reach() == "Redis is away: ConnectionError", "what it holds waits"
    assert sum(counted().values()) == 4 and not StrayView.objects.exists()


def test_what_redis_refuses_is_a_row_too() -> None:
    with redis() as client:
        client.set("reach:views", "no hash")
    read(2)
    assert StrayView.objects.count() == 2
    with redis() as client:
        client.delete("reach:views")
    assert total() == 2


def test_nobody_is_refused_a_page_because_it_cannot_be_counted(
    no_redis: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(StrayView.objects, "create", broken)
    read(1)
    assert "not counted" in caplog.text


def test_a_redis_that_goes_before_the_batch_is_deleted_does_not_double_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read(5)

    def away(*_: Any) -> None:
        raise redis_client.ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(buffer, "_redis", lambda: type("Away", (), {"delete": away})())
        buffer.delete_batch(uuid4())
        patch.undo()
        patch.setattr(buffer, "delete_batch", lambda uid: None)
        total()
    assert len(buffer.batches()) == 1 and total() == 5 and buffer.batches() == []


def test_the_night_forgets_old_batches_but_none_that_still_waits() -> None:
    read(1)
    total(NOON - timedelta(days=31))
    old = CountedBatch.objects.get()
    with redis() as client:
        client.hset(f"reach:batch:{old.uid}", "x", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buffer, "delete_batch", lambda uid: None)
        services.close_views(now=NOON)
    assert CountedBatch.objects.filter(pk=old.pk).exists()
    services.close_views(now=NOON)
    services.close_views(now=NOON)
    assert not CountedBatch.objects.filter(pk=old.pk).exists()


def test_the_clock_flushes_each_minute() -> None:
    entry = queue.BEAT_SCHEDULE["reach"]
    assert entry["task"] == flush_reach.name and len(entry["schedule"].minute) == 60  # type: ignore[attr-defined]
    read(2)
    assert flush_reach() == "views 2"


def test_numbers_for_indicators() -> None:
    for day, kind, language, views in (
        ("2026-10-31", "map", "ja", 1),
        ("2026-11-01", "map", "ja", 10),
        ("2026-11-30", "place", "en", 100),
        ("2026-12-01", "place", "ja", 1000),
    ):
        PageViews.objects.create(day=day, kind=kind, language=language, views=views)
    november = (datetime(2026, 11, 1).date(), datetime(2026, 11, 30).date())
    longer = (datetime(2026, 10, 1).date(), datetime(2026, 12, 31).date())
    assert selectors.page_views(*november) == 110
    assert selectors.page_views_by_kind(*november) == {"map": 10, "place": 100}
    assert selectors.page_views_by_language(*longer) == {"en": 100, "ja": 1011}
    assert {f"{month:%m}": views for month, views in selectors.page_views_by_month(*longer).items()} == {
        "10": 1, "11": 110, "12": 1000,
    }  # fmt: skip
    assert selectors.page_views(TODAY, TODAY) == 0
    DayVisitors.objects.create(day="2026-11-30", visitors=7)
    assert selectors.visitors_by_day(*november) == {november[1]: 7}
