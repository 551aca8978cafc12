"""The sweep over all pairs, 64 people at a time: bitmaps cut, survivors scored, the best of both sides kept.

Written for the compiler (`compiled`); `plain` does the same in NumPy, and a test holds both equal. Everything that is
compiled together stays in this file, because kept machine code is renewed by the date of its own file only.
"""

from typing import Final

import numpy as np

from volunteers.matching.bitmaps import DATED, LANGUAGE, ROOM, SKILL, VERIFIED, WAY, WEEKLY
from volunteers.matching.compiled import compiled
from volunteers.matching.conditions import FARTHEST, NOT_IN_PERSON, STEP
from volunteers.matching.ranking import GOLDEN, HASH_BITS, OFFSET, ROW_BITS, VALUE_SHIFT

# Where each table of `scoring.Tables` begins when they lie one behind the other.
SKILLS_AT: Final = 0
LANGUAGES_AT: Final = 1 << 16
AVAILABILITY_AT: Final = 2 << 16
WAYS_AT: Final = 3 << 16
INTEREST_AT: Final = WAYS_AT + 2 * 256
EXPERIENCE_AT: Final = INTEREST_AT + 2
WEEKS_AT: Final = EXPERIENCE_AT + 2

# mypy: disable-error-code="no-untyped-def"


# What one stage of the sweep reads of a person, or of an opening, lies together in memory.
# Languages and skills of an opening without "required" are required and welcome together.
# reach: the square of the radius, -1 for who works online only. online: 256 or 0.
NEAR: Final = np.dtype(
    [(name, np.int32) for name in ("x", "y", "online", "weeks")]
    + [("reach", np.int64)]
    + [(name, np.uint32) for name in ("interests", "experience")]
)
PERSON: Final = np.dtype(
    [(name, np.uint64) for name in ("skills0", "skills1", "languages0", "languages1", "languages2")]
    + [(name, np.uint64) for name in ("dated0", "dated1", "dated2", "dated3", "mixed")]
    + [("weekly", np.uint32), ("hours", np.int16)]
)
WANTED: Final = np.dtype(
    [(name, np.uint64) for name in ("skills0", "skills1", "languages0", "languages1", "languages2")]
    + [(name, np.uint64) for name in ("field", "weekly", "mixed")]
    + [
        (name, np.int64)
        for name in ("shift_start", "shift_end", "excluded_end", "price", "most_more", "age_row", "hours_row")
    ]
    + [(name, np.int32) for name in ("x", "y")]
    + [(name, np.int16) for name in ("mode", "timing", "languages_asked", "skills_asked", "times_asked")]
    + [(name, np.int16) for name in ("identity", "quota")]
)


_BLOCK: Final = 32  # words: 2,048 people, whose columns stay in the nearer memory
_ONE, _TWO, _FOUR, _TOP = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
_ODD, _PAIRS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_NIBBLES, _BYTES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
_GOLDEN, _TIE_SHIFT = np.uint64(GOLDEN), np.uint64(64 - HASH_BITS)
_NONE = np.uint64(0)
_NOWHERE: Final = 1 << 31  # metres


@compiled
def _count(word):
    word = word - ((word >> _ONE) & _ODD)
    word = (word & _PAIRS) + ((word >> _TWO) & _PAIRS)
    word = (word + (word >> _FOUR)) & _NIBBLES
    return np.int64((word * _BYTES) >> _TOP)


@compiled
def _cut(bits, words, row, first, start, size, buffer):
    """Everybody in the buffer who lacks one of the row's codes goes; False when nobody is left."""
    for nth in range(words.shape[1]):
        word = words[row, nth]
        while word != _NONE:
            code = first + nth * 64 + _count((word & (~word + _ONE)) - _ONE)
            word &= word - _ONE
            left = _NONE
            for at in range(size):
                buffer[at] &= bits[code, start + at]
                left |= buffer[at]
            if left == _NONE:
                return False
    return True


@compiled
def _cut_week(bits, word, start, size, buffer, spare):
    for at in range(size):
        spare[at] = _NONE
    while word != _NONE:
        code = WEEKLY + _count((word & (~word + _ONE)) - _ONE)
        word &= word - _ONE
        for at in range(size):
            spare[at] |= bits[code, start + at]
    for at in range(size):
        buffer[at] &= spare[at]


