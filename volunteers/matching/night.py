"""The matching of one night from columns to proposals, with what the coordinator's report tells of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.assignment import BONUS, Assignment, assign
from volunteers.matching.blocking import Blocking, blockings
from volunteers.matching.bound import bound_of_edges, price_all, prices_of
from volunteers.matching.candidates import Edges, Lists, Prepared, best_lists, edges_of, lengths_for, prepare, with_more
from volunteers.matching.columns import Ints, Openings, Volunteers
from volunteers.matching.ranking import NOBODY
from volunteers.matching.scoring import Parts, Weights, parts_of

_CLOSE: Final = 0.0005
_TURNS: Final = 3
_NEARLY: Final = 500  # given up at most one part in so many: known well enough without solving again


@dataclass(frozen=True, slots=True)
class Fairness:
    """Points given up so that every opening gets a first proposal; exact, or at most so many."""

    given_up: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Proposals (rows of both sides, points, parts) and how good they are.

    objective: score and bonuses; no choice has more than bound, gap = (bound - objective) / bound.
    reached, reachable: openings with a proposal, with anybody eligible for each by itself (limits may not allow all at once). most: proposals of one person at most.
    blocked: each opening that got none. seconds: by phase.
    """

    volunteer: NDArray[np.int32]
    opening: NDArray[np.int32]
    points: NDArray[np.int32]
    parts: Parts
    score: int
    objective: int
    bound: int
    gap: float
    reached: int
    reachable: int
    fairness: Fairness
    most: int
    blocked: list[Blocking]
    seconds: dict[str, float]


class _Optimum(NamedTuple):
    edges: Edges
    choice: Assignment
    prices: Ints
    bound: int

    def gap(self, bonus: int) -> float:
        return (self.bound - self.choice.objective(bonus)) / self.bound if self.bound else 0.0


@dataclass(slots=True)
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        begun = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begun


def solve(volunteers: Volunteers, openings: Openings, weights: Weights, seed: int, bonus: int = BONUS) -> Result:
    """The best fair set of proposals; equal input and seed give an equal answer (seconds apart)."""
    clock = _Clock()
    with clock.phase("index"):
        night = prepare(volunteers, openings, weights, seed)
    with clock.phase("candidates"):
        lists = best_lists(night, *lengths_for(volunteers, openings))
        edges = edges_of(lists)
    found = _optimum(night, lists, edges, bonus, clock)
    with clock.phase("fairness"):
        fairness = _fairness(night, found)
    return _result(night, lists, found, bonus, fairness, clock)


def _optimum(night: Prepared, lists: Lists, edges: Edges, bonus: int, clock: _Clock) -> _Optimum:
    """The flow, and again with the pairs that the lists missed while the gap is wide."""
    sides, bound = (night.volunteers, night.openings), None
    for turn in range(_TURNS):
        with clock.phase("assignment"):
            choice = assign(*sides, edges, bonus)
        with clock.phase("bound"):
            prices = prices_of(*sides, edges, choice, bonus)
            priced = price_all(night, lists, edges, prices, bonus)
            bound = priced.bound if bound is None else min(bound, priced.bound)
            found = _Optimum(edges, choice, prices, bound)
            if found.gap(bonus) <= _CLOSE or turn == _TURNS - 1:
                break
            edges = with_more(edges, priced.better, len(night.volunteers))
    return found


def _fairness(night: Prepared, found: _Optimum) -> Fairness:
    """A bound from the prices at hand where it says enough, else the same flow without the bonus."""
    edges, choice, prices, _ = found
    at_most = bound_of_edges(night, edges, np.maximum(prices, 0), 0) - choice.score
    if at_most * _NEARLY <= choice.score:
        return Fairness(at_most, exact=at_most == 0)
    return Fairness(assign(night.volunteers, night.openings, edges, 0).score - choice.score, exact=True)


def _result(night: Prepared, lists: Lists, found: _Optimum, bonus: int, fairness: Fairness, clock: _Clock) -> Result:
    choice = found.choice
    v, o, points = (column[choice.chosen] for column in found.edges)
    with clock.phase("reasons"):
        parts = parts_of(night.volunteers, night.openings, v.astype(np.int64), o.astype(np.int64))
    with clock.phase("blocking"):
        missed = np.flatnonzero(~choice.reached & (night.openings.quota > 0)).tolist()
        blocked = blockings(night, missed)
    return Result(
        volunteer=v,
        opening=o,
        points=points,
        parts=parts,
        score=choice.score,
        objective=choice.objective(bonus),
        bound=found.bound,
        gap=found.gap(bonus),
        reached=int(choice.reached.sum()),
        reachable=int((lists.people[:, 0] != NOBODY).sum()),
        fairness=fairness,
        most=int(np.bincount(v).max(initial=0)),
        blocked=blocked,
        seconds=clock.seconds,
    )
