"""How a value stands against its target, and against the pace of the year: one rule for every indicator. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

NEAR = Decimal("0.8")
"""From this share of what is expected on, it is behind; below, far behind."""
_RELATIVE = frozenset({"plus-points", "plus-percent", "plus-count", "double"})
_WORDS = frozenset({"within", "level"})
_TENTH = Decimal("0.1")


class State(StrEnum):
    """From good to bad, then what cannot be judged."""

    MET = "met"
    ON_COURSE = "on-course"
    BEHIND = "behind"
    FAR_BEHIND = "far-behind"
    NO_VALUE = "no-value"
    NO_TARGET = "no-target"
    IN_WORDS = "in-words"
    NOT_DUE = "not-due"
    NO_DEADLINE = "no-deadline"
    PART = "part"


JUDGED = (State.MET, State.ON_COURSE, State.BEHIND, State.FAR_BEHIND)
ACT = frozenset({State.BEHIND, State.FAR_BEHIND})
"""Somebody must do something."""


@dataclass(frozen=True)
class Goal:
    """What a target asks for. `kind` as `Target.Kind`; `baseline`: what a relative kind is added to, and where a way begins.

    `due`: the last day of several years; `way`: the share of them (0 to 1) that is over. `is_open`: it is due once, and
    nobody has said when. `is_whole`: the value is one of all the days that the target is for.
    """

    kind: str
    value: Decimal | None
    baseline: Decimal | None = None
    due: date | None = None
    way: Decimal = Decimal(1)
    is_open: bool = False
    is_whole: bool = True

    def due_on(self, day: date, way: Decimal) -> Goal:
        """The same within several years."""
        return replace(self, due=day, way=way)

    def without_deadline(self) -> Goal:
        """The same where no day is set."""
        return replace(self, is_open=True)

    def for_a_part(self) -> Goal:
        """The same where the value tells of fewer days than are asked for."""
        return replace(self, is_whole=False)


@dataclass(frozen=True)
class Standing:
    """`wanted` at the end, `expected` by now, both in the indicator's unit; `attainment` in percent of wanted.

    `due`: the day of what is wanted at the end of several years.
    """

    state: State
    wanted: Decimal | None = None
    expected: Decimal | None = None
    attainment: Decimal | None = None
    due: date | None = None


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


def asked_now(goal: Goal) -> Decimal | None:
    """What is to be reached by now: of several years, as far as the way from the baseline leads by now.

    None where it is told in words, and where nobody can say: no day is set, or no baseline to start from.
    """
    wanted = wanted_of(goal)
    if wanted is None or goal.is_open or not goal.is_whole:
        return None
    if goal.way >= 1:
        return wanted
    start = _start(goal)
    return None if start is None else (start + (wanted - start) * goal.way).quantize(_TENTH)


def _start(goal: Goal) -> Decimal | None:
    """Where the way begins; a change that is measured itself begins at none."""
    if goal.baseline is not None or goal.kind not in _RELATIVE:
        return goal.baseline
    return Decimal(1) if goal.kind == "double" else Decimal(0)


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
    asked = asked_now(goal)
    if asked is None:
        return _unasked(value, goal, wanted)
    expected = asked * share if adds_up and goal.kind != "at-most" else asked
    if value is None:
        return Standing(State.NO_VALUE, wanted, expected)
    attainment = 100 * value / wanted if wanted and asked == wanted else None
    return Standing(_state(value, goal, wanted, expected, share), wanted, expected, attainment, goal.due)


def _unasked(value: Decimal | None, goal: Goal, wanted: Decimal) -> Standing:
    """Nobody can say how much by now; only what is reached already is told."""
    if value is None:
        return Standing(State.NO_VALUE, wanted)
    if value >= wanted and goal.kind not in ("at-most", "equal"):
        return Standing(State.MET, wanted, wanted)
    if not goal.is_whole:
        return Standing(State.PART, wanted)
    return Standing(State.NO_DEADLINE if goal.is_open else State.NOT_DUE, wanted, due=goal.due)


def _state(value: Decimal, goal: Goal, wanted: Decimal, expected: Decimal, share: Decimal) -> State:
    if goal.kind == "at-most":
        return _state_below(value, goal, wanted, expected, share)
    if value == wanted or (value > wanted and goal.kind != "equal"):
        return State.MET
    if goal.kind == "equal" and value > wanted:
        return State.FAR_BEHIND
    if value >= expected and expected < wanted:
        return State.ON_COURSE
    return State.BEHIND if value >= expected * NEAR else State.FAR_BEHIND


def _state_below(value: Decimal, goal: Goal, wanted: Decimal, expected: Decimal, share: Decimal) -> State:
    """Of a limit, which is lost once it is passed; on a way down to it there is a tomorrow."""
    if value > expected:
        return State.BEHIND if goal.way < 1 and value * NEAR <= expected else State.FAR_BEHIND
    return State.MET if share >= 1 and goal.way >= 1 and value <= wanted else State.ON_COURSE
