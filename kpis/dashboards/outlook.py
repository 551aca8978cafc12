"""Where an indicator will stand at the end of its fiscal year; and if nothing is foretold, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import dropwhile

from kpis.catalogue.models import Definition, Unit
from kpis.catalogue.selectors import Version, in_force
from kpis.dashboards.forecast import CHANGES, COUNTS, LEAST, PERCENT, Aim, Forecast, Scale, forecast
from kpis.dashboards.once import Once, each_once
from kpis.dashboards.selectors import Year
from kpis.dashboards.wording import as_told
from kpis.measurements.selectors import Current, Days
from kpis.rollups.spans import is_month
from kpis.sources.catalogue import SOURCES
from portal.shared.fiscal import Kind, period_of

How = Definition | Version
"""How an indicator counts."""
_A, _P = Definition.AddsUp, Definition.Period
_YOUNG = 3
"""Months after which a year tells by itself who comes again."""
_BROKEN = frozenset({Unit.PERCENT, Unit.POINTS, Unit.TIMES, Unit.LEVEL})
"""Units of which a tenth says something."""


class Why(StrEnum):
    """Why nothing is foretold."""

    PROGRAMME = "programme"
    OVER = "over"
    FEW = "few"
    RARE = "rare"
    OLD = "old"


@dataclass(frozen=True)
class Refusal:
    """Nothing is foretold; `known`: how many months in a row have a value."""

    why: Why
    known: int = 0


@dataclass(frozen=True)
class Foretold:
    """At the end of `last`, in the indicator's unit; `counted`: of it in months that are over (None for a level).

    `found`: its steps count what is still to come.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    last: date
    aim: Aim
    counted: Decimal | None
    found: Forecast
    once: bool = False


def aim_of(how: How) -> Aim | None:
    """What is asked of its months; None where a number belongs to no year."""
    if how.period == _P.PROGRAMME:
        return None
    if how.period == _P.TOTAL or how.adds_up == _A.LATEST:
        return Aim.STOCK
    return Aim.LEVEL if how.period == _P.MONTH or how.adds_up in (_A.MEAN, _A.RATIO) else Aim.SUM


def foretell(
    how: How,
    measured: Iterable[Current],
    year: Year,
    *,
    versions: Sequence[How] = (),
    back_test: bool = True,
) -> Foretold | Refusal:
    """From all current values of the indicator; the running month is foretold as a whole, so it counts as to come.

    `versions`, newest first: values of one that counted something else, or in another unit, are left out.
    """
    aim = aim_of(how)
    if aim is None:
        return Refusal(Why.PROGRAMME)
    to_come = sum(one.last > year.day for one in year.period.parts(Kind.MONTH))
    if not to_come:
        return Refusal(Why.OVER)
    known = {one.days: one for one in like_values(how, measured, versions)}
    months = _in_a_row(known.values(), year.day, aim)
    values = [float(one.value or 0) for one in months]
    if len(values) < LEAST:
        return Refusal(Why.FEW if how.source in SOURCES else Why.RARE, len(values))
    if months[-1].first < _last_month(year.day):
        return Refusal(Why.OLD, len(values))
    found = _forecast(tuple(values), to_come, aim, _scale(how, values), back_test)
    assert found is not None
    if aim != Aim.SUM:
        return _foretold(how, year, aim, None, found)
    if how.adds_up != _A.DISTINCT:
        return _foretold(how, year, aim, _sum(known, year.period.first, year.day), found)
    counted = known.get(year.days)
    if counted is None or counted.value is None:
        return Refusal(Why.OLD, len(values))
    return _foretold(how, year, aim, counted.value, _once(known, year, float(counted.value), found), once=True)


_Known = Mapping[Days, Current]


@lru_cache(maxsize=256)
def _forecast(months: tuple[float, ...], to_come: int, aim: Aim, scale: Scale, back_test: bool) -> Forecast | None:
    """Months change once a night, while their page is opened many times a day."""
    return forecast(months, to_come, aim, scale, back_test=back_test)


def is_like(how: How, old: How | None) -> bool:
    """Whether a value of the old version may stand beside one of this version: the same is counted, in the same unit."""
    return old is None or (old.source, old.unit) == (how.source, how.unit)


def like_values(how: How, measured: Iterable[Current], versions: Sequence[How]) -> list[Current]:
    """Those that may stand beside a value of this version, by the version that measured each."""
    rules = {one.pk: one for one in versions}
    return [one for one in measured if is_like(how, rules.get(one.definition_id) or in_force(versions, one.first))]


def _in_a_row(measured: Iterable[Current], day: date, aim: Aim) -> list[Current]:
    """The whole months up to the latest one, without a gap; before the first record nothing was counted."""
    whole = [one for one in measured if one.last <= day and is_month(*one.days)]
    months = sorted(whole, key=lambda one: one.first)
    begins = len(months)
    while begins and (aim == Aim.SUM or months[begins - 1].value is not None):
        begins -= 1
        if not begins or period_of(months[begins].first, Kind.MONTH).previous().first != months[begins - 1].first:
            break
    return list(dropwhile(lambda one: not one.records and not one.value, months[begins:]))


def _last_month(day: date) -> date:
    """The first day of the last month that is over; where a night was missed, older values foretell nothing."""
    now = period_of(day, Kind.MONTH)
    return now.first if now.last <= day else now.previous().first


def _scale(how: How, values: Sequence[float]) -> Scale:
    if how.unit == Unit.POINTS or min(values) < 0:
        return CHANGES
    if how.unit == Unit.PERCENT and max(values) <= PERCENT.most:
        return PERCENT
    return Scale(counts=False) if how.unit in _BROKEN else COUNTS


def _sum(known: _Known, first: date, last: date) -> Decimal:
    """Of the whole months within these days."""
    days = [one for one in known if one[0] >= first and one[1] <= last and is_month(*one)]
    return sum((known[one].value or Decimal(0) for one in days), Decimal(0))


def _once(known: _Known, year: Year, people: float, found: Forecast) -> Forecast:
    """What the months to come add to the people of the year, of whom some have come in the running month already."""
    running = period_of(year.day, Kind.MONTH)
    begun = known.get((running.first, running.last)) if running.last > year.day else None
    coming = float(begun.value or 0) if begun else 0.0
    so_far = Once(people, float(_sum(known, year.period.first, year.day)) + coming)
    before = year.period.previous()
    earlier = known.get((before.first, before.last))
    young = year.day < list(year.period.parts(Kind.MONTH))[_YOUNG - 1].last
    like = so_far
    if young and earlier is not None:
        like = Once(float(earlier.value or 0), float(_sum(known, before.first, before.last)))
    return each_once(so_far, like, coming, found)


def _foretold(
    how: How, year: Year, aim: Aim, counted: Decimal | None, found: Forecast, *, once: bool = False
) -> Foretold:
    more = counted if counted is not None and not once else Decimal(0)
    value, low, high = (as_foretold(Decimal(one) + more, how.unit) for one in (found.value, found.low, found.high))
    return Foretold(value, low, high, year.period.last, aim, counted, found, once)


def as_foretold(value: Decimal, unit: str) -> Decimal:
    """What is foretold is no more exact than it is read; a share of almost nothing is not nothing."""
    return as_told(value) if unit in _BROKEN else value.quantize(Decimal(1))
