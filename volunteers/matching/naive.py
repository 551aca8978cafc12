"""The same question asked of one pair in everyday Python: the yardstick of the tests and of the benchmark's ratio."""

import math

from volunteers.matching.columns import DATED_WORDS, LEVELS, SKILL_WORDS, Mode, Openings, Timing, Volunteers
from volunteers.matching.scoring import FAR, STALE, Weights


def naive_score(volunteers: Volunteers, openings: Openings, v: int, o: int, weights: Weights) -> int | None:
    """The points of a pair, None if a hard condition fails (newness and room included)."""
    free = _free(volunteers, openings, v, o)
    if free is None or not _may(volunteers, openings, v, o):
        return None
    distance = _distance(volunteers, openings, v, o)
    online = bool(volunteers.online[v]) and openings.mode[o] != Mode.IN_PERSON
    if distance is None and not online:
        return None
    way = 0 if distance is None else weights.distance * max(FAR - distance, 0) // FAR
    weeks = max(STALE - int(volunteers.stale_days[v]) // 7, 0)
    return (
        _share(weights.availability, weights.availability, *free)
        + max(way, weights.online if online else 0)
        + _knowledge(volunteers, openings, v, o, weights)
        + weights.freshness * weeks // STALE
    )


def _knowledge(volunteers: Volunteers, openings: Openings, v: int, o: int, weights: Weights) -> int:
    skills = [int(openings.skills_required[o, w] | openings.skills_welcome[o, w]) for w in range(SKILL_WORDS)]
    languages = [int(openings.languages_required[o, w] | openings.languages_welcome[o, w]) for w in range(LEVELS)]
    has = sum((word & int(volunteers.skills[v, w])).bit_count() for w, word in enumerate(skills))
    speaks = sum((word & int(volunteers.languages[v, w])).bit_count() for w, word in enumerate(languages))
    field = int(openings.field[o])
    return (
        _share(weights.skills, weights.skills // 2, has, sum(word.bit_count() for word in skills))
        + _share(weights.languages, weights.languages // 2, speaks, sum(word.bit_count() for word in languages))
        + (weights.interests if int(volunteers.interests[v]) & field else 0)
        + (weights.experience if int(volunteers.experience[v]) & field else 0)
    )


def _share(points: int, unasked: int, met: int, asked: int) -> int:
    return points * met // asked if asked else unasked


def _may(volunteers: Volunteers, openings: Openings, v: int, o: int) -> bool:
    excluded = openings.excluded[openings.excluded_start[o] : openings.excluded_start[o + 1]].tolist()
    return (
        volunteers.cap[v] > 0
        and v not in excluded
        and volunteers.age[v] >= openings.min_age[o]
        and bool(volunteers.verified[v] or not openings.identity[o])
        and not any(int(openings.skills_required[o, w]) & ~int(volunteers.skills[v, w]) for w in range(SKILL_WORDS))
        and not any(int(openings.languages_required[o, w]) & ~int(volunteers.languages[v, w]) for w in range(LEVELS))
    )


def _free(volunteers: Volunteers, openings: Openings, v: int, o: int) -> tuple[int, int] | None:
    """(time in common, time asked), None where it is not enough."""
    if openings.timing[o] == Timing.HOURS:
        asked, has = int(openings.hours[o]), int(volunteers.hours[v])
        return (min(has, 2 * asked), 2 * asked) if has >= asked else None
    if openings.timing[o] == Timing.WEEKLY:
        week = int(openings.weekly[o])
        free, number = (week & int(volunteers.weekly[v])).bit_count(), week.bit_count()
    else:
        shifts = openings.shifts[openings.shift_start[o] : openings.shift_start[o + 1]].tolist()
        dated = volunteers.dated[v].tolist()
        number = len(shifts)
        free = sum(not any(shift[w] & ~dated[w] for w in range(DATED_WORDS)) for shift in shifts)
    return (free, number) if free else None


def _distance(volunteers: Volunteers, openings: Openings, v: int, o: int) -> int | None:
    """Steps of 100 m, None where the person cannot or will not come."""
    if openings.mode[o] == Mode.ONLINE or not volunteers.in_person[v]:
        return None
    dx, dy = int(volunteers.x[v]) - int(openings.x[o]), int(volunteers.y[v]) - int(openings.y[o])
    metres = math.isqrt(dx * dx + dy * dy)
    return metres // 100 if dx * dx + dy * dy <= int(volunteers.radius[v]) ** 2 else None
