"""Everybody's columns in the memory of the process, so that a new opening ranks all people at once.

About 130 bytes a person: 13 MB for 100,000. Loaded once a day and every quarter of an hour, and brought up to date
before every question from the profiles marked as changed since. What changes without a mark (proposals, applications)
may be that quarter of an hour old; so whoever comes out best is read again from the tables before anybody sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from threading import Lock
from time import monotonic
from typing import Final

import numpy as np
from django.db import connection

from volunteers.matching.blocking import Blocking, blockings
from volunteers.matching.candidates import prepare
from volunteers.matching.columns import Ints, Openings, Volunteers
from volunteers.matching.days import When
from volunteers.matching.instant import Ranked, best_for_opening, best_for_volunteer
from volunteers.matching.needs import read_openings
from volunteers.matching.reading import mark_now, read_volunteers, rows_of
from volunteers.matching.scoring import Parts, Weights

FRESH_SECONDS: Final = 15 * 60
OPENINGS_SECONDS: Final = 60
SLACK: Final = 2
"""So many times more than asked for are read again: some of the best may have changed meanwhile."""
_CHANGED: Final = (
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
    " ARRAY(SELECT id FROM volunteers_volunteerprofile WHERE change >= %s ORDER BY id)"
)
_NOBODY: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class _People:
    """Columns of a night, true up to `mark`: transactions before it had ended when they were read."""

    volunteers: Volunteers
    database: str
    when: When
    mark: int
    loaded: float


@dataclass(frozen=True, slots=True)
class _Needs:
    openings: Openings
    database: str
    when: When
    loaded: float


class Board:
    """One for each process; columns are replaced, never changed, so that whoever reads them keeps what they have."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._people: _People | None = None
        self._needs: _Needs | None = None

    def volunteers(self, when: When) -> Volunteers:
        """Everybody who may be matched, with all marked changes; one loads or mends, others wait."""
        with self._lock:
            known, now = self._people, monotonic()
            stale = known is None or known.when.night != when.night or known.database != _database()
            if known is None or stale or now - known.loaded > FRESH_SECONDS:
                mark = mark_now()
                self._people = _People(read_volunteers(when), _database(), when, mark, now)
            else:
                self._people = _mended(known, when)
            return self._people.volunteers

    def openings(self, when: When) -> Openings:
        """Everything open, as it was a minute ago at most; nobody is excluded from anything in it."""
        with self._lock:
            known, now = self._needs, monotonic()
            stale = known is None or known.when.night != when.night or known.database != _database()
            if known is None or stale or now - known.loaded > OPENINGS_SECONDS:
                known = self._needs = _Needs(read_openings(when, _NOBODY), _database(), when, now)
            return known.openings

    def forget(self) -> None:
        """Read everything anew next time."""
        with self._lock:
            self._people = self._needs = None


BOARD: Final = Board()


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the far side, best first, and what their points are made of."""

    ids: Ints
    ranked: Ranked


def best_people(opening_id: int, when: When, weights: Weights, k: int) -> Found:
    """The k best people for an opening that is open, as the tables stand now; nobody where it is not."""
    everybody = BOARD.volunteers(when)
    openings = read_openings(when, everybody.id, [opening_id])
    if not len(openings):
        return Found(_NOBODY, _no_one())
    first = best_for_opening(everybody, openings, 0, weights, when.seed, SLACK * k)
    some = read_volunteers(when, everybody.id[first.rows].tolist())
    again = best_for_opening(some, _of_these(openings, everybody.id, some.id), 0, weights, when.seed, k)
    return Found(some.id[again.rows], again)


def what_blocks(opening_id: int, when: When, weights: Weights) -> Blocking | None:
    """What stands between an open opening and everybody, as the tables stood a quarter of an hour ago at most."""
    everybody = BOARD.volunteers(when)
    openings = read_openings(when, everybody.id, [opening_id])
    if not len(openings):
        return None
    return blockings(prepare(everybody, openings, weights, when.seed), [0])[0]


def _of_these(opening: Openings, everybody: Ints, some: Ints) -> Openings:
    """One opening whose excluded people are rows of the few instead of rows of all."""
    rows, there = rows_of(some, everybody[opening.excluded])
    return replace(opening, excluded=rows[there], excluded_start=np.array([0, there.sum()], np.int64))


def best_openings(profile_id: int, when: When, weights: Weights, k: int) -> Found:
    """The k best openings for one person, as the tables stand now; none for who is paused, full or not matched."""
    person = read_volunteers(when, [profile_id])
    everything = BOARD.openings(when)
    if not len(person):
        return Found(_NOBODY, _no_one())
    first = best_for_volunteer(person, 0, everything, weights, when.seed, SLACK * k)
    some = read_openings(when, person.id, everything.id[first.rows].tolist())
    again = best_for_volunteer(person, 0, some, weights, when.seed, k)
    return Found(some.id[again.rows], again)


def _no_one() -> Ranked:
    empty = np.zeros(0, np.uint8)
    return Ranked(_NOBODY, np.zeros(0, np.int32), Parts(*[empty] * len(Parts._fields)))


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _mended(known: _People, when: When) -> _People:
    """With the rows of everybody whose mark is not older than the last look."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [known.mark])
        mark, changed = cursor.fetchone()
    ids = np.array(changed, np.int64)
    if not len(ids):
        return _People(known.volunteers, known.database, when, mark, known.loaded)
    merged = merged_rows(known.volunteers, ids, read_volunteers(when, ids.tolist()))
    return _People(merged, known.database, when, mark, known.loaded)


def merged_rows(old: Volunteers, changed: Ints, new: Volunteers) -> Volunteers:
    """The old columns without the changed ids, and the new rows in their places."""
    _, replaced = rows_of(changed, old.id)
    kept = ~replaced
    order = np.argsort(np.concatenate([old.id[kept], new.id]))
    columns = {
        one.name: np.concatenate([getattr(old, one.name)[kept], getattr(new, one.name)])[order] for one in fields(old)
    }
    return Volunteers(**columns)
