"""The same question asked pair by pair in everyday Python: yardstick of the tests and of the benchmark's ratio."""

import math
from collections.abc import Iterable
from heapq import nlargest
from typing import Any, NamedTuple

from volunteers.matching.columns import Mode, Openings, Timing, Volunteers
from volunteers.matching.scoring import FAR, STALE, Weights


class Person(NamedTuple):
    """One row of the volunteers in whole numbers and lists."""

    row: int
    languages: list[int]
    skills: list[int]
    interests: int
    experience: int
    weekly: int
    dated: list[int]
    x: int
    y: int
    radius: int
    in_person: bool
    online: bool
    verified: bool
    age: int
    cap: int
    hours: int
    stale_days: int


class Wish(NamedTuple):
    """One row of the openings in whole numbers and lists."""

    row: int
    skills_required: list[int]
    skills_welcome: list[int]
    languages_required: list[int]
    languages_welcome: list[int]
    field: int
    mode: int
    x: int
    y: int
    timing: int
    weekly: int
    hours: int
    min_age: int
    identity: bool
    shifts: list[list[int]]
    excluded: set[int]


def people_in(volunteers: Volunteers, rows: Iterable[int]) -> list[Person]:
    """Rows of the columns as everyday values."""
    return [Person(row, *(_value(volunteers, name, row) for name in Person._fields[1:])) for row in rows]


def wishes_in(openings: Openings, rows: Iterable[int]) -> list[Wish]:
    """Rows of the columns as everyday values."""
    return [
        Wish(
            row=row,
            shifts=openings.shifts[openings.shift_start[row] : openings.shift_start[row + 1]].tolist(),
            excluded=set(openings.excluded[openings.excluded_start[row] : openings.excluded_start[row + 1]].tolist()),
            **{name: _value(openings, name, row) for name in Wish._fields[1:-2]},
        )
        for row in rows
    ]


def naive_best(people: list[Person], wishes: list[Wish], weights: Weights, k: int) -> list[list[tuple[int, int]]]:
    """For every wish the k best (points, row), by asking everybody."""
    found = []
    for wish in wishes:
        points = ((naive_points(person, wish, weights), person.row) for person in people)
        found.append(nlargest(k, ((one, row) for one, row in points if one is not None)))
    return found


def naive_score(volunteers: Volunteers, openings: Openings, v: int, o: int, weights: Weights) -> int | None:
    """The points of a pair of rows, None if a hard condition fails (newness and room included)."""
    (person,), (wish,) = people_in(volunteers, [v]), wishes_in(openings, [o])
    return naive_points(person, wish, weights)


def naive_points(person: Person, wish: Wish, weights: Weights) -> int | None:
    """The points of a pair, None as soon as a hard condition fails."""
    if not _may(person, wish):
        return None
    free = _free(person, wish)
    if free is None:
        return None
    distance, online = _distance(person, wish), person.online and wish.mode != Mode.IN_PERSON
    if distance is None and not online:
        return None
    way = 0 if distance is None else weights.distance * max(FAR - distance, 0) // FAR
    return (
        _share(weights.availability, weights.availability, *free)
        + max(way, weights.online if online else 0)
        + _knowledge(person, wish, weights)
        + (weights.interests if person.interests & wish.field else 0)
        + (weights.experience if person.experience & wish.field else 0)
        + weights.freshness * max(STALE - person.stale_days // 7, 0) // STALE
    )


def _value(side: Volunteers | Openings, name: str, row: int) -> Any:
    return getattr(side, name)[row].tolist()


def _lacks(asked: list[int], has: list[int]) -> bool:
    return any(want & ~own for want, own in zip(asked, has, strict=True))


def _may(person: Person, wish: Wish) -> bool:
    return not (
        person.cap <= 0
        or person.age < wish.min_age
        or (wish.identity and not person.verified)
        or _lacks(wish.languages_required, person.languages)
        or _lacks(wish.skills_required, person.skills)
        or person.row in wish.excluded
    )


def _free(person: Person, wish: Wish) -> tuple[int, int] | None:
    """(time in common, time asked), None where it is not enough."""
    if wish.timing == Timing.HOURS:
        return (min(person.hours, 2 * wish.hours), 2 * wish.hours) if person.hours >= wish.hours else None
    if wish.timing == Timing.WEEKLY:
        free, number = (wish.weekly & person.weekly).bit_count(), wish.weekly.bit_count()
    else:
        free, number = sum(not _lacks(shift, person.dated) for shift in wish.shifts), len(wish.shifts)
    return (free, number) if free else None


def _distance(person: Person, wish: Wish) -> int | None:
    """Steps of 100 m, None where the person cannot or will not come."""
    if wish.mode == Mode.ONLINE or not person.in_person:
        return None
    squared = (person.x - wish.x) ** 2 + (person.y - wish.y) ** 2
    return math.isqrt(squared) // 100 if squared <= person.radius**2 else None


def _knowledge(person: Person, wish: Wish, weights: Weights) -> int:
    skills = [a | b for a, b in zip(wish.skills_required, wish.skills_welcome, strict=True)]
    languages = [a | b for a, b in zip(wish.languages_required, wish.languages_welcome, strict=True)]
    has = sum((asked & own).bit_count() for asked, own in zip(skills, person.skills, strict=True))
    speaks = sum((asked & own).bit_count() for asked, own in zip(languages, person.languages, strict=True))
    return _share(weights.skills, weights.skills // 2, has, sum(word.bit_count() for word in skills)) + _share(
        weights.languages, weights.languages // 2, speaks, sum(word.bit_count() for word in languages)
    )


def _share(points: int, unasked: int, met: int, asked: int) -> int:
    return points * met // asked if asked else unasked
