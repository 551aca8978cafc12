"""How good can any choice be? A bound from prices of openings, over all eligible pairs and not only the listed ones.

Weak duality: let every opening charge a price (which may be negative down to the bonus). Then no choice beats what all
people gain at most at these prices plus what the openings take; this holds for any prices, good ones make it tight.
Good ones come from the optimal flow: shortest paths in its residual graph, the solver itself gives none.
"""

from typing import Final, NamedTuple

import numpy as np

from volunteers.matching import compiled
from volunteers.matching.assignment import Assignment
from volunteers.matching.candidates import Edges, Lists, Prepared, best_lists
from volunteers.matching.columns import Ints, Openings, Small, Volunteers
from volunteers.matching.ranking import NOBODY, OFFSET, rows_in, values_in
from volunteers.matching.scoring import MOST

_FAR: Final = 1 << 40
_BETTER: Final = 8
_ROUNDS: Final = 400  # prices of a path not followed to its end are still a bound, only a worse one


class Priced(NamedTuple):
    """No choice among all eligible pairs has an objective above bound; better: pairs that gain at these prices."""

    bound: int
    better: Edges


class _Use(NamedTuple):
    """What the flow uses: by person, by opening; edges in it and the others."""

    person: Ints
    opening: Ints
    chosen: Edges
    others: Edges


def prices_of(volunteers: Volunteers, openings: Openings, edges: Edges, choice: Assignment, bonus: int) -> Ints:
    """The highest prices of openings, in points, that fit the choice: so pairs that no list has gain least."""
    use = _use(volunteers, openings, edges, choice)
    return np.clip(_to_root(openings, use, bonus), -bonus, MOST)


def price_all(
    night: Prepared, lists: Lists, edges: Edges, prices: Ints, bonus: int, *, fast: bool = compiled.AVAILABLE
) -> Priced:
    """What all eligible pairs say to the prices; `edges` hold at least all pairs of `lists`.

    Only openings whose list ends above their price are swept again: elsewhere no unlisted pair gains anything.
    """
    ends = np.where(lists.people[:, -1] == NOBODY, -OFFSET, values_in(lists.people[:, -1]))
    again = ends > 2 * prices
    caps = night.volunteers.cap
    kept = max(int(caps.max(initial=1)), _BETTER)
    found = best_lists(night, 0, kept, price=2 * prices, floor=1, only=again, fast=fast).openings
    there = found != NOBODY
    v, o, values = np.nonzero(there)[0], rows_in(found[there]), values_in(found[there]) // 2
    listed = Edges(*(column[~again[edges.opening]] for column in edges))
    owners = np.concatenate([listed.volunteer, v])
    gains = np.concatenate([listed.score - prices[listed.opening], values])
    bound = _takes(night.openings, prices, bonus) + _gains(owners, gains, caps)
    return Priced(bound, Edges(v.astype(np.int32), o.astype(np.int32), (values + prices[o]).astype(np.int32)))


def bound_of_edges(night: Prepared, edges: Edges, prices: Ints, bonus: int) -> int:
    """No choice among these pairs has a greater objective; whole points."""
    gains = edges.score - prices[edges.opening]
    return _takes(night.openings, prices, bonus) + _gains(edges.volunteer.astype(np.int64), gains, night.volunteers.cap)


def _takes(openings: Openings, prices: Ints, bonus: int) -> int:
    """What the openings take at most at these prices."""
    quotas = openings.quota.astype(np.int64)
    takes = np.maximum(prices + bonus, 0) + (quotas - 1) * np.maximum(prices, 0)
    return int(takes[quotas > 0].sum())


def _gains(owners: Ints, gains: Ints, caps: Small) -> int:
    """What people gain at most, each from as many pairs as they have room for."""
    owners, gains = owners[gains > 0], gains[gains > 0]
    order = np.argsort((owners.astype(np.int64) << 16) - gains)
    owners, gains = owners[order], gains[order]
    place = np.arange(len(owners)) - np.searchsorted(owners, owners)
    return int(gains[place < caps[owners]].sum())


def _use(volunteers: Volunteers, openings: Openings, edges: Edges, choice: Assignment) -> _Use:
    chosen = Edges(*(column[choice.chosen] for column in edges))
    others = Edges(*(column[~choice.chosen] for column in edges))
    person = np.bincount(chosen.volunteer, minlength=len(volunteers))
    return _Use(person, np.bincount(chosen.opening, minlength=len(openings)), chosen, others)


def _to_root(openings: Openings, use: _Use, bonus: int) -> Ints:
    """The shortest ways from openings to the root; a person may always go there for nothing."""
    full = use.opening >= openings.quota
    wanted = np.where(use.opening == 0, -bonus, np.where(full, _FAR, 0))
    people = np.zeros(len(use.person), np.int64)
    for _ in range(_ROUNDS):
        before = people.copy()
        np.minimum.at(wanted, use.chosen.opening, people[use.chosen.volunteer] + use.chosen.score)
        np.minimum.at(people, use.others.volunteer, wanted[use.others.opening] - use.others.score)
        if np.array_equal(before, people):
            break
    return wanted