@compiled
def _cut_shifts(bits, shifts, begin, end, start, size, buffer, spare, sums):
    for at in range(size):
        sums[at] = _NONE
    for shift in range(begin, end):
        for at in range(size):
            spare[at] = buffer[at]
        if _cut(bits, shifts, shift, DATED, start, size, spare):
            for at in range(size):
                sums[at] |= spare[at]
    for at in range(size):
        buffer[at] = sums[at]


@compiled
def _gather(bits, languages, skills, shifts, want, o, start, size, buffer, spare, sums):
    """The block's people who fulfil all conditions of the opening but distance and newness."""
    way, age = WAY + want.mode, want.age_row
    for at in range(size):
        buffer[at] = bits[ROOM, start + at] & bits[way, start + at] & bits[age, start + at]
    if not _cut(bits, languages, o, LANGUAGE, start, size, buffer):
        return
    if not _cut(bits, skills, o, SKILL, start, size, buffer):
        return
    if want.identity:
        for at in range(size):
            buffer[at] &= bits[VERIFIED, start + at]
    if want.timing == 0:
        _cut_week(bits, want.weekly, start, size, buffer, spare)
    elif want.timing == 1:
        _cut_shifts(bits, shifts, want.shift_start, want.shift_end, start, size, buffer, spare, sums)
    else:
        for at in range(size):
            buffer[at] &= bits[want.hours_row, start + at]


@compiled
def _exclude(excluded, at, end, start, size, buffer):
    """Excluded people of the block go; returns how far the opening's list was read."""
    while at < end and excluded[at] < (start + size) * 64:
        place = excluded[at] - start * 64
        if place >= 0:
            buffer[place >> 6] &= ~(_ONE << np.uint64(place & 63))
        at += 1
    return at


