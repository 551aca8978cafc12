"""A ward made up from a seed, as columns: for tests and for the benchmark. No person in it is anybody."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.columns import (
    DATED_SLOTS,
    DATED_WORDS,
    FIELD_CODES,
    HORIZON_DAYS,
    SKILL_WORDS,
    SLOTS,
    WEEK_SLOTS,
    Bits,
    Ints,
    Mode,
    Openings,
    Timing,
    Volunteers,
    bitmaps,
    change_slots,
    dated_slots,
    grouped,
    language_demands,
    language_levels,
)

WIDTH: Final = 6500  # metres
HEIGHT: Final = 5000
LANGUAGES: Final = 24
SKILLS: Final = 60
_FREE_OFTEN: Final = np.tile([0.25, 0.28, 0.35, 0.04], 7).reshape(7, SLOTS)
_WEEKEND: Final = np.array([1, 1, 1, 1, 1, 2.0, 1.8])[:, None]
_CAPS: Final = ([1, 2, 3], [0.25, 0.4, 0.35])  # 2.1 a person


def synthetic_ward(people: int, openings: int, seed: int = 1, *, scarce: bool = False) -> tuple[Volunteers, Openings]:
    """Volunteers and openings of a normal week, or of a scarce one in which one volunteer in five is free."""
    random = np.random.default_rng([seed, people, openings])
    volunteers = _volunteers(random, people, scarce)
    return volunteers, _openings(random, openings, volunteers)


def _volunteers(random: np.random.Generator, n: int, scarce: bool) -> Volunteers:
    weekly = _weekly(random, n)
    dated = dated_slots(weekly, int(random.integers(7)))
    busy = random.integers(0, [[n], [HORIZON_DAYS], [SLOTS]], size=(3, 8 * n)) if n else np.zeros((3, 0), np.int64)
    change_slots(dated, *busy, free=False)
    place = _places(random, n)
    interests = _fields(random, n, 4)
    return Volunteers(
        id=_ids(random, n),
        languages=language_levels(n, *_languages(random, n)),
        skills=bitmaps(n, *_codes(random, n, 4, SKILLS), SKILL_WORDS),
        interests=interests,
        experience=interests & _fields(random, n, 6),
        weekly=weekly,
        dated=dated,
        x=place[0],
        y=place[1],
        radius=random.choice([1500, 2500, 4000, 8000], n, p=[0.25, 0.35, 0.25, 0.15]).astype(np.int32),
        in_person=random.random(n) < 0.92,
        online=random.random(n) < 0.45,
        verified=random.random(n) < 0.6,
        age=np.where(random.random(n) < 0.07, 0, random.integers(15, 85, n)).astype(np.int16),
        cap=(random.choice(_CAPS[0], n, p=_CAPS[1]) * (random.random(n) < (0.2 if scarce else 1.0))).astype(np.int16),
        hours=random.choice([0, 2, 4, 8, 12], n, p=[0.5, 0.2, 0.15, 0.1, 0.05]).astype(np.int16),
        stale_days=random.exponential(60, n).astype(np.int16),
    )


def _openings(random: np.random.Generator, m: int, volunteers: Volunteers) -> Openings:
    place = _places(random, m)
    start, shifts = _shifts(random, m)
    owner = random.integers(0, max(m, 1), 12 * m if len(volunteers) else 0)
    pairs = np.unique(np.stack([owner, random.integers(0, max(len(volunteers), 1), len(owner))]), axis=1)
    barred = grouped(m, *pairs)
    return Openings(
        id=_ids(random, m),
        skills_required=bitmaps(m, *_codes(random, m, 0.5, SKILLS), SKILL_WORDS),
        skills_welcome=bitmaps(m, *_codes(random, m, 2, SKILLS), SKILL_WORDS),
        languages_required=language_demands(m, *_asked_languages(random, m, 0.3)),
        languages_welcome=language_demands(m, *_asked_languages(random, m, 0.5)),
        field=(np.uint64(1) << _popular(random, m, FIELD_CODES).astype(np.uint64)),
        mode=random.choice(list(Mode), m, p=[0.7, 0.12, 0.18]).astype(np.int16),
        x=place[0],
        y=place[1],
        timing=random.choice(list(Timing), m, p=[0.45, 0.4, 0.15]).astype(np.int16),
        weekly=_weekly_asked(random, m),
        shift_start=start,
        shifts=shifts,
        hours=random.choice([2, 4, 8], m).astype(np.int16),
        min_age=random.choice([0, 16, 18, 20], m, p=[0.4, 0.2, 0.35, 0.05]).astype(np.int16),
        identity=random.random(m) < 0.25,
        quota=random.choice([3, 6, 9, 12, 15, 24], m).astype(np.int16),
        excluded_start=barred.start,
        excluded=pairs[1][barred.order],
    )


def _ids(random: np.random.Generator, rows: int) -> Ints:
    return np.cumsum(random.integers(1, 4, rows))


def _places(random: np.random.Generator, rows: int) -> NDArray[np.int32]:
    """Half around a few stations, half anywhere."""
    stations = random.uniform(0, [WIDTH, HEIGHT], (7, 2))[random.integers(0, 7, rows)]
    near = stations + random.normal(0, 500, (rows, 2))
    anywhere = random.uniform(0, [WIDTH, HEIGHT], (rows, 2))
    return np.where(random.random((rows, 1)) < 0.5, near, anywhere).astype(np.int32).T.copy()


def _popular(random: np.random.Generator, size: int, codes: int) -> Ints:
    """Codes of which the first are the most common."""
    weight = 1 / np.arange(2, codes + 2)
    return random.choice(codes, size, p=weight / weight.sum()).astype(np.int64)


def _codes(random: np.random.Generator, rows: int, mean: float, codes: int) -> tuple[Ints, Ints]:
    owners = np.repeat(np.arange(rows), random.poisson(mean, rows))
    return owners, _popular(random, len(owners), codes)


def _fields(random: np.random.Generator, rows: int, mean: float) -> Bits:
    return bitmaps(rows, *_codes(random, rows, mean, FIELD_CODES), 1)[:, 0]


def _languages(random: np.random.Generator, n: int) -> tuple[Ints, Ints, Ints]:
    """Nearly everybody speaks the first language fluently, many know one or two others."""
    first = np.flatnonzero(random.random(n) < 0.95)
    owners, codes = _codes(random, n, 0.9, LANGUAGES - 1)
    levels = np.concatenate([np.full(len(first), 3), random.integers(1, 4, len(owners))])
    return np.concatenate([first, owners]), np.concatenate([np.zeros(len(first), np.int64), codes + 1]), levels


def _asked_languages(random: np.random.Generator, m: int, mean: float) -> tuple[Ints, Ints, Ints]:
    owners, codes = _codes(random, m, mean, LANGUAGES - 1)
    return owners, codes + 1, random.integers(1, 4, len(owners))


def _weekly(random: np.random.Generator, n: int) -> Bits:
    often = np.minimum(_FREE_OFTEN * _WEEKEND, 0.9).ravel() * random.uniform(0.3, 1.4, (n, 1))
    return _weeks(random.random((n, WEEK_SLOTS)) < often)


def _weekly_asked(random: np.random.Generator, m: int) -> Bits:
    asked = np.zeros((m, WEEK_SLOTS), np.bool_)
    for likely in (1.0, 0.6, 0.5):
        asked[np.arange(m), random.integers(0, 7, m) * SLOTS + random.integers(0, 3, m)] |= random.random(m) < likely
    return _weeks(asked)


def _weeks(free: NDArray[np.bool_]) -> Bits:
    owners, slots = np.nonzero(free)
    return bitmaps(len(free), owners, slots, 1)[:, 0]


def _shifts(random: np.random.Generator, m: int) -> tuple[Ints, Bits]:
    """One to six shifts an opening, each of one or two slots in a row on a day within the horizon."""
    numbers = random.integers(1, 7, m)
    start: Any = np.concatenate([[0], np.cumsum(numbers)]).astype(np.int64)
    first = random.integers(2, HORIZON_DAYS, start[-1]) * SLOTS + random.integers(0, 3, start[-1])
    second = np.minimum(first + random.integers(0, 2, start[-1]), DATED_SLOTS - 1)
    rows = np.arange(start[-1])
    return start, bitmaps(len(rows), np.concatenate([rows, rows]), np.concatenate([first, second]), DATED_WORDS)
