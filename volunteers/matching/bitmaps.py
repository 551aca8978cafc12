"""For every condition a bitmap over all volunteers: bit v of a row is set where person v fulfils it.

An opening's candidates are then the rows it names, cut with each other 64 people at a time.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.columns import (
    DATED_WORDS,
    LANGUAGE_CODES,
    LEVELS,
    SKILL_CODES,
    Bits,
    Flags,
    Mode,
    Openings,
    Small,
    Timing,
    Volunteers,
)
from volunteers.matching.conditions import Condition

ROOM: Final = 0
WAY: Final = 1  # + mode
VERIFIED: Final = WAY + len(Mode)
LANGUAGE: Final = 8  # + level * 64 + code
SKILL: Final = LANGUAGE + LEVELS * LANGUAGE_CODES
WEEKLY: Final = SKILL + SKILL_CODES
DATED: Final = WEEKLY + 64
THRESHOLDS: Final = DATED + DATED_WORDS * 64

BITMAPPED: Final = tuple(one for one in Condition if one not in {Condition.PLACE, Condition.NEW})

_CHUNK: Final = 1 << 16


class Index(NamedTuple):
    """rows: the bitmaps [row, words of 64 people]. age, hours: the row that each opening's limit has."""

    rows: Bits
    age: NDArray[np.int64]
    hours: NDArray[np.int64]


def index_of(volunteers: Volunteers, openings: Openings) -> Index:
    """The bitmaps of all people; ages and hours get one for each limit that some opening has."""
    ages, age_at = np.unique(openings.min_age, return_inverse=True)
    hours, hours_at = np.unique(openings.hours, return_inverse=True)
    words = (len(volunteers) + 63) // 64
    rows = np.zeros((THRESHOLDS + len(ages) + len(hours), words), np.uint64)
    _flags(rows, volunteers)
    _limits(rows[THRESHOLDS:], volunteers.age, ages)
    _limits(rows[THRESHOLDS + len(ages) :], volunteers.hours, hours)
    for level in range(LEVELS):
        _turn(rows[LANGUAGE + level * LANGUAGE_CODES :][:64], volunteers.languages[:, level])
    for word in range(SKILL_CODES // 64):
        _turn(rows[SKILL + word * 64 :][:64], volunteers.skills[:, word])
    for word in range(DATED_WORDS):
        _turn(rows[DATED + word * 64 :][:64], volunteers.dated[:, word])
    _turn(rows[WEEKLY:][:64], volunteers.weekly)
    return Index(rows, THRESHOLDS + age_at.ravel(), THRESHOLDS + len(ages) + hours_at.ravel())


def _flags(rows: Bits, volunteers: Volunteers) -> None:
    rows[ROOM] = _packed(volunteers.cap > 0)
    rows[WAY + Mode.IN_PERSON] = _packed(volunteers.in_person)
    rows[WAY + Mode.ONLINE] = _packed(volunteers.online)
    rows[WAY + Mode.EITHER] = _packed(volunteers.in_person | volunteers.online)
    rows[VERIFIED] = _packed(volunteers.verified)


def _limits(rows: Bits, values: Small, limits: Small) -> None:
    for row, limit in zip(rows, limits, strict=False):
        row[:] = _packed(values >= limit)


def _packed(flags: Flags) -> Bits:
    packed = np.zeros((len(flags) + 63) // 64 * 8, np.uint8)
    tight = np.packbits(flags, bitorder="little")
    packed[: len(tight)] = tight
    return packed.view("<u8").astype(np.uint64, copy=False)


def _turn(rows: Bits, column: Bits) -> None:
    """64 bitmaps out of one word of everybody: row b holds bit b of each person."""
    for first in range(0, len(column), _CHUNK):
        words = np.ascontiguousarray(column[first : first + _CHUNK]).astype("<u8")
        bits = np.unpackbits(words.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        tight = np.packbits(np.ascontiguousarray(bits.T), axis=1, bitorder="little")
        padded = np.zeros((64, (len(words) + 63) // 64 * 8), np.uint8)
        padded[:, : tight.shape[1]] = tight
        turned = padded.view("<u8")
        rows[:, first // 64 : first // 64 + turned.shape[1]] = turned


def people_bits(index: Index, openings: Openings, o: int) -> Bits:
    """Who fulfils all conditions of an opening but distance and newness, as one bitmap."""
    by_condition = [bits_of(index, openings, o, condition) for condition in BITMAPPED]
    bits: Bits = np.bitwise_and.reduce([index.rows[WAY + int(openings.mode[o])], *by_condition], axis=0)
    return bits


def bits_of(index: Index, openings: Openings, o: int, condition: Condition) -> Bits:
    """Who fulfils one of the BITMAPPED conditions of an opening; bits behind the last person mean nothing."""
    named: list[int] = []
    match condition:
        case Condition.LANGUAGES:
            for level in range(LEVELS):
                named += _named(openings.languages_required[o, level], LANGUAGE + level * LANGUAGE_CODES)
        case Condition.SKILLS:
            for word in range(SKILL_CODES // 64):
                named += _named(openings.skills_required[o, word], SKILL + word * 64)
        case Condition.TIME:
            return _times(index, openings, o)
        case Condition.AGE:
            named = [int(index.age[o])]
        case Condition.IDENTITY:
            named = [VERIFIED] if openings.identity[o] else []
        case Condition.CAPACITY:
            named = [ROOM]
    return _all(index, named)


def _times(index: Index, openings: Openings, o: int) -> Bits:
    if openings.timing[o] == Timing.HOURS:
        return _all(index, [int(index.hours[o])])
    if openings.timing[o] == Timing.WEEKLY:
        slots = _named(openings.weekly[o], WEEKLY)
        bits: Bits = np.bitwise_or.reduce(index.rows[slots], axis=0)
        return bits
    free = np.zeros(index.rows.shape[1], np.uint64)
    for shift in openings.shifts[openings.shift_start[o] : openings.shift_start[o + 1]]:
        slots = [row for word in range(DATED_WORDS) for row in _named(shift[word], DATED + word * 64)]
        free |= _all(index, slots)
    return free


def _all(index: Index, named: list[int]) -> Bits:
    bits: Bits = np.bitwise_and.reduce(index.rows[named], axis=0)
    return bits


def _named(word: np.uint64, first: int) -> list[int]:
    bits = int(word)
    return [first + code for code in range(bits.bit_length()) if bits >> code & 1]
