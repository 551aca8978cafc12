"""Counting a view, and bringing what Redis counted to PostgreSQL: nothing lost, nothing twice."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from portal.shared.japan import JAPAN
from portal.shared.page_cache import redis_rests
from portal.shared.reach import buffer
from portal.shared.reach.models import CountedBatch, PageKind, StrayView
from portal.shared.reach.readers import Visitor

logger = logging.getLogger(__name__)
BATCH_DAYS = 30
"""How long it is remembered that a batch was counted."""
LATE = timedelta(minutes=10)
"""A day is closed this long after its midnight: what was served before has arrived by then."""
_ADD = """
    INSERT INTO reach_pageviews (day, kind, language, views)
    SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::bigint[]) AS new (day, kind, language, views)
    ORDER BY day, kind, language
    ON CONFLICT (day, kind, language) DO UPDATE SET views = reach_pageviews.views + excluded.views
"""
_ADD_STRAYS = """
    WITH gone AS (
        DELETE FROM reach_strayview
        WHERE id IN (SELECT id FROM reach_strayview ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
        RETURNING day, kind, language
    ), added AS (
        INSERT INTO reach_pageviews (day, kind, language, views)
        SELECT day, kind, language, count(*) FROM gone GROUP BY day, kind, language ORDER BY day, kind, language
        ON CONFLICT (day, kind, language) DO UPDATE SET views = reach_pageviews.views + excluded.views
    )
    SELECT count(*) FROM gone
"""


def count_view(*, kind: str, language: str, visitor: Visitor, now: datetime) -> None:
    """Count a page that was served at `now`: in Redis, or as a row of PostgreSQL while Redis is away; never an error."""
    day = now.astimezone(JAPAN).date()
    if not redis_rests() and buffer.add_view(f"{day}|{kind}|{language}", day=day, visitor=visitor):
        return
    try:
        StrayView.objects.create(day=day, kind=kind, language=language)
    except DatabaseError as error:
        logger.warning("a view was not counted: %s", type(error).__name__)


def flush_views(*, now: datetime) -> dict[str, int]:
    """Bring all views and the days' visitors to PostgreSQL; safe to run at any time, twice, at once, and to kill.

    Answers how many views were added. Raises RedisError or OSError when Redis is away: what it holds waits.
    """
    added = _add_strays()
    buffer.take_batch()
    for uid in buffer.batches():
        added += _count_batch(uid, now)
    _note_visitors(now)
    return {"views": added}


@transaction.atomic
def _add_strays() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADD_STRAYS)
        return int(cursor.fetchone()[0])


@transaction.atomic
def _count_batch(uid: UUID, now: datetime) -> int:
    """The batch's id and its views in one transaction; only when that is over does Redis let go of it."""
    found = buffer.read_batch(uid)
    transaction.on_commit(partial(buffer.delete_batch, uid))
    if not found or not _is_new(uid, now):
        return 0
    views = _views(found)
    rows = [(*key, number) for key, number in sorted(views.items())]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []])
    return views.total()


def _is_new(uid: UUID, now: datetime) -> bool:
    """Waits for whoever counts the same batch at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO reach_countedbatch VALUES (%s, %s) ON CONFLICT DO NOTHING", [uid, now])
        return bool(cursor.rowcount == 1)


def _views(batch: Mapping[str, str]) -> Counter[tuple[date, str, str]]:
    """By day, kind and language; what no version of ours wrote is passed over, or it would stand in the way for good."""
    found: Counter[tuple[date, str, str]] = Counter()
    for field, number in batch.items():
        try:
            day, kind, language = field.split("|")
            found[date.fromisoformat(day), PageKind(kind).value, language[:10]] += int(number)
        except ValueError:
            logger.error("an unreadable counter was passed over")
    return found


@transaction.atomic
def _note_visitors(now: datetime) -> None:
    """Estimates only grow: a Redis that forgot the morning does not take it away. Days that are over are forgotten there."""
    open_from = (now - LATE).astimezone(JAPAN).date()
    for day, number in sorted(buffer.visitors().items()):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO reach_dayvisitors (day, visitors) VALUES (%s, %s) ON CONFLICT (day) "
                "DO UPDATE SET visitors = greatest(reach_dayvisitors.visitors, excluded.visitors)",
                [day, number],
            )
        if day < open_from:
            transaction.on_commit(partial(buffer.forget_day, day))


def close_views(*, now: datetime) -> dict[str, int]:
    """The night's flush; batches counted long ago, and gone from Redis, are no longer remembered."""
    counts = flush_views(now=now)
    waiting = buffer.batches()
    CountedBatch.objects.filter(at__lt=now - timedelta(days=BATCH_DAYS)).exclude(uid__in=waiting).delete()
    return counts
