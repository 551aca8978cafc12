from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.volunteers.matching.small_worlds import WEIGHTS, crowded
from volunteers.matching import compiled
from volunteers.matching.night import Result, solve
from volunteers.matching.scoring import score
from volunteers.matching.synthetic import synthetic_ward


@pytest.fixture(scope="module")
def normal() -> Result:
    return solve(*synthetic_ward(4000, 400), WEIGHTS, 7)


def plain(result: Result) -> list[object]:
    return [
        np.asarray(getattr(result, name)).tolist() for name in Result.__slots__ if name not in {"seconds", "blocked"}
    ]


def test_a_normal_week(normal: Result) -> None:
    volunteers, _ = synthetic_ward(4000, 400)
    assert 0 <= normal.gap <= 0.001
    assert normal.reached == normal.reachable
    assert normal.score == int(normal.points.sum()) == int(score(normal.parts, WEIGHTS).sum())
    assert (np.bincount(normal.volunteer, minlength=4000) <= volunteers.cap).all()
    assert {found.opening for found in normal.blocked}.isdisjoint(normal.opening.tolist())
    assert all(found.together for found in normal.blocked)


def test_the_same_night_twice_gives_the_same(normal: Result) -> None:
    again = solve(*synthetic_ward(4000, 400), WEIGHTS, 7)
    assert plain(again) == plain(normal)
    assert again.blocked == normal.blocked


def test_a_scarce_week_leaves_nobody_reachable_out_for_few_points() -> None:
    """One volunteer in five is free; the control without the bonus leaves a quarter of the openings with nobody."""
    ward = synthetic_ward(10_000, 1000, scarce=True)
    fair, unfair = solve(*ward, WEIGHTS, 7), solve(*ward, WEIGHTS, 7, bonus=0)
    assert fair.reached >= 0.999 * fair.reachable > 800
    assert unfair.reached < 0.75 * unfair.reachable
    assert fair.fairness.exact
    assert fair.fairness.given_up == unfair.score - fair.score <= 0.02 * unfair.score
    assert 0 <= fair.gap <= 0.001


@pytest.mark.parametrize("people, openings", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_is_an_empty_night(people: int, openings: int) -> None:
    result = solve(*crowded(1, people, openings), WEIGHTS, 1)
    assert (len(result.points), result.objective, result.bound, result.gap) == (0, 0, 0, 0.0)
    assert result.most == result.reached == result.reachable == 0


def test_nothing_is_compiled_where_nothing_can_be_kept_or_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Compiler:
        @staticmethod
        def njit(**options: object) -> Callable[[Callable[[], int]], object]:
            if options.get("cache"):
                raise RuntimeError("no locator available")
            return lambda function: (function, options)

    def one() -> int:
        return 1

    monkeypatch.setattr(compiled, "numba", Compiler)
    assert compiled.compiled(one)[0] is one  # type: ignore[index]
    monkeypatch.setattr(compiled, "numba", None)
    assert compiled.compiled(one) is one


def test_where_nobody_has_room_every_opening_is_explained() -> None:
    volunteers, openings = synthetic_ward(500, 60, seed=3)
    full = replace(volunteers, cap=np.zeros(500, np.int16))
    result = solve(full, openings, WEIGHTS, 1)
    assert (len(result.points), result.reachable) == (0, 0)
    assert len(result.blocked) == 60
