"""One whole number orders pairs: value first, then a hash of both ids and the night, then the row.

So ties fall to somebody else every night, and never depend on the order of the work.
"""

from typing import Final

import numpy as np

from volunteers.matching.columns import Bits, Ints

ROW_BITS: Final = 24
HASH_BITS: Final = 25
VALUE_SHIFT: Final = ROW_BITS + HASH_BITS
OFFSET: Final = 1 << 12  # values from -4096 to 12287
NOBODY: Final = -1

GOLDEN: Final = 0x9E3779B97F4A7C15
_ROUNDS: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


def mixed(ids: Ints, seed: int) -> Bits:
    """Each id scattered over 64 bits, differently by seed (any whole number)."""
    bits = ids.astype(np.uint64) + np.uint64((seed * GOLDEN) % (1 << 64))
    for shift, factor in _ROUNDS:
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return bits ^ (bits >> np.uint64(31))


def keys_of(values: Ints, people: Bits, openings: Bits, rows: Ints | np.int64) -> Ints:
    """The order of pairs (greater is better) of doubled scores less prices, mixed ids and the row on the far side."""
    ties = ((people ^ openings) * np.uint64(GOLDEN)) >> np.uint64(64 - HASH_BITS)
    return ((values + OFFSET) << VALUE_SHIFT) | (ties.astype(np.int64) << ROW_BITS) | rows


def values_in(keys: Ints) -> Ints:
    """The values that keys were made of."""
    return (keys >> VALUE_SHIFT) - OFFSET


def rows_in(keys: Ints) -> Ints:
    """The rows that keys were made of."""
    return keys & ((1 << ROW_BITS) - 1)
