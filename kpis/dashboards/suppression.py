"""Which values the public may read, so that no group of fewer than five people is told or can be worked out. Pure.

A value whose groups are small is hidden. Where months make up a fiscal year, the difference would tell it, so the months
that follow are hidden as well, until what is hidden together leaves every small number open, also to a reader who knows
this very rule: how many months are hidden hangs on nothing but their sum. Hidden months all look the same. Where that
does not suffice, the year is hidden too.

A running year is told again and again, and who kept an earlier edition knows what the months since then are together. So
each step from one edition to the next is covered by itself, by months of that step alone; and what follows a small month
waits for the next edition.

Where one person may stand behind several records, records are what is subtracted and people are who is protected. How
many people stand behind a difference nobody stored, so it is taken for the least that it can be: as many as the whole has
more than all parts together, or as a month within it has. What went away again may be one person's. Where amounts are
told, as hours are, one that moved while its records did not is one record's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, reduce
from itertools import dropwhile
from typing import NamedTuple

from portal.shared.fiscal import FIRST_MONTH, Kind, period_of

LEAST = 5
"""The smallest group that is told; nobody at all is told too."""
ROUNDED = Decimal("0.005")
"""Amounts that are nearer to each other differ by rounding: half a minute is more."""
Days = tuple[date, date]
Counts = tuple[Decimal, ...]


class Shown(StrEnum):
    """What the public gets: the value, that it is below five, or nothing."""

    VALUE = "value"
    FEW = "few"
    WITHHELD = "withheld"


class Told(NamedTuple):
    """What everybody could read of a value that grows: its counts as they were at the end of a day.

    `people`: how many different ones stand behind each of them; empty where each counts once. `amount`: what is told
    instead of counts, as hours are; else nothing. `exact`: whether so many people there are; of a sum of months there are
    so many at most, for whoever is in two of them is counted twice.
    """

    last: date
    counts: Counts
    people: Counts = ()
    amount: Decimal = Decimal(0)
    exact: bool = True

    @property
    def heads(self) -> Counts:
        return self.people or self.counts


class Cell(NamedTuple):
    """A value of one indicator. `counts`: the sizes of the groups that it tells of; none where it counts no people.

    `told`: the editions that were told, the oldest first, this one with them. `people`, `amount`: as in `Told`.
    """

    first: date
    last: date
    counts: Counts
    told: tuple[Told, ...] = ()
    people: Counts = ()
    amount: Decimal = Decimal(0)

    @property
    def days(self) -> Days:
        return self.first, self.last

    @property
    def heads(self) -> Counts:
        return self.people or self.counts

    @property
    def small(self) -> bool:
        return is_small(self.heads)

    def until(self, last: date) -> Told:
        """As an edition that tells of the days up to that one."""
        return Told(last, self.counts, self.people, self.amount)

    def widened(self, count: Decimal, people: Decimal) -> Cell:
        """With another group."""
        return self._replace(counts=(*self.counts, count), people=self.people and (*self.people, people))

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
    known = sorted(alike(given), key=lambda one: one.days)
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
        as_told = len(year.told) > 1 and len(year.told[-1].counts) == len(year.counts)
        if found[year.days] is Shown.VALUE and not as_told and not _cover(year.until(year.last), parts, found):
            found[year.days] = Shown.WITHHELD
    _cover_overlaps([one for one in known if not one.is_month], known, found)
    return found


def alike(cells: Sequence[Cell]) -> Sequence[Cell]:
    """All with as many groups: a definition may have changed between a month and its year."""
    width = max((len(one.counts) for one in cells), default=0)
    if all(len(one.counts) == width for one in cells):
        return cells
    nobody = Decimal(0)
    return [reduce(lambda wide, _: wide.widened(nobody, nobody), range(width - len(one.counts)), one) for one in cells]


def steps_told(editions: Sequence[Told], months: Sequence[Cell] = ()) -> list[bool]:
    """Of sizes that follow one another those that may be read: they moved by nobody or by five people at least since
    each that was read, or that reader would know of a small group. `months`: those that the value is made of."""
    found: list[bool] = []
    read: list[Told] = []
    for one in editions:
        told = not any(moved_by_few(other, one, months) for other in read)
        if told and one.counts and not is_small(one.heads):
            read.append(one)
        found.append(told)
    return found


def moved_by_few(then: Told, now: Told, months: Sequence[Cell]) -> bool:
    """Whether who has read both can tell few people by them.

    A month that was not over at the edition before may have been in it, so it vouches for nobody.
    """
    moved = _less(now.counts, then.counts)
    if not any(moved):
        return abs(now.amount - then.amount) > ROUNDED
    if not now.people:
        return _few(moved)
    between = [one.people for one in months if then.last < one.first and one.last <= now.last and one.people]
    grown = _less(now.people, then.people) if then.people and now.exact else ()
    more = [tuple(abs(one) if then.exact else max(one, Decimal(0)) for one in grown)] if grown else []
    at_least = tuple(max(parts) for parts in zip(*more, *between, strict=False)) if more or between else ()
    return _few(moved, at_least or (Decimal(0),) * len(moved))


def _less(one: Counts, other: Counts) -> Counts:
    return tuple(now - then for now, then in zip(one, other, strict=False))


def _few(counts: Counts, people: Counts = ()) -> bool:
    """Whether one of these differences tells of fewer people than are told. `people`: the least that they can be, where
    one may have several records; what went away may be one person's."""
    if any(0 < abs(one) < LEAST for one in counts):
        return True
    return any(one and least < LEAST for one, least in zip(counts, people, strict=False))


