"""Both sides of the matching as packed columns: row i of every array is one person or one opening.

Codes (languages, skills, fields of activity, time slots) are bits; the caller keeps the tables of codes.
Places are whole metres on a local plane, so that every comparison is exact.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Metres = NDArray[np.int32]
Small = NDArray[np.int16]
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]

LEVELS: Final = 3  # basic, conversational, fluent
LANGUAGE_CODES: Final = 64
SKILL_CODES: Final = 128
SKILL_WORDS: Final = SKILL_CODES // 64
FIELD_CODES: Final = 20
SLOTS: Final = 4  # morning, afternoon, evening, night
WEEK_SLOTS: Final = 7 * SLOTS
HORIZON_DAYS: Final = 56
DATED_SLOTS: Final = HORIZON_DAYS * SLOTS
DATED_WORDS: Final = (DATED_SLOTS + 63) // 64
MOST_ROWS: Final = 1 << 24


class Mode(IntEnum):
    """Where the work is done."""

    IN_PERSON = 0
    ONLINE = 1
    EITHER = 2


class Timing(IntEnum):
    """How an opening asks for time: any slot of the week in common, one whole shift, or hours a week."""

    WEEKLY = 0
    SHIFTS = 1
    HOURS = 2


class Group(NamedTuple):
    """Rows of a child table put together by their parent: parent i owns order[start[i]:start[i + 1]]."""

    start: Ints
    order: Ints


@dataclass(frozen=True, slots=True)
class Volunteers:
    """Everybody with a profile. Languages: bit set in word L = speaks it at least at level L + 1.

    dated: free slots of the next 56 days (exceptions applied, bookings taken out); bit = day * 4 + slot.
    x, y, radius in metres. age in years, 0 = unknown. cap: how many more proposals may come; 0 = paused or full.
    hours: free hours a week for work at any time. stale_days: since the profile was last confirmed.
    """

    id: Ints
    languages: Bits  # [n, LEVELS]
    skills: Bits  # [n, SKILL_WORDS]
    interests: Bits
    experience: Bits
    weekly: Bits
    dated: Bits  # [n, DATED_WORDS]
    x: Metres
    y: Metres
    radius: Metres
    in_person: Flags
    online: Flags
    verified: Flags
    age: Small
    cap: Small
    hours: Small
    stale_days: Small

    def __post_init__(self) -> None:
        check_columns(self, len(self.id))

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Openings:
    """What is needed tonight. Languages: bit set in word L = asked at level L + 1.

    field: one bit (or several) of the fields of activity. weekly: for Timing.WEEKLY, no slot = nobody fits.
    Shifts of opening i: rows shift_start[i]:shift_start[i + 1] of shifts, all slots of one must be free.
    hours: a week, for Timing.HOURS. quota: proposals wanted. Excluded people (already asked, applied, declined,
    member of the organisation) of opening i: volunteer rows excluded[excluded_start[i]:excluded_start[i + 1]], rising.
    """

    id: Ints
    skills_required: Bits  # [m, SKILL_WORDS]
    skills_welcome: Bits  # [m, SKILL_WORDS]
    languages_required: Bits  # [m, LEVELS]
    languages_welcome: Bits  # [m, LEVELS]
    field: Bits
    mode: Small
    x: Metres
    y: Metres
    timing: Small
    weekly: Bits
    shift_start: Ints  # [m + 1]
    shifts: Bits  # [all shifts, DATED_WORDS]
    hours: Small
    min_age: Small
    identity: Flags
    quota: Small
    excluded_start: Ints  # [m + 1]
    excluded: Ints

    def __post_init__(self) -> None:
        check_columns(self, len(self.id))

    def __len__(self) -> int:
        return len(self.id)


_WORDS: Final = {
    "languages": LEVELS,
    "languages_required": LEVELS,
    "languages_welcome": LEVELS,
    "skills": SKILL_WORDS,
    "skills_required": SKILL_WORDS,
    "skills_welcome": SKILL_WORDS,
    "dated": DATED_WORDS,
    "shifts": DATED_WORDS,
}
_TYPES: Final[dict[object, type[np.generic]]] = {
    Ints: np.int64,
    Metres: np.int32,
    Small: np.int16,
    Bits: np.uint64,
    Flags: np.bool_,
}


def check_columns(side: Volunteers | Openings, rows: int) -> None:
    """A column of the wrong type or length would be read as somebody else's: ValueError names it."""
    if rows >= MOST_ROWS:
        raise ValueError("id: too many rows")
    for field in fields(side):
        column = getattr(side, field.name)
        if column.dtype != _TYPES[field.type]:
            raise ValueError(f"{field.name}: must be {_TYPES[field.type].__name__}")
        length = _length(side, field.name, rows)
        if column.shape != ((length, _WORDS[field.name]) if field.name in _WORDS else (length,)):
            raise ValueError(f"{field.name}: wrong shape {column.shape}")


