"""The night's look at every adopted target: will it be reached? After the counting, a handful of indicators a chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from kpis.alerts.finding import Finding, Range, misses
from kpis.alerts.models import Alert
from kpis.alerts.services import NOTHING, end_past_alerts, settle_alert
from kpis.catalogue.models import Definition, Indicator, Target
from kpis.catalogue.selectors import Version, Wanted, in_force, target_for, targets_by_indicator, versions_of
from kpis.dashboards.forecast import Aim
from kpis.dashboards.goals import goal_of
from kpis.dashboards.outlook import Foretold, Refusal, Why, foretell
from kpis.dashboards.selectors import Year, grows, year_of
from kpis.dashboards.standing import State, asked_now, elapsed, stand
from kpis.measurements.models import Closing
from kpis.measurements.selectors import Current, current_values, light
from kpis.rollups.spans import last_day
from portal.shared.fiscal import fiscal_year
from portal.shared.languages import SOURCE_CODE
from portal.shared.nights.steps import Chunk, Cursor

A_CHUNK = 25
YEARS_BACK = 5
YOUNG = Decimal("0.25")
"""Of what grows over a year, a quarter must be over before it can lie far behind: before, a day makes the difference."""


def watch_targets(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """The next indicators by id that have an adopted target, or an alert that still stands."""
    year = year_of(None, last_day(night))
    after = cursor if isinstance(cursor, int) else 0
    watched = Q(targets__status=Target.Status.ADOPTED) | Q(pk__in=Alert.objects.standing().values("indicator"))
    ids = Indicator.objects.filter(watched).order_by("id").distinct().values_list("id", flat=True)
    some = list(ids.filter(id__gt=after)[:A_CHUNK])
    counts = Counter(end_past_alerts(year=year.period, night=night, now=now) if cursor is None else NOTHING)
    reading = _Watched(some, year, night)
    for one in some:
        if not reading.is_unknown(one):
            counts.update(
                settle_alert(indicator_id=one, year=year.period, finding=reading.finding(one), night=night, now=now)
            )
    return Chunk(some[-1] if len(some) == A_CHUNK else None, {**NOTHING, **counts}, done=len(some), total=ids.count())


class _Watched:
    """All that is known of some indicators; the same number of queries however many there are."""

    def __init__(self, indicators: Sequence[int], year: Year, night: date) -> None:
        self.year = year
        tiles = Indicator.objects.filter(pk__in=indicators, role=Indicator.Role.TILE)
        self.tiles = set(tiles.values_list("pk", flat=True))
        self.versions = versions_of(indicators, SOURCE_CODE)
        self.targets = targets_by_indicator(self.versions, night, Target.Status.ADOPTED)
        self.closed = set(Closing.objects.values_list("fiscal_year", flat=True))
        first = date(year.period.first.year - YEARS_BACK, 4, 1)
        self.values: dict[int, list[Current]] = {}
        for one in light(current_values().filter(indicator__in=indicators, first__gte=first)):
            self.values.setdefault(one.indicator_id, []).append(one)
        self.foretold = {one: self._foretell(one) for one in self.tiles}

    def _foretell(self, indicator: int) -> Foretold | Refusal:
        versions = self.versions[indicator]
        measured = self.values.get(indicator, ())
        return foretell(self._version(indicator), measured, self.year, versions=versions, back_test=False)

    def _version(self, indicator: int) -> Version:
        versions = self.versions[indicator]
        return in_force(versions, self.year.day) or versions[-1]

    def is_unknown(self, indicator: int) -> bool:
        """Where its months were not counted lately, what was found before still holds."""
        found = self.foretold.get(indicator)
        return isinstance(found, Refusal) and found.why == Why.OLD and self.finding(indicator) is None

    def finding(self, indicator: int) -> Finding | None:
        """Why its target needs somebody: the forecast misses it, or else the value lies far behind."""
        if indicator not in self.tiles:
            return None
        return self._missed(indicator) or self._far_behind(indicator)

    def _missed(self, indicator: int) -> Finding | None:
        found, monthly = self.foretold[indicator], self._version(indicator).period == Definition.Period.MONTH
        current = self._current(indicator)
        if isinstance(found, Refusal):
            return None
        target = self._target(indicator, found.last.replace(day=1) if monthly else self.year.period.first, found.last)
        goal = goal_of(target, self._version(indicator), self.year.days, found.last)
        wanted = asked_now(goal) if goal else None
        foretold = Range(found.value, found.low, found.high)
        if target is None or wanted is None or not misses(target.kind, wanted, foretold):
            return None
        if found.aim == Aim.LEVEL and not monthly and not _misses_so_far(target.kind, wanted, current):
            return None
        return Finding(wanted, current.value if current else None, foretold)

    def _far_behind(self, indicator: int) -> Finding | None:
        current = self._current(indicator)
        if current is None or current.value is None or self._is_past(indicator, current):
            return None
        target, share = self._target(indicator, *current.days), elapsed(*current.days, self.year.day)
        adds_up = grows(self._version(indicator))
        if target is None or (adds_up and share < YOUNG):
            return None
        goal = goal_of(target, self._version(indicator), current.days, self.year.day)
        found = stand(current.value, goal, adds_up=adds_up, share=share)
        wanted = asked_now(goal) if goal else None
        return Finding(wanted, current.value) if found.state == State.FAR_BEHIND and wanted is not None else None

    def _is_past(self, indicator: int, current: Current) -> bool:
        """What belonged to an earlier year is for its report; a survey's result holds until its year is closed."""
        year = fiscal_year(current.last)
        yearly = self._version(indicator).period in (Definition.Period.YEAR, Definition.Period.MONTH)
        return year in self.closed or (yearly and year < self.year.period.fiscal_year)

    def _current(self, indicator: int) -> Current | None:
        """As the tile does: this year's or the last month's value, else the latest that is over."""
        monthly = self._version(indicator).period == Definition.Period.MONTH
        days = self.year.month if monthly else self.year.days
        found = self.values.get(indicator, [])
        found = [one for one in found if self._is_in_its_unit(indicator, one)]
        this = next((one for one in found if one.days == days), None)
        over = [one for one in found if one.last <= self.year.period.last]
        return this or max(over, key=lambda one: (one.last, -one.first.toordinal()), default=None)

    def _is_in_its_unit(self, indicator: int, one: Current) -> bool:
        """What an earlier version measured in another unit is not held against today's target."""
        rules = {version.pk: version.unit for version in self.versions[indicator]}
        unit = self._version(indicator).unit
        return rules.get(one.definition_id, unit) == unit

    def _target(self, indicator: int, first: date, last: date) -> Wanted | None:
        return target_for(self.targets.get(indicator, ()), first, last)


def _misses_so_far(kind: str, wanted: Decimal, current: Current | None) -> bool:
    """A mean of the year is missed for sure only where the months so far and those to come both lie on the wrong side."""
    value = current.value if current else None
    return value is not None and misses(kind, wanted, Range(value, value, value))
