"""The exact choice among the candidate pairs: nobody above their cap, no opening above its quota, the most points.

A min-cost flow: source to people (cap), people to openings (one each, minus the score), openings to sink twice: the
first proposal with a bonus, so that nobody reachable is starved, and the rest. Not all need be matched.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from volunteers.matching.candidates import Edges
from volunteers.matching.columns import Ints, Openings, Volunteers

BONUS: Final = 600
MOST_BONUS: Final = 3000


class Assignment(NamedTuple):
    """chosen: by edge. score: of the chosen pairs. reached: openings with a proposal, by opening row."""

    chosen: NDArray[np.bool_]
    score: int
    reached: NDArray[np.bool_]

    def objective(self, bonus: int) -> int:
        """What was maximised: the score and a bonus for each opening reached."""
        return self.score + bonus * int(self.reached.sum())


class _Arcs(NamedTuple):
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    capacities: Ints
    costs: Ints


def assign(volunteers: Volunteers, openings: Openings, edges: Edges, bonus: int = BONUS) -> Assignment:
    """The best assignment on these edges; equal input gives equal output.

    bonus: points for an opening's first proposal, 0–3000. RuntimeError if the solver fails.
    """
    if not 0 <= bonus <= MOST_BONUS:
        raise ValueError("bonus: from 0 to 3000")
    chosen = np.zeros(len(edges.score), np.bool_)
    if len(chosen):
        chosen = _flow(_arcs(volunteers, openings, edges, bonus), len(chosen))
    reached = np.bincount(edges.opening[chosen], minlength=len(openings)) > 0
    return Assignment(chosen, int(edges.score[chosen].sum()), reached)


def _arcs(volunteers: Volunteers, openings: Openings, edges: Edges, bonus: int) -> _Arcs:
    """Edges first. Nodes: the people and the openings that have edges, then source and sink."""
    people, person = np.unique(edges.volunteer, return_inverse=True)
    wanted, opening = np.unique(edges.opening, return_inverse=True)
    first, source = len(people), len(people) + len(wanted)
    sink = source + 1
    person_at, opening_at = np.arange(first), np.arange(first, source)
    caps, quotas = volunteers.cap[people].astype(np.int64), openings.quota[wanted].astype(np.int64)
    rows = [
        (person.ravel(), opening.ravel() + first, np.ones(len(person), np.int64), -edges.score.astype(np.int64)),
        (np.full(first, source), person_at, caps, np.zeros(first, np.int64)),
        (opening_at, np.full(len(wanted), sink), np.minimum(quotas, 1), np.full(len(wanted), -bonus)),
        (opening_at, np.full(len(wanted), sink), np.maximum(quotas - 1, 0), np.zeros(len(wanted), np.int64)),
        (np.array([source]), np.array([sink]), np.array([_supply(caps, quotas)]), np.zeros(1, np.int64)),
    ]
    tails, heads, capacities, costs = (np.concatenate(column) for column in zip(*rows, strict=True))
    return _Arcs(tails.astype(np.int32), heads.astype(np.int32), capacities, costs)


def _supply(caps: Ints, quotas: Ints) -> int:
    return int(min(caps.sum(), quotas.sum()))


def _flow(arcs: _Arcs, edges: int) -> NDArray[np.bool_]:
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*arcs)
    supply = int(arcs.capacities[-1])
    solver.set_node_supply(int(arcs.tails[-1]), supply)
    solver.set_node_supply(int(arcs.heads[-1]), -supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"assignment: flow solver says {status}")
    chosen: NDArray[np.bool_] = solver.flows(numbers[:edges]) > 0
    return chosen
