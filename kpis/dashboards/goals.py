"""What a target asks of a value on a day: all of it, what its way asks for by then, or nothing while no day is set."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Protocol

from kpis.catalogue.models import Definition
from kpis.dashboards.standing import Goal, elapsed
from kpis.measurements.selectors import Days

_YEAR = 366
_WHOLE = 360
"""Days from which on a value tells of a year."""
_WITHIN_YEARS = re.compile(
    r"(?:[2-9２-９]|[1-9１-９][0-9０-９]|[二三四五六七八九十])\s*[かヵカヶケ]?年(?:間[でに]|以内)"
)
"""「5年間で」: due once. 「修了から1年後」 tells whom it is measured on, and is asked every time."""


class _Wanted(Protocol):
    @property
    def kind(self) -> Any: ...
    @property
    def value(self) -> Any: ...
    @property
    def baseline(self) -> Any: ...
    @property
    def first(self) -> Any: ...
    @property
    def last(self) -> Any: ...
    @property
    def words_ja(self) -> Any: ...


class _Counting(Protocol):
    @property
    def adds_up(self) -> str: ...
    @property
    def period(self) -> str: ...


def goal_of(target: _Wanted | None, how: _Counting, days: Days, day: date) -> Goal | None:
    """What is asked of the value of these days, of which `day` is the last one that is over.

    docs/decisions/2026-11-23-when-a-target-is-due.md
    """
    if target is None:
        return None
    goal = Goal(target.kind, target.value, target.baseline)
    if lacks_deadline(target, how):
        return goal.without_deadline()
    if not target.first and _is_for_a_part(how, days):
        return goal.for_a_part()
    grows_with_it = days == (target.first, target.last) and _grows(how)
    if not target.first or (target.last - target.first).days <= _YEAR or grows_with_it:
        return goal
    return goal.due_on(target.last, elapsed(target.first, target.last, min(days[1], day)))


def lacks_deadline(target: _Wanted, how: _Counting) -> bool:
    """Whether it is due once, and nobody has said on which day.

    Its words name some years; or a survey, which comes when it comes, is to lead away from a baseline.
    """
    if target.first:
        return False
    surveyed = how.period == Definition.Period.SURVEY
    return bool(_WITHIN_YEARS.search(target.words_ja or "")) or (surveyed and target.baseline is not None)


def _is_for_a_part(how: _Counting, days: Days) -> bool:
    """Whether the value of a month stands for a number that is asked for by the year and grows with it."""
    return how.period == Definition.Period.YEAR and _grows(how) and (days[1] - days[0]).days < _WHOLE


def _grows(how: _Counting) -> bool:
    return how.adds_up in (Definition.AddsUp.SUM, Definition.AddsUp.DISTINCT)
