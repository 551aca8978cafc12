from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.matching.small_worlds import WEIGHTS, World, best_objective, crowded, points_of_pairs, worlds
from volunteers.matching import assignment
from volunteers.matching.assignment import assign
from volunteers.matching.bound import bound_of_edges, price_all, prices_of
from volunteers.matching.candidates import Edges, best_lists, edges_of, prepare


def edges(world: World) -> Edges:
    return edges_of(best_lists(prepare(*world, WEIGHTS, 1), fast=False))


@settings(max_examples=120, deadline=None)
@given(worlds(6, 4), st.sampled_from([0, 1, 600, 3000]))
def test_the_choice_is_the_best_of_all_and_breaks_no_limit(world: World, bonus: int) -> None:
    points, listed = points_of_pairs(world), edges(world)
    choice = assign(*world, listed, bonus)
    v, o = listed.volunteer[choice.chosen], listed.opening[choice.chosen]
    assert choice.objective(bonus) == best_objective(world, points, bonus)
    assert choice.score == sum(points[pair] for pair in zip(v.tolist(), o.tolist(), strict=True))
    assert (np.bincount(v, minlength=len(world[0])) <= world[0].cap).all()
    assert (np.bincount(o, minlength=len(world[1])) <= world[1].quota).all()


@settings(max_examples=80, deadline=None)
@given(worlds(6, 4), st.sampled_from([0, 600]), st.data())
def test_no_prices_make_the_bound_smaller_than_the_optimum(world: World, bonus: int, data: st.DataObject) -> None:
    optimum = best_objective(world, points_of_pairs(world), bonus)
    night = prepare(*world, WEIGHTS, 1)
    short = best_lists(night, 2, 1, fast=False)
    some = st.lists(st.integers(-bonus, 950), min_size=len(world[1]), max_size=len(world[1]))
    prices = np.array(data.draw(some), np.int64)
    assert price_all(night, short, edges_of(short), prices, bonus, fast=False).bound >= optimum
    assert bound_of_edges(night, edges(world), prices, bonus) >= optimum


@settings(max_examples=80, deadline=None)
@given(worlds(12, 8), st.sampled_from([0, 600]))
def test_the_prices_of_the_flow_prove_it_optimal(world: World, bonus: int) -> None:
    listed = edges(world)
    choice = assign(*world, listed, bonus)
    prices = prices_of(*world, listed, choice, bonus)
    assert bound_of_edges(prepare(*world, WEIGHTS, 1), listed, prices, bonus) == choice.objective(bonus)


def test_a_first_proposal_comes_before_points() -> None:
    """Where people are few, the bonus takes second proposals away for openings that have none."""
    world = crowded(3, 40, 12, quota=6)
    reached = [int(assign(*world, edges(world), bonus).reached.sum()) for bonus in (0, 600)]
    assert reached[1] >= reached[0]
    scarce = replace(world[0], cap=np.minimum(world[0].cap, np.arange(40) % 3 == 0).astype(np.int16)), world[1]
    reached = [int(assign(*scarce, edges(scarce), bonus).reached.sum()) for bonus in (0, 3000)]
    assert reached[1] > reached[0]


def test_a_bonus_out_of_range_or_a_failing_solver_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    world = crowded(1, 6, 4)
    with pytest.raises(ValueError, match="bonus"):
        assign(*world, edges(world), 3001)
    monkeypatch.setattr(assignment.min_cost_flow.SimpleMinCostFlow, "solve", lambda self: self.INFEASIBLE)
    with pytest.raises(RuntimeError, match="flow solver"):
        assign(*crowded(3, 40, 12), edges(crowded(3, 40, 12)))
