"""A source: the rows behind a number for some days, and how the number comes out of them.

Value and records come from the same queryset, so they cannot disagree. A new source is one function with a decorator in
the module of the app that it reads:

    @source("hours-confirmed", adds="minutes", per=60)
    def hours_confirmed(span: Span) -> QuerySet[Hours]:
        return Hours.objects.filter(status=Hours.Status.CONFIRMED, day__range=(span.first, span.last))

Its key is the one that the indicator's definition names: `catalogue/data/indicators.json` names keys for all that
records could tell, and those nobody has written yet (`docs/sources.md`) wait. The next night counts a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from portal.shared.japan import JAPAN

PLACES = Decimal("0.0001")
"""To so many digits a value is kept."""
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Days from `first` to `last`, both within, as Japan counts them. ValueError when they are in the wrong order."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    @property
    def begins(self) -> datetime:
        """The moment at which the first day begins."""
        return datetime.combine(self.first, time(), JAPAN)

    @property
    def ends(self) -> datetime:
        """The moment at which the last day is over; itself no longer within."""
        return datetime.combine(self.last + DAY, time(), JAPAN)

    def until(self, last: date) -> Span:
        """The same, at most up to that day. ValueError where that day is before the first."""
        return replace(self, last=min(self.last, last))


Rows = Callable[[Span], QuerySet[Any]]
DaysOf = Callable[[Span, Collection[int]], Mapping[int, date]]


@dataclass(frozen=True)
class Whole:
    """What a percentage is a part of. `of`: None where it is not known; `lacks`: what is told then, and for none."""

    of: Callable[[Span], Decimal | None]
    lacks: Promise


@dataclass(frozen=True)
class Counted:
    """A number and what it is made of. `value` is None where there is nothing to divide by.

    `people`: how many different ones they are, and `others`: how many stand behind what its wholes count beyond it; None
    where the source does not tell.
    """

    value: Decimal | None
    records: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    people: int | None = None
    others: int | None = None


@dataclass(frozen=True)
class Source:
    """`adds`: the column that is summed and divided by `per` (empty: rows are counted).

    `told`: any other aggregate over the rows, as the mean of their rates or the least of them; None for no rows.
    `out_of`: the whole, of which the value is the percentage. `stock`: rows as they are today, so that only today can be
    told. `by`: breakdown → column of the rows, or an expression; every row is in one group. `among`: breakdown → group →
    its rows, of which one may be in several groups. `personal`: rows are people, shown without names. `of_person`: the
    column that names the person, where one may have several rows. `impersonal`: rows are no people, and what is told of
    them is public anyway, so that no part of a whole is hidden. `kept_days`: after so many days rows are erased, so that
    earlier days cannot be told any more; 0: never. `within`: other sources, each row of this one is a row of one of them.
    `days_of`: of rows that have no day of their own, by id, the one on which each counts.
    """

    key: str
    rows: Rows
    adds: str = ""
    per: int = 1
    told: Aggregate | None = None
    out_of: Whole | None = None
    stock: bool = False
    personal: bool = False
    of_person: str = ""
    impersonal: bool = False
    kept_days: int = 0
    by: Mapping[str, str | Combinable] = field(default_factory=dict)
    among: Mapping[str, Mapping[str, Q]] = field(default_factory=dict)
    within: tuple[str, ...] = ()
    days_of: DaysOf | None = None

    def count(self, span: Span) -> Counted:
        """The number for these days, in one query (two with a whole); of a part with people one more, and one a whole."""
        rows = self.rows(span).order_by()
        sums = {"total": self.told or Sum(self.adds)} if self.told or self.adds else {}
        heads = {"people": Count(self.of_person, distinct=True)} if self.of_person else {}
        found = rows.aggregate(records=Count("pk"), **sums, **heads)
        people, others = found.get("people"), self._others(span)
        if self.told is not None:
            return Counted(_kept(found["total"]), found["records"], people=people, others=others)
        amount = Decimal(found["total"] or 0) / self.per if self.adds else Decimal(found["records"])
        if self.out_of is None:
            return Counted(amount.quantize(PLACES), found["records"], people=people, others=others)
        whole = self.out_of.of(span)
        if whole is None:
            return Counted(None, found["records"])
        share = (100 * amount / whole).quantize(PLACES) if whole else None
        return Counted(share, found["records"], amount.quantize(PLACES), whole)

    def _others(self, span: Span) -> int | None:
        """How many different people stand behind rows of its wholes that are none of its own.

        Told apart here: two lists of ids that do not fit into PostgreSQL's memory it would search row by row.
        """
        if not self.within or not self.of_person:
            return None
        own = set(self.rows(span).order_by().values_list("pk", flat=True))
        wholes = (SOURCES[key].rows(span).order_by().values_list("pk", self.of_person) for key in self.within)
        return len({person for rows in wholes for pk, person in rows.iterator() if pk not in own})

    def remembers(self, span: Span, today: date) -> bool:
        """Whether all rows of these days are still there."""
        return not self.kept_days or today - span.first < timedelta(days=self.kept_days)

    @property
    def lacks(self) -> str:
        """Why a value is none, where it is."""
        return str(self.out_of.lacks) if self.out_of else ""

    def lacking(self, span: Span) -> str:
        """Why the whole of these days is not known; empty where it is."""
        return self.lacks if self.out_of and self.out_of.of(span) is None else ""


def _kept(told: Any) -> Decimal | None:
    return None if told is None else Decimal(told).quantize(PLACES)


class Registry:
    """Sources by key; a key stands once."""

    def __init__(self) -> None:
        self._known: dict[str, Source] = {}

    def source(self, key: str, **how: Any) -> Callable[[Rows], Rows]:
        """Decorator: the function answers the rows. ValueError for a key that is taken, and for what cannot be counted."""

        def known(rows: Rows) -> Rows:
            if key in self._known:
                raise ValueError(f"two sources are called {key}")
            made = Source(key, rows, **how)
            if made.of_person and (made.out_of or made.among):
                raise ValueError(f"{key}: people are counted neither for a percentage nor for groups that overlap")
            self._known[key] = made
            return rows

        return known

    def __getitem__(self, key: str) -> Source:
        return self._known[key]

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)


SOURCES = Registry()
source = SOURCES.source
