"""What must hold before a person is proposed for an opening: each condition by itself, for many rows at once.

Rows are NumPy indices: a slice or rows on one side with one row on the other, or two equally long arrays.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.columns import Bits, Flags, Ints, Mode, Openings, Timing, Volunteers

Rows = int | slice | Ints
Counts = NDArray[np.int64]

EVERY: Final = slice(None)
STEP: Final = 100  # metres
FARTHEST: Final = 254  # steps; beyond, the distance is told as this
NOT_IN_PERSON: Final = 255
MOST_TIMES: Final = 255


class Condition(StrEnum):
    """Hard conditions, in the order in which they are named to a coordinator."""

    LANGUAGES = "languages"
    SKILLS = "skills"
    TIME = "time"
    PLACE = "place"
    AGE = "age"
    IDENTITY = "identity"
    NEW = "new"  # not asked before, not there already
    CAPACITY = "capacity"  # neither paused nor full


class Ways(NamedTuple):
    """How two can meet: steps of 100 m (NOT_IN_PERSON where the person cannot come) and whether online will do."""

    distance: Counts
    online: Flags


class Times(NamedTuple):
    """How much of the asked time a person has: slots, shifts, or hours up to twice those asked."""

    free: Counts
    asked: Counts
    enough: Flags


def ways(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Ways:
    """Where the work can be done together; distances are rounded down."""
    squared = _squared(volunteers, openings, v, o)
    steps = np.minimum(np.sqrt(squared).astype(np.int64) // STEP, FARTHEST)
    comes = _comes(volunteers, openings, v, o, squared)
    return Ways(np.where(comes, steps, NOT_IN_PERSON), _online(volunteers, openings, v, o))


def _squared(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Counts:
    dx = volunteers.x[v].astype(np.int64) - openings.x[o].astype(np.int64)
    dy = volunteers.y[v].astype(np.int64) - openings.y[o].astype(np.int64)
    return dx * dx + dy * dy


def _comes(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows, squared: Counts) -> Flags:
    radius = volunteers.radius[v].astype(np.int64)
    met: Flags = volunteers.in_person[v] & (openings.mode[o] != Mode.ONLINE) & (squared <= radius * radius)
    return met


def _online(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    met: Flags = volunteers.online[v] & (openings.mode[o] != Mode.IN_PERSON)
    return met


def asked_times(openings: Openings, o: Rows) -> Counts:
    """How many slots, shifts or (doubled) hours an opening asks for, at most 255."""
    timing, numbers = openings.timing[o], openings.shift_start[1:][o] - openings.shift_start[:-1][o]
    asked = np.where(timing == Timing.SHIFTS, numbers, 2 * openings.hours[o].astype(np.int64))
    return np.minimum(np.where(timing == Timing.WEEKLY, _count(openings.weekly[o]), asked), MOST_TIMES)


def times(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Times:
    """The time in common, by the opening's own way of asking for it."""
    timing, asked, hours = openings.timing[o], asked_times(openings, o), volunteers.hours[v]
    has = hours.astype(np.int64)
    if np.any(timing == Timing.SHIFTS):
        has = np.where(timing == Timing.SHIFTS, _free_shifts(volunteers, openings, v, o), has)
    if np.any(timing == Timing.WEEKLY):
        has = np.where(timing == Timing.WEEKLY, _count(volunteers.weekly[v] & openings.weekly[o]), has)
    free = np.minimum(has, asked)
    return Times(free, asked, np.where(timing == Timing.HOURS, hours >= openings.hours[o], free > 0))


def _count(words: Bits) -> Counts:
    return np.bitwise_count(words).astype(np.int64)


