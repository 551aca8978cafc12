from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from tests.volunteers.matching.small_worlds import WEIGHTS, World, crowded, worlds
from volunteers.matching.blocking import blockings
from volunteers.matching.candidates import prepare
from volunteers.matching.conditions import HOLDS, Condition, people_for

NOBODY = np.zeros(0, np.int64)


@settings(max_examples=60, deadline=None)
@given(worlds(70, 4))
def test_counts_are_those_of_the_conditions(world: World) -> None:
    everybody = np.arange(len(world[0]))
    for found in blockings(prepare(*world, WEIGHTS, 1), range(len(world[1]))):
        holds = {one: HOLDS[one](*world, everybody, found.opening) for one in Condition}
        assert found.alone == {one: int(holds[one].sum()) for one in Condition}
        for one in Condition:
            others = [holds[other] for other in Condition if other != one]
            assert found.without[one] == int(np.all(others, axis=0).sum())
        assert found.eligible == len(people_for(*world, found.opening))
        if found.eligible:
            assert (found.together, found.lifting) == ((), None)
            continue
        assert not np.all([holds[one] for one in found.together], axis=0).any()
        for one in found.together if len(found.together) > 1 else ():
            assert np.all([holds[other] for other in found.together if other != one], axis=0).any()


def test_a_language_on_a_day_is_named_together() -> None:
    """One speaks it but is never free then; another is free but does not speak it."""
    volunteers, openings = crowded(2, 2, 1)
    volunteers = replace(
        volunteers,
        languages=np.array([[32, 32, 32], [1, 1, 1]], np.uint64),
        weekly=np.array([1, 1 << 20], np.uint64),
        cap=np.ones(2, np.int16),
    )
    openings = replace(
        openings,
        languages_required=np.array([[0, 32, 0]], np.uint64),
        timing=np.zeros(1, np.int16),
        weekly=np.array([1 << 20], np.uint64),
    )
    everywhere = replace(openings, mode=np.ones(1, np.int16), excluded_start=np.zeros(2, np.int64), excluded=NOBODY)
    volunteers = replace(volunteers, online=np.ones(2, np.bool_))
    (found,) = blockings(prepare(volunteers, everywhere, WEIGHTS, 1), [0])
    assert found.together == (Condition.LANGUAGES, Condition.TIME)
    assert found.alone[Condition.LANGUAGES] == found.alone[Condition.TIME] == 1
