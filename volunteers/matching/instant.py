"""The best now, without waiting for the night: people for a new opening, openings for a new person.

Conditions, points and ties are those of the night, so that both show the same order.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.candidates import PER_OPENING, PER_VOLUNTEER
from volunteers.matching.columns import Ints, Openings, Volunteers
from volunteers.matching.conditions import openings_for, people_for
from volunteers.matching.ranking import keys_of, mixed
from volunteers.matching.scoring import Parts, Weights, parts_of, score


class Ranked(NamedTuple):
    """Rows of the far side, best first, with their points and the parts these come from."""

    rows: Ints
    score: NDArray[np.int32]
    parts: Parts


def best_for_opening(
    volunteers: Volunteers, openings: Openings, row: int, weights: Weights, seed: int, k: int = PER_OPENING
) -> Ranked:
    """The k best people of all for one opening; people without room are not among them."""
    people = people_for(volunteers, openings, row)
    parts = parts_of(volunteers, openings, people, row)
    points = score(parts, weights)
    hashes = mixed(volunteers.id[people], seed), mixed(openings.id[row : row + 1], seed + 1)
    return _best(keys_of(2 * points.astype(np.int64), *hashes, people), people, points, parts, k)


def best_for_volunteer(
    volunteers: Volunteers, row: int, openings: Openings, weights: Weights, seed: int, k: int = PER_VOLUNTEER
) -> Ranked:
    """The k best openings for one person; none for a person who is paused or full."""
    wanted = openings_for(volunteers, openings, row)
    parts = parts_of(volunteers, openings, row, wanted)
    points = score(parts, weights)
    hashes = mixed(volunteers.id[row : row + 1], seed), mixed(openings.id[wanted], seed + 1)
    return _best(keys_of(2 * points.astype(np.int64), *hashes, wanted), wanted, points, parts, k)


def _best(keys: Ints, rows: Ints, points: NDArray[np.int32], parts: Parts, k: int) -> Ranked:
    best = np.argpartition(keys, -k)[-k:] if k < len(keys) else np.arange(len(keys))
    order = best[np.argsort(keys[best])[::-1]]
    return Ranked(rows[order], points[order], Parts(*(part[order] for part in parts)))
