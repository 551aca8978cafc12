"""Values that somebody entered, one after another as they came: which everybody may read. Pure.

Each is judged once, by what was told before it, and stays told or hidden: whoever keeps old pages learns nothing from the
next one. A value is told where neither it nor what is left of a longer time, less all that is told within, is of fewer than
five people, nor of small values, known to be small, where they would be nearly all ones or nearly all fours. A small one
within a longer time that is told is not said to be small: what is hidden there for its rest would look different. Two that
share some days, while each has days of its own, are not both told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kpis.dashboards.suppression import LEAST, Cell, Counts, Days, Shown, Told, moved_by_few


def told_in_turn(cells: Iterable[Cell]) -> dict[Days, Shown]:
    """`cells`: in the order in which they came, all with as many groups."""
    told: list[Cell] = []
    few: list[Cell] = []
    found: dict[Days, Shown] = {}
    for one in cells:
        if one.small:
            found[one.days] = Shown.WITHHELD if any(whole.holds(one) for whole in told) else Shown.FEW
            few.append(one)
        elif _may_join(one, told) and not any(gives_away(whole, few, [*told, one]) for whole in (*told, one)):
            found[one.days] = Shown.VALUE
            told.append(one)
        else:
            found[one.days] = Shown.WITHHELD
    return found


def totals_in_turn(cells: Iterable[Cell]) -> dict[Days, Shown]:
    """The same of values that count everything from the beginning: each may be taken away from each other one."""
    told: list[Told] = []
    found: dict[Days, Shown] = {}
    for one in cells:
        edition = one.until(one.last)
        if one.small:
            found[one.days] = Shown.FEW
        elif any(other.counts and moved_by_few(other, edition, ()) for other in told):
            found[one.days] = Shown.WITHHELD
        else:
            found[one.days] = Shown.VALUE
            told.append(edition)
    return found


def leaves_few(whole: Cell, told: Sequence[Cell], fewer_than: Decimal = Decimal(LEAST)) -> bool:
    """Whether a few people are left of it, less parts that are told and share no days, however they are chosen."""
    rests = (_rest(whole, parts) for parts in _choices(_within(whole, told)) if parts)
    return any(any(0 < abs(size) < fewer_than for size in rest) for rest in rests)


def gives_away(whole: Cell, few: Iterable[Cell], told: Iterable[Cell]) -> bool:
    """Whether small values within it, told to be small, are nearly all ones or nearly all fours by what is left of it."""
    within = _within(whole, few)
    for parts in _choices(_within(whole, told)) if within else ():
        small = _apart(one for one in within if not any(one.meets(part) for part in parts))
        fill = _days((*parts, *small)) == _days([whole])
        if any(_are_ends(place, size, small, fill=fill) for place, size in enumerate(_rest(whole, parts))):
            return True
    return False


def _are_ends(place: int, rest: Decimal, cells: Sequence[Cell], *, fill: bool) -> bool:
    """Whether one of them cannot be anything from one to four. `fill`: nothing else is in the rest."""
    small = [one for one in cells if 0 < one.counts[place] < LEAST]
    most = fill and len(small) == len(cells) and rest > (LEAST - 1) * len(small) - LEAST + 2
    return bool(small) and rest > 0 and (rest < len(small) + LEAST - 2 or most)


def _within(whole: Cell, cells: Iterable[Cell]) -> list[Cell]:
    return sorted((one for one in cells if whole.holds(one)), key=lambda one: (one.last, one.first))


def _apart(cells: Iterable[Cell]) -> list[Cell]:
    """Of those that share days the first to end."""
    found: list[Cell] = []
    for one in cells:
        if not any(one.meets(other) for other in found):
            found.append(one)
    return found


def _days(cells: Iterable[Cell]) -> int:
    """How many there are in all; none is in two of them."""
    return sum((one.last - one.first).days + 1 for one in cells)


def _may_join(one: Cell, told: Sequence[Cell]) -> bool:
    if any(one.meets(other) and not one.holds(other) and not other.holds(one) for other in told):
        return False
    together = [*told, one]
    return not any(leaves_few(whole, together) for whole in together if whole is one or whole.holds(one))


def _rest(whole: Cell, parts: Iterable[Cell]) -> Counts:
    """What is left of it."""
    known = [one.counts for one in parts]
    return tuple(size - sum((one[place] for one in known), Decimal(0)) for place, size in enumerate(whole.counts))


def _choices(parts: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """Each choice of parts that share no days and leave no room for another; `parts`: the first to end first."""
    if not parts:
        yield ()
    for one in (each for each in parts if each.first <= parts[0].last):
        for after in _choices([each for each in parts if each.first > one.last]):
            yield (one, *after)