def _cover(whole: Told, months: Sequence[Cell], found: dict[Days, Shown]) -> bool:
    """Hide months after the first small one, in the order of the calendar and round, as `needed` asks.

    `whole`: what the reader knows that they are together. Answers whether there were enough; else all of them are hidden.
    """
    small = [place for place, one in enumerate(months) if one.small]
    rest = _difference(whole.counts, (one.counts for one in months))
    told = bool(months) and _rest_is_few(whole, rest, months)
    if not small and not told:
        return True
    hidden = [months[place].counts for place in small] + ([rest] if told else [])
    needed = LEAST + (LEAST - 1) * len(hidden)
    start = small[0] if small else len(months) - 1
    order = [months[(start + step) % len(months)] for step in range(len(months))]
    also = [one for one in order if not one.small]
    taken = [months[place] for place in small]
    while also and (len(taken) == len(small) or not _enough(hidden, needed, taken)):
        taken.append(also.pop(0))
        hidden.append(taken[-1].counts)
    suffices = _enough(hidden, needed, taken)
    found.update({one.days: Shown.WITHHELD for one in (taken if suffices else months)})
    return suffices


def _rest_is_few(whole: Told, rest: Counts, months: Sequence[Cell]) -> bool:
    if not any(rest):
        return abs(whole.amount - sum((one.amount for one in months), Decimal(0))) > ROUNDED
    return _few(rest, whole.people and _difference(whole.people, (one.heads for one in months)))


def _cover_steps(told: Iterable[Told], months: Sequence[Cell], found: dict[Days, Shown]) -> None:
    """The months of each step from one edition of their year to the next."""
    known = Told(date.min, ())
    for edition in told:
        width = len(edition.counts)
        nothing = (Decimal(0),) * width
        step = [_narrowed(one, width) for one in months if known.last < one.last <= edition.last]
        people = edition.people and _less(edition.people, known.heads or nothing)
        moved = _less(edition.counts, known.counts or nothing)
        _cover(Told(edition.last, moved, people, edition.amount - known.amount), step, found)
        known = edition


def _narrowed(one: Cell, width: int) -> Cell:
    return one._replace(counts=one.counts[:width], people=one.people[:width])


def _wait(until: date, months: Sequence[Cell], found: dict[Days, Shown]) -> list[Cell]:
    """Hide what no edition of the year tells of yet, from the first small month on; answers the others."""
    waiting = dropwhile(lambda one: not one.small, (one for one in months if one.last > until))
    found.update({one.days: Shown.WITHHELD for one in waiting})
    return [one for one in months if one.last <= until]


def _enough(hidden: Sequence[Counts], needed: int, taken: Sequence[Cell]) -> bool:
    """One month of enough people is among them, so that they are enough together, whoever they are."""
    together = all(sum(parts) >= needed for parts in zip(*hidden, strict=True))
    return together and all(max(parts) >= LEAST for parts in zip(*(one.heads for one in taken), strict=True))


def _difference(whole: Counts, months: Iterable[Counts]) -> Counts:
    """What no month tells: a month that was not counted, or records that came in since."""
    known = list(months)
    return tuple(size - sum((one[place] for one in known), Decimal(0)) for place, size in enumerate(whole))


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
