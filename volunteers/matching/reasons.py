"""What exactly two have in common, as codes: which skills, languages, slots and which shift; told in words elsewhere."""

from typing import NamedTuple

import numpy as np

from volunteers.matching.columns import Bits, Ints, Openings, Timing, Volunteers


class Common(NamedTuple):
    """By pair. skills, languages, field: bits asked and offered. weekly: slots both have.

    shift: row in `Openings.shifts` of the first free one, -1 for none.
    """

    skills: Bits  # [pairs, SKILL_WORDS]
    languages: Bits  # [pairs, LEVELS]
    interest: Bits
    experience: Bits
    weekly: Bits
    shift: Ints


def common_of(volunteers: Volunteers, openings: Openings, v: Ints, o: Ints) -> Common:
    """What the pairs (rows of both sides) have in common; times only of the kind the opening asks for."""
    weekly = volunteers.weekly[v] & openings.weekly[o]
    return Common(
        skills=volunteers.skills[v] & (openings.skills_required[o] | openings.skills_welcome[o]),
        languages=volunteers.languages[v] & (openings.languages_required[o] | openings.languages_welcome[o]),
        interest=volunteers.interests[v] & openings.field[o],
        experience=volunteers.experience[v] & openings.field[o],
        weekly=np.where(openings.timing[o] == Timing.WEEKLY, weekly, np.uint64(0)),
        shift=_first_shift(volunteers, openings, v, o),
    )


def _first_shift(volunteers: Volunteers, openings: Openings, v: Ints, o: Ints) -> Ints:
    first = np.full(len(v), -1, np.int64)
    left = np.flatnonzero(openings.timing[o] == Timing.SHIFTS)
    shift = openings.shift_start[o[left]]
    while len(left):
        there = shift < openings.shift_start[o[left] + 1]
        left, shift = left[there], shift[there]
        free = ~(openings.shifts[shift] & ~volunteers.dated[v[left]]).any(axis=1)
        first[left[free]] = shift[free]
        left, shift = left[~free], shift[~free] + 1
    return first
