"""Which values the public may read, so that no group of fewer than five people is told or can be worked out. Pure.

A value whose groups are small is hidden. Where months make up a fiscal year, the difference would tell it, so the months
that follow are hidden as well, until what is hidden together leaves every small number open, also to a reader who knows
this very rule: how many months are hidden hangs on nothing but their sum. Hidden months all look the same. Where that
does not suffice, the year is hidden too.

A running year is told again and again, and who kept an earlier edition knows what the months since then are together. So
each step from one edition to the next is covered by itself, by months of that step alone; and what follows a small month
waits for the next edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from portal.shared.fiscal import FIRST_MONTH, Kind, period_of

LEAST = 5
"""The smallest group that is told; nobody at all is told too."""
Days = tuple[date, date]
Counts = tuple[Decimal, ...]


class Shown(StrEnum):
    """What the public gets: the value, that it is below five, or nothing."""

    VALUE = "value"
    FEW = "few"
    WITHHELD = "withheld"


class Told(NamedTuple):
    """What everybody could read of a value that grows: its counts as they were at the end of a day."""

    last: date
    counts: Counts


class Cell(NamedTuple):
    """A value of one indicator. `counts`: the sizes of the groups that it tells of; none where it counts no people.

    `told`: the editions that were told, the oldest first, this one with them.
    """

    first: date
    last: date
    counts: Counts
    told: tuple[Told, ...] = ()

    @property
    def days(self) -> Days:
        return self.first, self.last

    @property
    def small(self) -> bool:
        return is_small(self.counts)

    @property
    def is_month(self) -> bool:
        return self.days == _days_of(self.first, Kind.MONTH)

    @property
    def is_year(self) -> bool:
        return self.first.month == FIRST_MONTH and self.days == _days_of(self.first, Kind.YEAR)

    def holds(self, other: Cell) -> bool:
        return self is not other and self.first <= other.first and other.last <= self.last

    def meets(self, other: Cell) -> bool:
        return self is not other and self.first <= other.last and other.first <= self.last


def is_small(counts: Counts) -> bool:
    """Whether one of the groups has fewer people than are told."""
    return any(0 < one < LEAST for one in counts)


def shown(cells: Iterable[Cell], *, adds_up: bool) -> dict[Days, Shown]:
    """What may be read of the values of one indicator. `adds_up`: months and years can be subtracted."""
    given = list(cells)
    if not any(one.counts for one in given):
        return {one.days: Shown.VALUE for one in given}
    known = sorted(_alike(given), key=lambda one: one.days)
    found = {one.days: Shown.FEW if one.small else Shown.VALUE for one in known}
    if not adds_up:
        return found
    for one in known:
        if found[one.days] is Shown.FEW:
            found.update({part.days: Shown.WITHHELD for part in known if one.holds(part)})
    months = [one for one in known if one.is_month]
    for year in (one for one in known if one.is_year):
        parts = [one for one in months if year.holds(one)]
        if year.told:
            parts = _wait(year.told[-1].last, parts, found)
        if len(year.told) > 1:
            _cover_steps(year.told, parts, found)
        elif found[year.days] is Shown.VALUE and not _cover(year.counts, parts, found):
            found[year.days] = Shown.WITHHELD
    _cover_overlaps([one for one in known if not one.is_month], known, found)
    return found


def shown_in_total(cells: Iterable[Cell]) -> dict[Days, Shown]:
    """The same of values that count everything from the beginning: each may be taken away from a later one."""
    order = sorted(cells, key=lambda one: (one.last, one.first))
    big = [one for one in order if not one.small]
    found = {one.days: Shown.FEW for one in order if one.small}
    for one, told in zip(big, steps_told([one.counts for one in big]), strict=True):
        found[one.days] = Shown.VALUE if told else Shown.WITHHELD
    return found


def steps_told(counts: Sequence[Counts]) -> list[bool]:
    """Of sizes that follow one another those that may be read: they moved by nobody or by five at least since the last
    that was read, or that reader would know of a small group."""
    found: list[bool] = []
    last: Counts = ()
    for one in counts:
        told = not any(0 < abs(now - then) < LEAST for now, then in zip(one, last, strict=False))
        last = one if told and one and not is_small(one) else last
        found.append(told)
    return found


def _alike(known: Sequence[Cell]) -> Sequence[Cell]:
    """All with as many groups: a definition may have changed between a month and its year."""
    width = max(len(one.counts) for one in known)
    if all(len(one.counts) == width for one in known):
        return known
    return [one._replace(counts=one.counts + (Decimal(0),) * (width - len(one.counts))) for one in known]


def _cover(whole: Counts, months: Sequence[Cell], found: dict[Days, Shown]) -> bool:
    """Hide months after the first small one, in the order of the calendar and round, as `needed` asks.

    `whole`: what the reader knows that they are together. Answers whether there were enough; else all of them are hidden.
    """
    small = [place for place, one in enumerate(months) if one.small]
    rest = _difference(whole, months)
    told = bool(months) and is_small(rest)
    if not small and not told:
        return True
    hidden = [months[place].counts for place in small] + ([rest] if told else [])
    needed = LEAST + (LEAST - 1) * len(hidden)
    start = small[0] if small else len(months) - 1
    order = [months[(start + step) % len(months)] for step in range(len(months))]
    also = [one for one in order if not one.small]
    taken = [months[place] for place in small]
    while also and (len(taken) == len(small) or not _enough(hidden, needed)):
        taken.append(also.pop(0))
        hidden.append(taken[-1].counts)
    suffices = _enough(hidden, needed)
    found.update({one.days: Shown.WITHHELD for one in (taken if suffices else months)})
    return suffices


def _cover_steps(told: Iterable[Told], months: Sequence[Cell], found: dict[Days, Shown]) -> None:
    """The months of each step from one edition of their year to the next."""
    since, known = date.min, Counts()
    for edition in told:
        width = len(edition.counts)
        step = [one._replace(counts=one.counts[:width]) for one in months if since < one.last <= edition.last]
        then = known or (Decimal(0),) * width
        _cover(tuple(now - before for now, before in zip(edition.counts, then, strict=False)), step, found)
        since, known = edition.last, edition.counts


def _wait(until: date, months: Sequence[Cell], found: dict[Days, Shown]) -> list[Cell]:
    """Hide what no edition of the year tells of yet, from the first small month on; answers the others."""
    waiting = dropwhile(lambda one: not one.small, (one for one in months if one.last > until))
    found.update({one.days: Shown.WITHHELD for one in waiting})
    return [one for one in months if one.last <= until]


def _enough(hidden: Sequence[Counts], needed: int) -> bool:
    return all(sum(parts) >= needed for parts in zip(*hidden, strict=True))


def _difference(whole: Counts, months: Sequence[Cell]) -> Counts:
    """What no month tells: a month that was not counted, or records that came in since."""
    return tuple(size - sum((one.counts[place] for one in months), Decimal(0)) for place, size in enumerate(whole))


def _cover_overlaps(spans: Sequence[Cell], known: Sequence[Cell], found: dict[Days, Shown]) -> None:
    """Years and other spans that share days with something hidden could be subtracted as well; a year stands its months."""
    changed = True
    while changed:
        changed = False
        for one in spans:
            others = (each for each in known if one.meets(each) and not (one.is_year and each.is_month))
            if found[one.days] is Shown.VALUE and any(found[each.days] is not Shown.VALUE for each in others):
                found[one.days] = Shown.WITHHELD
                changed = True


@lru_cache(maxsize=4096)
def _days_of(day: date, kind: Kind) -> Days:
    period = period_of(day, kind)
    return period.first, period.last
