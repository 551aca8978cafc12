"""The pairs worth a look: for every opening its best people, for every person the best openings.

People without room are out before the lists are cut, so that a list is never full of those who cannot come.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.matching import compiled
from volunteers.matching.bitmaps import Index, index_of
from volunteers.matching.columns import Bits, Flags, Ints, Openings, Volunteers
from volunteers.matching.conditions import EVERY, asked_times
from volunteers.matching.plain import sweep_plain
from volunteers.matching.ranking import NOBODY, OFFSET, mixed, rows_in, values_in
from volunteers.matching.scoring import MOST, Tables, Weights, tables_of, weeks_of
from volunteers.matching.sweep import NEAR, PERSON, WANTED, sweep

PER_OPENING: Final = 50
PER_VOLUNTEER: Final = 20
THREADS: Final = 2
_TO_SPARE: Final = 1.2
_SCORE_BITS: Final = MOST.bit_length()
_UNWANTED: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Prepared:
    """Both sides of one night with what every sweep over them needs."""

    volunteers: Volunteers
    openings: Openings
    index: Index
    tables: Tables
    mixed: tuple[Bits, Bits]


class Lists(NamedTuple):
    """Keys (`ranking`), greatest first, NOBODY behind: people by opening, openings by person."""

    people: Ints
    openings: Ints


class Edges(NamedTuple):
    """Pairs for the assignment, sorted by opening, then person; rows and score."""

    volunteer: NDArray[np.int32]
    opening: NDArray[np.int32]
    score: NDArray[np.int32]


def prepare(volunteers: Volunteers, openings: Openings, weights: Weights, seed: int) -> Prepared:
    """Bitmaps and tables, once a night; the seed (its day) decides ties."""
    hashes = mixed(volunteers.id, seed), mixed(openings.id, seed + 1)
    return Prepared(volunteers, openings, index_of(volunteers, openings), tables_of(weights), hashes)


def best_lists(
    night: Prepared,
    per_opening: int = PER_OPENING,
    per_volunteer: int = PER_VOLUNTEER,
    *,
    price: Ints | None = None,
    floor: int = -OFFSET,
    only: Flags | None = None,
    fast: bool = compiled.AVAILABLE,
) -> Lists:
    """The best of both sides over all eligible pairs, by score less the opening's price.

    price: in doubled points (none = 0). floor: pairs of a smaller doubled score less price are left out.
    only: the openings to look at (all); those of quota 0 never. fast: compiled, on two threads; else NumPy,
    with the same result.
    """
    price = np.zeros(len(night.openings), np.int64) if price is None else price
    only = night.openings.quota > 0 if only is None else only & (night.openings.quota > 0)
    if not fast:
        sides = (night.volunteers, night.openings, night.index, night.tables)
        return Lists(*sweep_plain(*sides, night.mixed, price, only, floor, (per_opening, per_volunteer)))
    wanted = _wanted(night, price, only)
    return _sweep_threads(night, wanted, floor, per_opening, per_volunteer)


def lengths_for(volunteers: Volunteers, openings: Openings) -> tuple[int, int]:
    """How long the lists should be, for an opening and for a person: long on the side that is short of the other.

    With people to spare every opening is served by its best, and short lists of people's own add little; else people
    choose. Measured; whatever the lengths, the bound tells what the lists lost.
    """
    supply, demand = int(volunteers.cap.sum(dtype=np.int64)), int(openings.quota.sum(dtype=np.int64))
    if supply >= _TO_SPARE * demand:
        return 2 * PER_OPENING, max(PER_VOLUNTEER // 5, int(volunteers.cap.max(initial=1)))
    return PER_OPENING, PER_VOLUNTEER


def edges_of(lists: Lists) -> Edges:
    """Both lists as one set of pairs; the lists must have been made without prices."""
    people = len(lists.openings)
    there = lists.people != NOBODY
    o, keys = np.nonzero(there)[0], lists.people[there]
    first = _packed(o, rows_in(keys), values_in(keys) // 2, people)
    there = lists.openings != NOBODY
    v, keys = np.nonzero(there)[0], lists.openings[there]
    return _unpacked(np.concatenate([first, _packed(rows_in(keys), v, values_in(keys) // 2, people)]), people)


def with_more(edges: Edges, more: Edges, people: int) -> Edges:
    """Both sets of pairs as one."""
    packed = [_packed(one.opening.astype(np.int64), one.volunteer, one.score, people) for one in (edges, more)]
    return _unpacked(np.concatenate(packed), people)


def _packed(o: Ints, v: NDArray[np.integer[Any]], points: NDArray[np.integer[Any]], people: int) -> Ints:
    return ((o * people + v) << _SCORE_BITS) | points


def _unpacked(codes: Ints, people: int) -> Edges:
    codes.sort()
    codes = codes[np.diff(codes, prepend=-1) != 0]
    o, v = np.divmod(codes >> _SCORE_BITS, max(people, 1))
    return Edges(v.astype(np.int32), o.astype(np.int32), (codes & ((1 << _SCORE_BITS) - 1)).astype(np.int32))


def _sweep_threads(
    night: Prepared, wanted: NDArray[np.void], floor: int, per_opening: int, per_volunteer: int
) -> Lists:
    words = night.index.rows.shape[1]
    cuts = [words * part // THREADS for part in range(THREADS + 1)]
    best_people = [_heaps(len(night.openings), per_opening) for _ in range(THREADS)]
    best_openings = _heaps(len(night.volunteers), per_volunteer)
    near, people, demands = _near(night.volunteers), _people(night), _demands(night.openings)
    points = np.concatenate([table.ravel() for table in night.tables])

    def run(part: int) -> None:
        borders = (cuts[part], cuts[part + 1])
        heaps = best_people[part], best_openings
        sweep(night.index.rows, near, people, wanted, demands, points, floor, *borders, *heaps)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, range(THREADS)))
    return Lists(_greatest(np.hstack(best_people), per_opening), _greatest(best_openings, per_volunteer))


def _heaps(rows: int, kept: int) -> Ints:
    return np.full((rows, max(kept, 1)), NOBODY if kept else _UNWANTED, np.int64)


def _greatest(heaps: Ints, kept: int) -> Ints:
    heaps.sort(axis=1)
    return np.ascontiguousarray(heaps[:, ::-1][:, :kept])


def _near(side: Volunteers) -> NDArray[np.void]:
    near = np.zeros(len(side), NEAR)
    for name in ("x", "y", "interests", "experience"):
        near[name] = getattr(side, name)
    near["reach"] = np.where(side.in_person, side.radius.astype(np.int64) ** 2, -1)
    near["online"], near["weeks"] = np.where(side.online, 256, 0), weeks_of(side.stale_days)
    return near


def _people(night: Prepared) -> NDArray[np.void]:
    side = night.volunteers
    people = np.zeros(len(side), PERSON)
    people["weekly"], people["hours"], people["mixed"] = side.weekly, side.hours, night.mixed[0]
    _spread(people, "skills", side.skills)
    _spread(people, "languages", side.languages)
    _spread(people, "dated", side.dated)
    return people


def _wanted(night: Prepared, price: Ints, only: Flags) -> NDArray[np.void]:
    side = night.openings
    wanted = np.zeros(len(side), WANTED)
    for name in ("field", "weekly", "x", "y", "mode", "timing", "identity"):
        wanted[name] = getattr(side, name)
    wanted["quota"] = np.where(only, side.quota, 0)
    wanted["mixed"], wanted["price"] = night.mixed[1], price
    wanted["age_row"], wanted["hours_row"] = night.index.age, night.index.hours
    wanted["shift_start"], wanted["shift_end"] = side.shift_start[:-1], side.shift_start[1:]
    wanted["excluded_end"], wanted["times_asked"] = side.excluded_start[1:], asked_times(side, EVERY)
    skills, languages = side.skills_required | side.skills_welcome, side.languages_required | side.languages_welcome
    _spread(wanted, "skills", skills)
    _spread(wanted, "languages", languages)
    wanted["skills_asked"] = np.bitwise_count(skills).sum(axis=1)
    wanted["languages_asked"] = np.bitwise_count(languages).sum(axis=1)
    wanted["most_more"] = _most_more(night.tables, wanted)
    return wanted


def _most_more(tables: Tables, wanted: NDArray[np.void]) -> Ints:
    """The most points that skills, languages and time can earn at each opening."""
    most: Ints = tables.skills.max(axis=1)[wanted["skills_asked"]].astype(np.int64)
    most += tables.languages.max(axis=1)[wanted["languages_asked"]]
    points: Ints = most + tables.availability.max(axis=1)[wanted["times_asked"]]
    return points


def _spread(rows: NDArray[np.void], name: str, words: Bits) -> None:
    for nth in range(words.shape[1]):
        rows[f"{name}{nth}"] = words[:, nth]


def _demands(openings: Openings) -> tuple[Bits, Bits, Bits, Ints, Ints]:
    required = (openings.languages_required, openings.skills_required)
    return *required, openings.shifts, openings.excluded_start, openings.excluded
