"""The sweep in NumPy, one opening at a time: what `sweep` does where there is no compiler, with the same result."""

from typing import Final

import numpy as np

from volunteers.matching.bitmaps import Index, people_bits
from volunteers.matching.columns import Bits, Flags, Ints, Openings, Volunteers
from volunteers.matching.conditions import NOT_IN_PERSON
from volunteers.matching.ranking import NOBODY, keys_of
from volunteers.matching.scoring import Tables, parts_of, total

_WAITING: Final = 1 << 20


class BestOpenings:
    """The greatest keys of every person, taken in by the bunch."""

    def __init__(self, people: int, kept: int) -> None:
        self.keys = np.full((people, kept), NOBODY, np.int64)
        self._owners: list[Ints] = []
        self._waiting: list[Ints] = []
        self._number = 0

    def add(self, owners: Ints, keys: Ints) -> None:
        """Keys of different people; what cannot be among the best is left out at once."""
        if not self.keys.shape[1]:
            return
        better = keys > self.keys[owners, -1]
        self._owners.append(owners[better])
        self._waiting.append(keys[better])
        self._number += int(better.sum())
        if self._number >= _WAITING:
            self.settle()

    def settle(self) -> None:
        """Rows of `keys` are the greatest so far, greatest first."""
        if not self._number:
            return
        owners, keys = np.concatenate(self._owners), np.concatenate(self._waiting)
        touched, local = np.unique(owners, return_inverse=True)
        kept = self.keys.shape[1]
        local = np.concatenate([local.ravel(), np.repeat(np.arange(len(touched)), kept)])
        keys = np.concatenate([keys, self.keys[touched].ravel()])
        order = np.lexsort((-keys, local))
        local, keys = local[order], keys[order]
        place = np.arange(len(local)) - np.searchsorted(local, local)
        best = place < kept
        self.keys[touched[local[best]], place[best]] = keys[best]
        self._owners, self._waiting, self._number = [], [], 0


def sweep_plain(
    volunteers: Volunteers,
    openings: Openings,
    index: Index,
    tables: Tables,
    mixed: tuple[Bits, Bits],
    price: Ints,
    only: Flags,
    floor: int,
    kept: tuple[int, int],
) -> tuple[Ints, Ints]:
    """Keys of the best people by opening and of the best openings by person, greatest first.

    mixed: ids of people and openings (`ranking.mixed`). price: by opening, in doubled points. only: the openings looked at.
    floor: the least doubled score less price that counts. kept: how many for an opening, for a person.
    """
    best_people = np.full((len(openings), kept[0]), NOBODY, np.int64)
    best_openings = BestOpenings(len(volunteers), kept[1])
    for o in np.flatnonzero(only).tolist():
        rows, values = _values(volunteers, openings, index, tables, o)
        values -= price[o]
        rows, values = rows[values >= floor], values[values >= floor]
        best_openings.add(rows, keys_of(values, mixed[0][rows], mixed[1][o], np.int64(o)))
        if kept[0]:
            keys = keys_of(values, mixed[0][rows], mixed[1][o], rows)
            best_people[o, : min(len(keys), kept[0])] = np.sort(keys)[::-1][: kept[0]]
    best_openings.settle()
    return best_people, best_openings.keys


def _values(volunteers: Volunteers, openings: Openings, index: Index, tables: Tables, o: int) -> tuple[Ints, Ints]:
    """Everybody eligible for an opening, with doubled scores."""
    bits = np.unpackbits(people_bits(index, openings, o).astype("<u8", copy=False).view(np.uint8), bitorder="little")
    bits[openings.excluded[openings.excluded_start[o] : openings.excluded_start[o + 1]]] = 0
    rows = np.flatnonzero(bits)
    parts = parts_of(volunteers, openings, rows, o)
    meets = (parts.distance != NOT_IN_PERSON) | (parts.online != 0)
    points = 2 * total(tables, parts).astype(np.int64)
    return rows[meets], points[meets]