def _length(side: Volunteers | Openings, name: str, rows: int) -> int:
    if isinstance(side, Openings) and name in {"shifts", "excluded"}:
        start = side.shift_start if name == "shifts" else side.excluded_start
        return int(start[-1]) if len(start) else 0
    return rows + 1 if name.endswith("_start") else rows


def bitmaps(rows: int, owners: ArrayLike, codes: ArrayLike, words: int) -> Bits:
    """Codes of a child table as bits of their owners: [rows, words]; ValueError for a code beyond the words."""
    owner, code = np.asarray(owners, np.int64), np.asarray(codes, np.int64)
    if code.size and not (code.min() >= 0 and code.max() < words * 64):
        raise ValueError("codes: beyond the words given")
    packed = np.zeros((rows, words), np.uint64)
    np.bitwise_or.at(packed, (owner, code // 64), np.uint64(1) << (code % 64).astype(np.uint64))
    return packed


def language_demands(rows: int, owners: ArrayLike, codes: ArrayLike, levels: ArrayLike) -> Bits:
    """Languages asked, each in the word of its level 1–3: [rows, LEVELS]."""
    code, level = np.asarray(codes, np.int64), np.asarray(levels, np.int64)
    if code.size and not (code.min() >= 0 and code.max() < LANGUAGE_CODES and level.min() >= 1):
        raise ValueError("languages: code or level out of range")
    return bitmaps(rows, owners, (level - 1) * 64 + code, LEVELS)


def language_levels(rows: int, owners: ArrayLike, codes: ArrayLike, levels: ArrayLike) -> Bits:
    """Languages spoken at level 1–3, each set in the words of all levels up to it: [rows, LEVELS]."""
    packed = language_demands(rows, owners, codes, levels)
    for level in reversed(range(LEVELS - 1)):
        packed[:, level] |= packed[:, level + 1]
    return packed


def dated_slots(weekly: Bits, first_weekday: int) -> Bits:
    """The week's pattern laid over the horizon whose first day has this weekday (Monday 0): [n, DATED_WORDS]."""
    dated = np.zeros((len(weekly), DATED_WORDS), np.uint64)
    day_bits = np.uint64((1 << SLOTS) - 1)
    for day in range(HORIZON_DAYS):
        slots = (weekly >> np.uint64((first_weekday + day) % 7 * SLOTS)) & day_bits
        dated[:, day * SLOTS // 64] |= slots << np.uint64(day * SLOTS % 64)
    return dated


def change_slots(dated: Bits, owners: ArrayLike, days: ArrayLike, slots: ArrayLike, *, free: bool) -> None:
    """Exceptions and bookings are written over the pattern, in place; days beyond the horizon are left out."""
    owner, day, slot = (np.asarray(values, np.int64) for values in (owners, days, slots))
    near = (day >= 0) & (day < HORIZON_DAYS)
    changed = bitmaps(len(dated), owner[near], day[near] * SLOTS + slot[near], DATED_WORDS)
    if free:
        np.bitwise_or(dated, changed, out=dated)
    else:
        np.bitwise_and(dated, ~changed, out=dated)


def grouped(parents: int, owners: ArrayLike, within: ArrayLike) -> Group:
    """Child rows by their parent, in the order of `within` inside one: for shifts and excluded people."""
    owner = np.asarray(owners, np.int64)
    start = np.zeros(parents + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=parents), out=start[1:])
    return Group(start, np.lexsort((np.asarray(within, np.int64), owner)))
