"""Values that somebody entered, one after another as they came: which everybody may read. Pure.

Each is judged once, by what was told before it, and stays told or hidden: whoever keeps old pages learns nothing from the
next one. A value is told where neither it nor what is left of a longer time, less all that is told within, is of fewer than
five people. Two that share some days, while each has days of its own, are not both told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpis.dashboards.suppression import LEAST, Cell, Counts, Days, Shown, steps_told


def told_in_turn(cells: Iterable[Cell]) -> dict[Days, Shown]:
    """`cells`: in the order in which they came, all with as many groups."""
    told: list[Cell] = []
    found: dict[Days, Shown] = {}
    for one in cells:
        if one.small:
            found[one.days] = Shown.FEW
        elif _may_join(one, told):
            found[one.days] = Shown.VALUE
            told.append(one)
        else:
            found[one.days] = Shown.WITHHELD
    return found


def totals_in_turn(cells: Iterable[Cell]) -> dict[Days, Shown]:
    """The same of values that count everything from the beginning: each may be taken away from each other one."""
    told: list[Cell] = []
    found: dict[Days, Shown] = {}
    for one in cells:
        if one.small:
            found[one.days] = Shown.FEW
        elif all(steps_told([other.until(other.last), one.until(one.last)])[1] for other in told):
            found[one.days] = Shown.VALUE
            told.append(one)
        else:
            found[one.days] = Shown.WITHHELD
    return found


def leaves_few(whole: Cell, told: Sequence[Cell], fewer_than: Decimal = Decimal(LEAST)) -> bool:
    """Whether a few people are left of it, less parts that are told and share no days, however they are chosen."""
    parts = sorted((one for one in told if whole.holds(one)), key=lambda one: (one.last, one.first))
    return any(any(0 < abs(size) < fewer_than for size in rest) for rest in _rests(whole.counts, parts) if parts)


def _may_join(one: Cell, told: Sequence[Cell]) -> bool:
    if any(one.meets(other) and not one.holds(other) and not other.holds(one) for other in told):
        return False
    together = [*told, one]
    return not any(leaves_few(whole, together) for whole in together if whole is one or whole.holds(one))


def _rests(whole: Counts, parts: Sequence[Cell]) -> set[Counts]:
    """What is left, for each choice of parts that leaves no room for another; `parts`: the first to end first."""
    if not parts:
        return {whole}
    found: set[Counts] = set()
    for one in (each for each in parts if each.first <= parts[0].last):
        after = [each for each in parts if each.first > one.last]
        found |= _rests(tuple(size - part for size, part in zip(whole, one.counts, strict=True)), after)
    return found
