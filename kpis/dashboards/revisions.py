"""Why a value differs from what was printed once: its revisions, each with value, reason and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from kpis.dashboards.wording import reason_of_revision_words, value_words
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Days

MOST = 20
"""So many lines stand on the page for one period."""
_R = Measurement.Reason


class _Read(NamedTuple):
    first: date
    last: date
    revision: int
    value: Decimal | None
    reason: str
    words: str
    computed: datetime
    definition_id: int
    entry_id: int | None


@dataclass(frozen=True)
class Revision:
    """One revision, or several on end that only went on with their days: then the last one's value, from `since`."""

    read: _Read
    since: int
    unit: str

    @property
    def number(self) -> str:
        return str(self.read.revision) if self.since == self.read.revision else f"{self.since}–{self.read.revision}"

    @property
    def value(self) -> str:
        return value_words(self.read.value, self.unit)

    @property
    def reason(self) -> str:
        return reason_of_revision_words(self.read.reason)

    @property
    def words(self) -> str:
        """What whoever corrected it wrote."""
        return self.read.words

    @property
    def when(self) -> datetime:
        return self.read.computed

    @property
    def entry(self) -> int | None:
        return self.read.entry_id


@dataclass(frozen=True)
class History:
    """The revisions of one period, newest first; `more`: how many lines are left out."""

    revisions: tuple[Revision, ...] = ()
    more: int = 0

    @property
    def latest(self) -> Revision | None:
        return next(iter(self.revisions), None)

    @property
    def is_told(self) -> bool:
        """Whether there is more to say than the latest one says."""
        return len(self.revisions) > 1


NO_HISTORY = History()


def histories_of(indicator_id: int, first: date, last: date, units: Mapping[int, str]) -> dict[Days, History]:
    """Of periods within these days that people entered, or that changed though their days did not; one query.

    `units`: by definition.
    """
    told = Q(entry__isnull=False) | ~Q(reason__in=(_R.FIRST, _R.RUNNING))
    same = Measurement.objects.filter(indicator=OuterRef("indicator"), first=OuterRef("first"), last=OuterRef("last"))
    rows = Measurement.objects.filter(
        Exists(same.filter(told)), indicator=indicator_id, first__gte=first, last__lte=last
    )
    found = map(_Read._make, rows.order_by("first", "last", "revision").values_list(*_Read._fields))
    return {days: _history(some, units) for days, some in groupby(found, key=lambda one: (one.first, one.last))}


def _history(rows: Iterable[_Read], units: Mapping[int, str]) -> History:
    revisions: list[Revision] = []
    for one in rows:
        if revisions and one.reason == revisions[-1].read.reason == _R.RUNNING:
            revisions[-1] = replace(revisions[-1], read=one, unit=units[one.definition_id])
        else:
            revisions.append(Revision(one, one.revision, units[one.definition_id]))
    return History(tuple(revisions[::-1][:MOST]), len(revisions[MOST:]))
