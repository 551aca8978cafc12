"""Small crowded worlds, in which most conditions are met often and broken often, and answers found the long way."""

from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from volunteers.matching.columns import (
    DATED_WORDS,
    SKILL_WORDS,
    Openings,
    Volunteers,
    bitmaps,
    dated_slots,
    grouped,
    language_demands,
    language_levels,
)
from volunteers.matching.naive import naive_score
from volunteers.matching.scoring import Weights

World = tuple[Volunteers, Openings]
WEIGHTS = Weights()


def crowded(seed: int, people: int, wanted: int, *, quota: int = 3) -> World:
    """A world of few codes and short ways; codes at the edges of words are among them."""
    random = np.random.default_rng(seed)
    pick = random.integers

    def codes(rows: int, each: int, among: list[int]) -> tuple[np.ndarray, np.ndarray]:
        owners = np.repeat(np.arange(rows), pick(0, each + 1, rows))
        return owners, random.choice(among, len(owners))

    skills, languages, fields = [0, 63, 64, 127], [0, 5, 63], [0, 1, 19]
    weekly = pick(0, 1 << 28, people, dtype=np.uint64)
    volunteers = Volunteers(
        id=np.sort(random.choice(10_000, people, replace=False)).astype(np.int64),
        languages=language_levels(people, *(spoken := codes(people, 4, languages)), pick(1, 4, len(spoken[0]))),
        skills=bitmaps(people, *codes(people, 5, skills), SKILL_WORDS),
        interests=bitmaps(people, *codes(people, 2, fields), 1)[:, 0],
        experience=bitmaps(people, *codes(people, 2, fields), 1)[:, 0],
        weekly=weekly,
        dated=dated_slots(weekly, 2),
        x=pick(0, 3000, people).astype(np.int32),
        y=pick(0, 3000, people).astype(np.int32),
        radius=pick(500, 4000, people).astype(np.int32),
        in_person=random.random(people) < 0.8,
        online=random.random(people) < 0.6,
        verified=random.random(people) < 0.7,
        age=random.choice([0, 17, 18, 40], people).astype(np.int16),
        cap=pick(0, 4, people).astype(np.int16),
        hours=pick(0, 6, people).astype(np.int16),
        stale_days=pick(0, 300, people).astype(np.int16),
    )
    return volunteers, _openings(random, wanted, people, quota, codes, skills, languages)


def _openings(
    random: np.random.Generator,
    m: int,
    people: int,
    quota: int,
    codes: Callable[[int, int, list[int]], tuple[np.ndarray, np.ndarray]],
    skills: list[int],
    languages: list[int],
) -> Openings:
    pick = random.integers
    required = codes(m, 1, languages)
    welcome = codes(m, 2, languages)
    shifts = grouped(m, np.sort(pick(0, max(m, 1), 2 * m if m else 0)), np.arange(2 * m))
    slots = np.arange(2 * m)
    barred = np.unique(np.stack([pick(0, max(m, 1), people if m else 0), np.arange(people if m else 0)]), axis=1)
    return Openings(
        id=np.arange(m, dtype=np.int64) + 1,
        skills_required=bitmaps(m, *codes(m, 1, skills), SKILL_WORDS),
        skills_welcome=bitmaps(m, *codes(m, 2, skills), SKILL_WORDS),
        languages_required=language_demands(m, *required, pick(1, 4, len(required[0]))),
        languages_welcome=language_demands(m, *welcome, pick(1, 4, len(welcome[0]))),
        field=np.uint64(1) << random.choice([0, 1, 19], m).astype(np.uint64),
        mode=pick(0, 3, m).astype(np.int16),
        x=pick(0, 3000, m).astype(np.int32),
        y=pick(0, 3000, m).astype(np.int32),
        timing=pick(0, 3, m).astype(np.int16),
        weekly=pick(0, 1 << 28, m, dtype=np.uint64) & pick(0, 1 << 28, m, dtype=np.uint64),
        shift_start=shifts.start,
        shifts=bitmaps(2 * m, np.tile(slots, 2), pick(0, 224, 4 * m), DATED_WORDS),
        hours=pick(0, 5, m).astype(np.int16),
        min_age=random.choice([0, 0, 18], m).astype(np.int16),
        identity=random.random(m) < 0.3,
        quota=pick(0, quota + 1, m).astype(np.int16),
        excluded_start=grouped(m, barred[0], barred[1]).start,
        excluded=barred[1].astype(np.int64),
    )


def worlds(people: int, wanted: int) -> st.SearchStrategy[World]:
    """Worlds of at most so many people and openings."""
    return st.builds(crowded, st.integers(0, 1 << 32), st.integers(0, people), st.integers(0, wanted))


def points_of_pairs(world: World, weights: Weights = WEIGHTS) -> dict[tuple[int, int], int]:
    """The points of every eligible pair (volunteer row, opening row), asked one by one."""
    volunteers, openings = world
    pairs = ((v, o) for v in range(len(volunteers)) for o in range(len(openings)))
    found = {pair: naive_score(volunteers, openings, *pair, weights) for pair in pairs}
    return {pair: points for pair, points in found.items() if points is not None}


def best_objective(world: World, points: dict[tuple[int, int], int], bonus: int) -> int:
    """The optimum by trying everything: person after person, every set of openings within cap and quotas."""
    volunteers, openings = world
    first = tuple(openings.quota.tolist())

    @cache
    def rest(person: int, left: tuple[int, ...]) -> int:
        if person == len(volunteers):
            return 0
        eligible = [o for o in range(len(left)) if left[o] and (person, o) in points]
        best = 0
        for size in range(min(int(volunteers.cap[person]), len(eligible)) + 1):
            for some in combinations(eligible, size):
                gain = sum(points[person, o] + (bonus if left[o] == first[o] else 0) for o in some)
                after = tuple(number - (o in some) for o, number in enumerate(left))
                best = max(best, gain + rest(person + 1, after))
        return best

    return rest(0, first)
