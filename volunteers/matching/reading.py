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
from volunteers.matching.bulk import Records, column, read_columns
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
    people = _read("PEOPLE_QUERY", queries.PEOPLE, params, some, key="id", floats=("latitude", "longitude"))
    ids = column(people, "id")
    weekly = _bits(people["slots"])
    x, y = plane(people["latitude"], people["longitude"])
    return Volunteers(
        id=ids,
        languages=np.stack([_bits(people[level]) for level in ("basic", "conversational", "fluent")], axis=1),
        skills=np.stack([_bits(people["skills"]), np.zeros(len(ids), np.uint64)], axis=1),
        interests=_bits(people["interests"]),
        experience=_experience(ids, params, some),
        weekly=weekly,
        dated=_dated(ids, weekly, when, params, some),
        x=x,
        y=y,
        radius=people["radius"].astype(np.int32),
        in_person=(people["in_person"] == 1) & (people["placed"] == 1),
        online=people["online"] == 1,
        verified=people["verified"] == 1,
        age=_small(people["age"]),
        cap=_room(ids, people, params, some),
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


def _read(
    query: str,
    names: Sequence[str],
    params: Mapping[str, Any],
    some: Sequence[int] | None,
    *,
    key: str = "profile_id",
    floats: Sequence[str] = (),
) -> Records:
    narrowed = "" if some is None else f"AND p.{key} = ANY(%(some)s)"
    return read_columns(getattr(queries, query).format(some=narrowed), names, params, floats=floats)


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


def _room(ids: Ints, people: Records, params: Mapping[str, Any], some: Sequence[int] | None) -> Small:
    """How many more proposals may come: by the week's limit, by those still open, and by the month's hours."""
    asked = _read("ASKED_QUERY", ("id", "lately", "open"), params, some)
    worked = _read("WORKED_QUERY", ("id", "seconds"), params, some)
    limit = column(people, "hours_per_month")
    rested = (limit < 0) | (_spread(ids, worked, "seconds") < limit * 3600)
    left = column(people, "weekly") - _spread(ids, asked, "lately")
    room = np.minimum(left, AT_ONCE - _spread(ids, asked, "open"))
    return _small(np.where((people["awake"] == 1) & rested, room, 0))


def _dated(ids: Ints, weekly: Bits, when: When, params: Mapping[str, Any], some: Sequence[int] | None) -> Bits:
    dated = dated_slots(weekly, when.first.weekday())
    found = _read("EXCEPTIONS_QUERY", ("id", "day", "times"), params, some)
    rows, there = rows_of(ids, column(found, "id"))
    rows, days, times = rows[there], column(found, "day")[there], column(found, "times")[there]
    for slot in range(SLOTS):
        change_slots(dated, rows, days, np.full(len(rows), slot), free=False)
        free = (times >> slot & 1) == 1
        change_slots(dated, rows[free], days[free], np.full(int(free.sum()), slot), free=True)
    busy = _read("BUSY_QUERY", ("id", "begins", "ends"), params, some)
    rows, there = rows_of(ids, column(busy, "id"))
    booking, slots = touched(spans(column(busy, "begins")[there], column(busy, "ends")[there], when.first))
    change_slots(dated, rows[there][booking], slots // SLOTS, slots % SLOTS, free=False)
    return dated


def _experience(ids: Ints, params: Mapping[str, Any], some: Sequence[int] | None) -> Bits:
    return _spread(ids, _read("EXPERIENCE_QUERY", ("id", "fields"), params, some), "fields").astype(np.uint64)


def _bits(values: NDArray[Any]) -> Bits:
    return values.astype(np.int64).astype(np.uint64)


def _small(values: NDArray[Any]) -> Small:
    return np.clip(values.astype(np.int64), 0, _MOST).astype(np.int16)
