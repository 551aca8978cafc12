import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.matching.small_worlds import World, points_of_pairs, worlds
from volunteers.matching.columns import Timing
from volunteers.matching.reasons import common_of
from volunteers.matching.scoring import Parts, Weights, parts_of, score, score_one


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    points = [draw(st.integers(0, 135)) for _ in range(7)]
    return Weights(*points, online=draw(st.integers(0, points[3])))


@settings(max_examples=80, deadline=None)
@given(worlds(6, 5), weights())
def test_stored_parts_give_the_points_again(world: World, some: Weights) -> None:
    points = points_of_pairs(world, some)
    v, o = np.array(list(points), np.int64).reshape(-1, 2).T
    parts = parts_of(*world, v, o)
    assert score(parts, some).tolist() == list(points.values())
    stored = [tuple(int(value) for value in row) for row in zip(*parts, strict=True)]
    assert [score_one(row, some) for row in stored] == list(points.values())
    assert all(0 <= value <= 950 for value in points.values())


def test_the_best_pair_has_all_points_and_the_worst_none() -> None:
    best = Parts(2, 2, 1, 1, 1, 1, 0, 0, 3, 3, 0)
    worst = Parts(0, 2, 0, 1, 0, 0, 254, 0, 0, 3, 255)
    assert (score_one(best, Weights()), score_one(worst, Weights())) == (950, 0)
    online = worst._replace(distance=255, online=1)
    assert score_one(online, Weights()) == Weights().online


@pytest.mark.parametrize("wrong", [{"skills": -1}, {"online": 201}, {"skills": 201}])
def test_weights_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Weights(**wrong)


@settings(max_examples=60, deadline=None)
@given(worlds(6, 5))
def test_what_two_have_in_common_is_what_the_parts_count(world: World) -> None:
    volunteers, openings = world
    v, o = np.array(list(points_of_pairs(world)), np.int64).reshape(-1, 2).T
    common, parts = common_of(volunteers, openings, v, o), parts_of(volunteers, openings, v, o)
    assert np.bitwise_count(common.skills).sum(axis=1).tolist() == parts.skills_met.tolist()
    assert np.bitwise_count(common.languages).sum(axis=1).tolist() == parts.languages_met.tolist()
    assert ((common.interest != 0) == parts.interest).all()
    for pair, (person, opening, shift) in enumerate(zip(v, o, common.shift, strict=True)):
        kind = openings.timing[opening]
        assert (shift >= 0) == (kind == Timing.SHIFTS)
        if kind == Timing.SHIFTS:
            lacking = openings.shifts[openings.shift_start[opening] : shift + 1] & ~volunteers.dated[person]
            assert lacking.any(axis=1).tolist() == [True] * (len(lacking) - 1) + [False]
        if kind == Timing.WEEKLY:
            assert np.bitwise_count(common.weekly[pair]) == parts.free[pair]
