"""How a value stands against its target, and against the pace of the year: one rule for every indicator. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NEAR = Decimal("0.8")
"""From this share of what is expected on, it is behind; below, far behind."""
_RELATIVE = frozenset({"plus-points", "plus-percent", "plus-count", "double"})
_WORDS = frozenset({"within", "level"})


class State(StrEnum):
    """From good to bad, then what cannot be judged."""

    MET = "met"
    ON_COURSE = "on-course"
    BEHIND = "behind"
    FAR_BEHIND = "far-behind"
    NO_VALUE = "no-value"
    NO_TARGET = "no-target"
    IN_WORDS = "in-words"


JUDGED = (State.MET, State.ON_COURSE, State.BEHIND, State.FAR_BEHIND)
ACT = frozenset({State.BEHIND, State.FAR_BEHIND})
"""Somebody must do something."""


@dataclass(frozen=True)
class Goal:
    """What a target asks for. `kind` as `Target.Kind`; `baseline` only where the kind is relative to one."""

    kind: str
    value: Decimal | None
    baseline: Decimal | None = None


@dataclass(frozen=True)
class Standing:
    """`wanted` at the end, `expected` by now, both in the indicator's unit; `attainment` in percent of wanted."""

    state: State
    wanted: Decimal | None = None
    expected: Decimal | None = None
    attainment: Decimal | None = None


def wanted_of(goal: Goal) -> Decimal | None:
    """The number to reach; None where it is told in words.

    Without a baseline the indicator measures the change itself, and that is compared.
    """
    if goal.value is None or goal.kind in _WORDS:
        return None
    if goal.baseline is None or goal.kind not in _RELATIVE:
        return goal.value
    if goal.kind == "double":
        return goal.baseline * goal.value
    return goal.baseline * (100 + goal.value) / 100 if goal.kind == "plus-percent" else goal.baseline + goal.value


def elapsed(first: date, last: date, day: date) -> Decimal:
    """The share of these days that is over at the end of `day`, from 0 to 1."""
    days = (last - first).days + 1
    return Decimal(min(max((day - first).days + 1, 0), days)) / days


def stand(value: Decimal | None, goal: Goal | None, *, adds_up: bool, share: Decimal) -> Standing:
    """Where a value stands. `adds_up`: it grows over the period, of which `share` (0 to 1) is over."""
    if goal is None:
        return Standing(State.NO_TARGET)
    wanted = wanted_of(goal)
    if wanted is None:
        return Standing(State.IN_WORDS)
    expected = wanted * share if adds_up and goal.kind != "at-most" else wanted
    if value is None:
        return Standing(State.NO_VALUE, wanted, expected)
    attainment = 100 * value / wanted if wanted else None
    return Standing(_state(value, goal.kind, wanted, expected, share), wanted, expected, attainment)


def _state(value: Decimal, kind: str, wanted: Decimal, expected: Decimal, share: Decimal) -> State:
    if kind == "at-most":
        if value > wanted:
            return State.FAR_BEHIND
        return State.MET if share >= 1 else State.ON_COURSE
    if value == wanted or (value > wanted and kind != "equal"):
        return State.MET
    if kind == "equal" and value > wanted:
        return State.FAR_BEHIND
    if value >= expected and expected < wanted:
        return State.ON_COURSE
    return State.BEHIND if value >= expected * NEAR else State.FAR_BEHIND
