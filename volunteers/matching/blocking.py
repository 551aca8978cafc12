"""Why an opening reached nobody: which conditions, alone or together, leave no one.

Plain counts; sentences ("no one speaks Nepali on Saturdays") are made of them elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from volunteers.matching.bitmaps import BITMAPPED, bits_of
from volunteers.matching.candidates import Prepared
from volunteers.matching.columns import Flags, Ints
from volunteers.matching.conditions import EVERY, HOLDS, Condition

_ALL: Final = tuple(Condition)  # eight: the set that somebody fulfils is one byte
_BIT: Final = {condition: 1 << (7 - nth) for nth, condition in enumerate(_ALL)}

_SETS: Final = np.arange(256)
_SUPERSETS: Final = ((_SETS[:, None] & _SETS[None, :]) == _SETS[:, None]).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Blocking:
    """What stands between an opening (its row) and everybody with a profile.

    alone: people who fulfil this condition. without: people who fulfil all others. eligible: people who fulfil all;
    not 0 = they are needed elsewhere. together: the smallest set of conditions that nobody fulfils at once, () if
    somebody is eligible. lifting: the first condition that would give somebody if it were dropped alone.
    """

    opening: int
    alone: dict[Condition, int]
    without: dict[Condition, int]
    eligible: int
    together: tuple[Condition, ...]
    lifting: Condition | None


def blockings(night: Prepared, rows: Iterable[int]) -> list[Blocking]:
    """One answer for each opening row, in their order."""
    return [_blocking(night, o) for o in rows]


def _blocking(night: Prepared, o: int) -> Blocking:
    fulfil = _SUPERSETS @ _patterns(night, o)
    alone = {one: int(fulfil[_BIT[one]]) for one in _ALL}
    without = {one: int(fulfil[255 ^ _BIT[one]]) for one in _ALL}
    eligible = int(fulfil[255])
    lifting = next((one for one in _ALL if without[one] and not eligible), None)
    return Blocking(o, alone, without, eligible, () if eligible else _together(fulfil), lifting)


def _patterns(night: Prepared, o: int) -> Ints:
    """How many people fulfil exactly each of the 256 sets of conditions."""
    sets = np.zeros(len(night.volunteers), np.uint8)
    for condition in _ALL:
        sets |= _flags(night, o, condition).view(np.uint8) * np.uint8(_BIT[condition])
    return np.bincount(sets, minlength=256)


def _flags(night: Prepared, o: int, condition: Condition) -> Flags:
    people = len(night.volunteers)
    if condition in BITMAPPED:
        bits = bits_of(night.index, night.openings, o, condition).astype("<u8", copy=False).view(np.uint8)
        return np.unpackbits(bits, bitorder="little", count=people).view(np.bool_)
    if condition == Condition.NEW:
        new = np.ones(people, np.bool_)
        new[night.openings.excluded[night.openings.excluded_start[o] : night.openings.excluded_start[o + 1]]] = False
        return new
    return HOLDS[condition](night.volunteers, night.openings, EVERY, o)


def _together(fulfil: Ints) -> tuple[Condition, ...]:
    for size in range(1, len(_ALL)):
        for some in combinations(_ALL, size):
            if not fulfil[sum(_BIT[one] for one in some)]:
                return some
    return _ALL