def _free_shifts(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Counts:
    start = openings.shift_start[:-1][o]
    number = np.where(openings.timing[o] == Timing.SHIFTS, openings.shift_start[1:][o] - start, 0)
    most = int(number.max(initial=0))
    if not most:
        return number
    free = np.zeros(np.broadcast_shapes(number.shape, np.shape(volunteers.dated[v, 0])), np.int64)
    for nth in range(most):
        there = number > nth
        free += there & _has_all(volunteers.dated, v, openings.shifts[np.where(there, start + nth, 0)])
    return free


def _has_all(has: Bits, v: Rows, asked: Bits) -> Flags:
    """Whether somebody has every asked bit; word by word, for most asked words are empty."""
    every = np.ones(np.broadcast_shapes(np.shape(has[v, 0]), asked.shape[:-1]), np.bool_)
    for word in range(has.shape[1]):
        if np.any(asked[..., word]):
            every &= (has[v, word] & asked[..., word]) == asked[..., word]
    return every


def _speaks(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    return _has_all(volunteers.languages, v, openings.languages_required[o])


def _skilled(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    return _has_all(volunteers.skills, v, openings.skills_required[o])


def _has_time(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    return times(volunteers, openings, v, o).enough


def _can_meet(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    squared = _squared(volunteers, openings, v, o)
    return _comes(volunteers, openings, v, o, squared) | _online(volunteers, openings, v, o)


def _old_enough(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    return volunteers.age[v] >= openings.min_age[o]


def _identified(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    return volunteers.verified[v] | ~openings.identity[o]


def _is_new(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    """One number for a pair: opening row * people + volunteer row; excluded pairs rise in it."""
    people = len(volunteers)
    owner = np.repeat(np.arange(len(openings)), np.diff(openings.excluded_start))
    excluded = owner * people + openings.excluded
    pairs = np.arange(len(openings))[o] * people + np.arange(people)[v]
    if not len(excluded):
        return np.ones(np.shape(pairs), np.bool_)
    at = np.minimum(np.searchsorted(excluded, pairs), len(excluded) - 1)
    met: Flags = excluded[at] != pairs
    return met


def _has_room(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Flags:
    return volunteers.cap[v] > np.zeros_like(openings.quota[o])


HOLDS: Final[dict[Condition, Callable[[Volunteers, Openings, Rows, Rows], Flags]]] = {
    Condition.LANGUAGES: _speaks,
    Condition.SKILLS: _skilled,
    Condition.TIME: _has_time,
    Condition.PLACE: _can_meet,
    Condition.AGE: _old_enough,
    Condition.IDENTITY: _identified,
    Condition.NEW: _is_new,
    Condition.CAPACITY: _has_room,
}


def people_for(volunteers: Volunteers, openings: Openings, o: int) -> Ints:
    """Rows of everybody who may be proposed for one opening, rising; a few milliseconds for 100,000 people."""
    likely = _likely(volunteers, openings, o)
    likely[openings.excluded[openings.excluded_start[o] : openings.excluded_start[o + 1]]] = False
    if openings.mode[o] == Mode.ONLINE:
        likely &= volunteers.online
    rows = np.flatnonzero(likely)
    if openings.mode[o] != Mode.ONLINE:
        rows = rows[_can_meet(volunteers, openings, rows, o)]
    if openings.timing[o] == Timing.SHIFTS:
        rows = rows[_has_time(volunteers, openings, rows, o)]
    return rows


def _likely(volunteers: Volunteers, openings: Openings, o: int) -> Flags:
    """Who fulfils the conditions that need one look at one column each, the time of dated shifts not among them."""
    likely: Flags = volunteers.cap > 0
    likely &= _speaks(volunteers, openings, EVERY, o) & _skilled(volunteers, openings, EVERY, o)
    if openings.min_age[o] > 0:
        likely &= volunteers.age >= openings.min_age[o]
    if openings.identity[o]:
        likely &= volunteers.verified
    if openings.timing[o] == Timing.WEEKLY:
        likely &= (volunteers.weekly & openings.weekly[o]) != 0
    if openings.timing[o] == Timing.HOURS:
        likely &= volunteers.hours >= openings.hours[o]
    return likely


def openings_for(volunteers: Volunteers, openings: Openings, v: int) -> Ints:
    """Rows of every opening that may be proposed to one person, rising."""
    rows = np.arange(len(openings))
    for holds in HOLDS.values():
        rows = rows[holds(volunteers, openings, v, rows)]
    return rows
