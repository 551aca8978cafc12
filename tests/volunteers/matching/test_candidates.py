from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.matching.small_worlds import WEIGHTS, World, crowded, points_of_pairs, worlds
from volunteers.matching import compiled
from volunteers.matching.candidates import Prepared, best_lists, edges_of, prepare
from volunteers.matching.instant import best_for_opening, best_for_volunteer
from volunteers.matching.ranking import NOBODY, rows_in, values_in
from volunteers.matching.synthetic import synthetic_ward

needs_compiler = pytest.mark.skipif(not compiled.AVAILABLE, reason="no compiler installed")


@pytest.fixture(scope="module")
def ward() -> Prepared:
    """5,000 people are three blocks of the sweep and no whole number of words."""
    return prepare(*synthetic_ward(5001, 150), WEIGHTS, 7)


@settings(max_examples=60, deadline=None)
@given(worlds(70, 6))
def test_all_eligible_pairs_and_no_other_are_listed_with_their_points(world: World) -> None:
    wanted = {pair: points for pair, points in points_of_pairs(world).items() if world[1].quota[pair[1]]}
    edges = edges_of(best_lists(prepare(*world, WEIGHTS, 1), 100, 100, fast=False))
    listed = zip(edges.volunteer.tolist(), edges.opening.tolist(), strict=True)
    assert dict(zip(listed, edges.score.tolist(), strict=True)) == wanted


@needs_compiler
@settings(max_examples=60, deadline=None)
@given(worlds(140, 6), st.integers(0, 3), st.integers(0, 3), st.data())
def test_compiled_and_plain_agree(world: World, people: int, openings: int, data: st.DataObject) -> None:
    night = prepare(*world, WEIGHTS, 1)
    some = st.lists(st.integers(-1200, 1900), min_size=len(world[1]), max_size=len(world[1]))
    options = {"price": np.array(data.draw(some), np.int64), "floor": data.draw(st.sampled_from([-4000, 1, 900]))}
    fast, plain = (best_lists(night, people, openings, **options, fast=way) for way in (True, False))
    assert np.array_equal(fast.people, plain.people)
    assert np.array_equal(fast.openings, plain.openings)


@needs_compiler
def test_compiled_and_plain_agree_on_a_ward_and_again_and_again(ward: Prepared) -> None:
    plain = best_lists(ward, fast=False)
    for _ in range(5):
        fast = best_lists(ward, fast=True)
        assert np.array_equal(fast.people, plain.people)
        assert np.array_equal(fast.openings, plain.openings)


def test_a_list_is_the_best_of_everybody_with_room(ward: Prepared) -> None:
    sides, lists = (ward.volunteers, ward.openings), best_lists(ward, 10, 5)
    for o in range(0, 150, 10):
        best = best_for_opening(*sides, o, WEIGHTS, 7, 10)
        listed = lists.people[o][lists.people[o] != NOBODY]
        assert rows_in(listed).tolist() == best.rows.tolist()
        assert (values_in(listed) // 2).tolist() == best.score.tolist()
        assert (ward.volunteers.cap[best.rows] > 0).all()
    for v in range(0, 5001, 250):
        best = best_for_volunteer(ward.volunteers, v, ward.openings, WEIGHTS, 7, 5)
        assert rows_in(lists.openings[v][lists.openings[v] != NOBODY]).tolist() == best.rows.tolist()


def test_full_people_take_nobody_s_place_in_a_list() -> None:
    volunteers, openings = crowded(5, 200, 6)
    busy = replace(volunteers, cap=np.where(np.arange(200) % 2, 2, 0).astype(np.int16))
    everybody = best_lists(prepare(volunteers, openings, WEIGHTS, 1), 10, 3, fast=False)
    listed = rows_in(best_lists(prepare(busy, openings, WEIGHTS, 1), 10, 3, fast=False).people)
    full = everybody.people != NOBODY
    assert full.any()
    assert (listed[full] % 2 == 1).all()


def test_ties_fall_to_others_another_night(ward: Prepared) -> None:
    """Equal points: the same person first every night would be asked until tired."""
    sides = (replace(ward.volunteers, id=ward.volunteers.id + 1000), ward.openings)
    even = replace(
        WEIGHTS, **dict.fromkeys(("skills", "languages", "distance", "availability", "freshness", "online"), 0)
    )
    first = {int(best_for_opening(*sides, 3, even, seed, 1).rows[0]) for seed in range(40)}
    assert len(first) > 5
