"""The night's columns out of PostgreSQL: everybody who may be matched, as `columns` wants it.

Paused and full people stay in with no room, so that the report can say that these stood in the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from volunteers.matching import people_queries as queries
from volunteers.matching.bulk import Records, column, reader_of
from volunteers.matching.columns import SLOTS, Bits, Flags, Ints, Small, Volunteers, change_slots, dated_slots
from volunteers.matching.days import When, midnight, spans, touched
from volunteers.matching.plane import plane
from volunteers.profiles.models import CAPPED_DAYS
from volunteers.vocabulary import FIELDS

AT_ONCE: Final = 3
"""So many proposals wait for one person's answer at most."""
_MOST: Final = np.iinfo(np.int16).max
_MARK: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def read_volunteers(when: When, some: Sequence[int] | None = None) -> Volunteers:
    """Everybody who agreed to be matched, or `some` of them (profile ids), by rising id."""
    params = _params(when, some)
    people = reader_of(some)(
        queries.PEOPLE_QUERY.format(some="" if some is None else "AND p.id = ANY(%(some)s)"),
        queries.PEOPLE,
        params,
        floats=("latitude", "longitude"),
    )
    details = _details(params, some)
    ids = column(people, "id")
    weekly = _bits(people["slots"])
    x, y = plane(people["latitude"], people["longitude"])
    return Volunteers(
        id=ids,
        languages=np.stack([_bits(people[level]) for level in ("basic", "conversational", "fluent")], axis=1),
        skills=np.stack([_bits(people["skills"]), np.zeros(len(ids), np.uint64)], axis=1),
        interests=_bits(people["interests"]),
        experience=_spread(ids, details[queries.EXPERIENCE], "first").astype(np.uint64),
        weekly=weekly,
        dated=_dated(ids, weekly, when, details),
        x=x,
        y=y,
        radius=people["radius"].astype(np.int32),
        in_person=(people["in_person"] == 1) & (people["placed"] == 1),
        online=people["online"] == 1,
        verified=people["verified"] == 1,
        age=_small(people["age"]),
        cap=_room(ids, people, details),
        hours=_small(people["project_hours"]),
        stale_days=_small(people["stale"]),
    )


def mark_now() -> int:
    """Profiles changed from now on bear this mark or a later one (`VolunteerProfile.change`); some earlier ones may."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return int(cursor.fetchone()[0])


def _params(when: When, some: Sequence[int] | None) -> dict[str, Any]:
    month = when.first.replace(day=1)
    return {
        "some": list(some or ()),
        "fields": list(FIELDS),
        "now": when.now,
        "night": when.night,
        "year": when.night.year,
        "month": when.night.month,
        "first": when.first,
        "last": when.last,
        "begins": when.begins,
        "ends": when.ends,
        "since": when.now - timedelta(days=CAPPED_DAYS),
        "month_begins": midnight(month),
        "month_ends": midnight((month + timedelta(days=31)).replace(day=1)),
    }


def _details(params: Mapping[str, Any], some: Sequence[int] | None) -> list[Records]:
    """Rows by what they tell, all in one question: for a few people the questions cost more than the answers."""
    narrowed = "" if some is None else "AND p.profile_id = ANY(%(some)s)"
    found = reader_of(some)(queries.DETAILS_QUERY.format(some=narrowed), queries.DETAILS, params)
    detail = column(found, "detail")
    return [found[detail == one] for one in range(queries.EXPERIENCE + 1)]


def rows_of(ids: Ints, wanted: Ints) -> tuple[Ints, Flags]:
    """Rows in rising ids, and which of the wanted are there at all."""
    if not len(ids):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return at, ids[at] == wanted


def _spread(ids: Ints, found: Records, name: str, default: int = 0) -> Ints:
    values = np.full(len(ids), default, np.int64)
    rows, there = rows_of(ids, column(found, "id"))
    values[rows[there]] = column(found, name)[there]
    return values


def _room(ids: Ints, people: Records, details: Sequence[Records]) -> Small:
    """How many more proposals may come: by the week's limit, by those still open, and by the month's hours."""
    asked, worked = details[queries.ASKED], details[queries.WORKED]
    limit = column(people, "hours_per_month")
    rested = (limit < 0) | (_spread(ids, worked, "first") < limit * 3600)
    left = column(people, "weekly") - _spread(ids, asked, "first")
    room = np.minimum(left, AT_ONCE - _spread(ids, asked, "second"))
    return _small(np.where((people["awake"] == 1) & rested, room, 0))


def _dated(ids: Ints, weekly: Bits, when: When, details: Sequence[Records]) -> Bits:
    dated = dated_slots(weekly, when.first.weekday())
    found = details[queries.EXCEPTIONS]
    rows, there = rows_of(ids, column(found, "id"))
    rows, days, times = rows[there], column(found, "first")[there], column(found, "second")[there]
    for slot in range(SLOTS):
        change_slots(dated, rows, days, np.full(len(rows), slot), free=False)
        free = (times >> slot & 1) == 1
        change_slots(dated, rows[free], days[free], np.full(int(free.sum()), slot), free=True)
    busy = details[queries.BUSY]
    rows, there = rows_of(ids, column(busy, "id"))
    booking, slots = touched(spans(column(busy, "first")[there], column(busy, "second")[there], when.first))
    change_slots(dated, rows[there][booking], slots // SLOTS, slots % SLOTS, free=False)
    return dated


def _bits(values: NDArray[Any]) -> Bits:
    return values.astype(np.int64).astype(np.uint64)


def _small(values: NDArray[Any]) -> Small:
    return np.clip(values.astype(np.int64), 0, _MOST).astype(np.int16)
