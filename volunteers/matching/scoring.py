"""How well a person and an opening suit each other: whole points out of small whole parts, 0–950.

The parts of a pair are stored with its proposal as the reasons; points come from tables made of the weights, so that
the night, the instant answer and a later check add up the very same numbers.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from volunteers.matching.columns import Bits, Openings, Small, Volunteers
from volunteers.matching.conditions import NOT_IN_PERSON, Rows, times, ways

MOST: Final = 950
FAR: Final = 60  # steps of 100 m: from here distance earns nothing
STALE: Final = 26  # weeks: from here a profile earns nothing for freshness
_SIZE: Final = 256

Points = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Weights:
    """The most points that each kind of reason can earn.

    online: earned instead of distance where the work can be done online; at most `distance`.
    ValueError: a negative weight, online above distance, or a sum above 950.
    """

    skills: int = 200
    interests: int = 150
    languages: int = 100
    distance: int = 200
    availability: int = 150
    experience: int = 100
    freshness: int = 50
    online: int = 120

    def __post_init__(self) -> None:
        if min(astuple(self)) < 0 or self.online > self.distance:
            raise ValueError("weights: negative, or online above distance")
        if sum(astuple(self)) - self.online > MOST:
            raise ValueError(f"weights: together above {MOST}")


class Parts(NamedTuple):
    """What is known of a pair, as stored: whole numbers 0–255 (one pair) or arrays of them (many).

    *_met of *_asked: required and welcome codes together. distance: steps of 100 m, 255 = not in person.
    free of asked: slots, shifts or hours. weeks: since the profile was confirmed.
    """

    skills_met: Any
    skills_asked: Any
    languages_met: Any
    languages_asked: Any
    interest: Any
    experience: Any
    distance: Any
    online: Any
    free: Any
    asked: Any
    weeks: Any


class Tables(NamedTuple):
    """Points by part, looked up: shares by [asked, met], ways by [online, distance], the rest by the part itself."""

    skills: Points
    languages: Points
    availability: Points
    ways: Points
    interest: Points
    experience: Points
    weeks: Points


class _Indexed(Protocol):
    def __getitem__(self, key: Any, /) -> Any: ...


@lru_cache(maxsize=8)
def tables_of(weights: Weights) -> Tables:
    """All divisions and limits of the score, done once; not to be written to."""
    return Tables(
        skills=_shares(weights.skills, weights.skills // 2),
        languages=_shares(weights.languages, weights.languages // 2),
        availability=_shares(weights.availability, weights.availability),
        ways=_ways(weights),
        interest=np.array([0, weights.interests], np.int32),
        experience=np.array([0, weights.experience], np.int32),
        weeks=_falling(weights.freshness, STALE),
    )


def _shares(points: int, unasked: int) -> Points:
    """points * met // asked; where nothing is asked, `unasked`, so that rare skills go where they are needed."""
    asked, met = np.arange(_SIZE)[:, None], np.arange(_SIZE)[None, :]
    shares = points * np.minimum(met, asked) // np.maximum(asked, 1)
    shares[0] = unasked
    return shares.astype(np.int32)


def _falling(points: int, end: int) -> Points:
    return (points * np.maximum(end - np.arange(_SIZE), 0) // end).astype(np.int32)


def _ways(weights: Weights) -> Points:
    in_person = _falling(weights.distance, FAR)
    in_person[NOT_IN_PERSON] = 0
    return np.stack([in_person, np.maximum(in_person, weights.online).astype(np.int32)])


def total(tables: Any, parts: Any) -> Any:
    """The points of parts: one pair or arrays of pairs, in plain Python, NumPy or compiled."""
    return (
        tables.skills[parts.skills_asked, parts.skills_met]
        + tables.languages[parts.languages_asked, parts.languages_met]
        + tables.availability[parts.asked, parts.free]
        + tables.ways[parts.online, parts.distance]
        + tables.interest[parts.interest]
        + tables.experience[parts.experience]
        + tables.weeks[parts.weeks]
    )


def score(parts: Parts, weights: Weights) -> Points:
    """The points of many pairs from their parts alone, as at night."""
    points: Points = total(tables_of(weights), parts)
    return points


def score_one(parts: Iterable[int], weights: Weights) -> int:
    """The points of one stored proposal, recomputed; parts in the order of `Parts`."""
    return int(total(tables_of(weights), Parts(*parts)))


def parts_of(volunteers: Volunteers, openings: Openings, v: Rows, o: Rows) -> Parts:
    """The parts of pairs (rows as in `conditions`), each an array of uint8; hard conditions are not looked at."""
    skills = openings.skills_required[o] | openings.skills_welcome[o]
    languages = openings.languages_required[o] | openings.languages_welcome[o]
    way, time = ways(volunteers, openings, v, o), times(volunteers, openings, v, o)
    columns = (
        _met(volunteers.skills, v, skills),
        _bits(skills),
        _met(volunteers.languages, v, languages),
        _bits(languages),
        (volunteers.interests[v] & openings.field[o]) != 0,
        (volunteers.experience[v] & openings.field[o]) != 0,
        way.distance,
        way.online,
        time.free,
        time.asked,
        weeks_of(volunteers.stale_days[v]),
    )
    return Parts(*(column.astype(np.uint8) for column in np.broadcast_arrays(*columns)))


def weeks_of(days: Small) -> NDArray[np.uint8]:
    """Whole weeks since profiles were confirmed, at most 255."""
    return np.clip(days // 7, 0, _SIZE - 1).astype(np.uint8)


def _met(has: Bits, v: Rows, asked: Bits) -> NDArray[np.uint8]:
    """How many of the asked bits somebody has; word by word, for most openings ask in one alone."""
    met = np.zeros(np.broadcast_shapes(np.shape(has[v, 0]), asked.shape[:-1]), np.uint8)
    for word in range(has.shape[1]):
        if np.any(asked[..., word]):
            met += np.bitwise_count(has[v, word] & asked[..., word])
    return met


def _bits(words: _Indexed) -> NDArray[np.int64]:
    counts: NDArray[np.int64] = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)  # type: ignore[call-overload]
    return counts