@compiled
def _survivors(near, want, start, size, buffer, points, rows, values):
    """People of the buffer who can come or do it online, with the points that cost little; how many."""
    found, field, online = 0, np.uint32(want.field), 0 if want.mode == 0 else 256
    x, y = np.int64(want.x) + (_NOWHERE if want.mode == 1 else 0), np.int64(want.y)
    for at in range(size):
        word = buffer[at]
        while word != _NONE:
            v = (start + at) * 64 + _count((word & (~word + _ONE)) - _ONE)
            word &= word - _ONE
            person = near[v]
            dx, dy = np.int64(person.x) - x, np.int64(person.y) - y
            squared = dx * dx + dy * dy
            steps = min(np.int64(np.sqrt(np.float64(squared))) // STEP, FARTHEST)
            way = (steps if squared <= person.reach else NOT_IN_PERSON) + (person.online & online)
            score = np.int64(points[WAYS_AT + way]) + points[WEEKS_AT + person.weeks]
            score += points[INTEREST_AT + (person.interests & field != 0)]
            score += points[EXPERIENCE_AT + (person.experience & field != 0)]
            rows[found], values[found] = v, score
            found += way != NOT_IN_PERSON
    return found


@compiled
def _promising(want, rows, values, found, floor, worst, least):
    """Only people remain who would be kept if they had all other points; how many."""
    left, most = 0, 2 * want.most_more - want.price
    for at in range(found):
        v, value = rows[at], 2 * values[at] + most
        above = (value + OFFSET + 1) << VALUE_SHIFT
        rows[left], values[left] = v, values[at]
        left += 1 if value >= floor and (above > worst or above > least[v]) else 0
    return left


@compiled
def _free_shifts(people, want, shifts, rows, found, free):
    for at in range(found):
        free[at] = 0
    for shift in range(want.shift_start, want.shift_end):
        word0, word1, word2, word3 = shifts[shift, 0], shifts[shift, 1], shifts[shift, 2], shifts[shift, 3]
        for at in range(found):
            person = people[rows[at]]
            lacking = (word0 & ~person.dated0) | (word1 & ~person.dated1)
            lacking |= (word2 & ~person.dated2) | (word3 & ~person.dated3)
            free[at] += 1 if lacking == _NONE else 0


@compiled
def _free(people, want, shifts, rows, found, free):
    if want.timing == 1:
        _free_shifts(people, want, shifts, rows, found, free)
    elif want.timing == 0:
        for at in range(found):
            free[at] = _count(people[rows[at]].weekly & want.weekly)
    else:
        for at in range(found):
            free[at] = people[rows[at]].hours


@compiled
def _values(people, want, points, rows, free, found, values):
    """The points so far come in by `values`, doubled points of all less the price go out."""
    skills_at, languages_at = SKILLS_AT + want.skills_asked * 256, LANGUAGES_AT + want.languages_asked * 256
    asked, times_at = np.int64(want.times_asked), AVAILABILITY_AT + want.times_asked * 256
    for at in range(found):
        person = people[rows[at]]
        skills = _count(person.skills0 & want.skills0) + _count(person.skills1 & want.skills1)
        languages = _count(person.languages0 & want.languages0) + _count(person.languages1 & want.languages1)
        languages += _count(person.languages2 & want.languages2)
        score = values[at] + points[skills_at + skills] + points[languages_at + languages]
        score += points[times_at + min(free[at], asked)]
        values[at] = 2 * score - want.price


@compiled
def _replace_least(heaps, row, key):
    """The least key of a full heap makes room for a greater one."""
    at, size = 0, heaps.shape[1]
    while True:
        child = 2 * at + 1
        if child + 1 < size and heaps[row, child + 1] < heaps[row, child]:
            child += 1
        if child >= size or heaps[row, child] >= key:
            break
        heaps[row, at] = heaps[row, child]
        at = child
    heaps[row, at] = key


@compiled
def _keep(people, want, o, rows, values, found, floor, best_people, best_openings, least):
    for at in range(found):
        v, value = rows[at], values[at]
        above = (value + OFFSET + 1) << VALUE_SHIFT
        if value < floor or (above <= best_people[o, 0] and above <= least[v]):
            continue
        tie = np.int64(((people[v].mixed ^ want.mixed) * _GOLDEN) >> _TIE_SHIFT)
        key = ((value + OFFSET) << VALUE_SHIFT) | (tie << ROW_BITS)
        if key | v > best_people[o, 0]:
            _replace_least(best_people, o, key | v)
        if key | o > least[v]:
            _replace_least(best_openings, v, key | o)
            least[v] = best_openings[v, 0]


@compiled
def sweep(bits, near, people, wanted, demands, points, floor, first, last, best_people, best_openings):
    """All pairs of the people in words first to last with all openings; the heaps of both sides are written.

    near, people, wanted: of NEAR, PERSON, WANTED; openings of quota 0 are passed over. demands: what openings have by
    list (required languages and skills, shifts, excluded people), a plain tuple, because kept machine code must not
    name our classes. points: the tables of `scoring`, one behind the other. best_people [openings, K], best_openings
    [people, J]: keys of `ranking`, filled with -1 (or with the greatest number, where a side is not wanted). Threads
    may share best_openings if their words differ.
    """
    buffer, spare, sums = np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint64), np.empty(_BLOCK, np.uint64)
    rows, free, values = np.empty((3, _BLOCK * 64), np.int64)
    languages, skills, shifts, excluded_start, excluded = demands
    read, least = excluded_start[:-1].copy(), best_openings[:, 0].copy()
    for start in range(first, last, _BLOCK):
        size = min(_BLOCK, last - start)
        for o in range(len(wanted)):
            want = wanted[o]
            if want.quota == 0:
                continue
            _gather(bits, languages, skills, shifts, want, o, start, size, buffer, spare, sums)
            read[o] = _exclude(excluded, read[o], want.excluded_end, start, size, buffer)
            found = _survivors(near, want, start, size, buffer, points, rows, values)
            found = _promising(want, rows, values, found, floor, best_people[o, 0], least)
            if found:
                _free(people, want, shifts, rows, found, free)
                _values(people, want, points, rows, free, found, values)
                _keep(people, want, o, rows, values, found, floor, best_people, best_openings, least)
