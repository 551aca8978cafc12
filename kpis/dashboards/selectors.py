"""The dashboard's tiles and one indicator's page; the same number of queries whatever there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from django.utils import timezone

from kpis.catalogue.models import Definition, Indicator, Policy, Target
from kpis.catalogue.selectors import Version, Wanted, in_force, target_for, targets_by_indicator, versions_of
from kpis.dashboards.goals import goal_of
from kpis.dashboards.listed import Listed
from kpis.dashboards.quality import Qualities, is_stale
from kpis.dashboards.rows import Row
from kpis.dashboards.standing import ACT, JUDGED, Standing, State, elapsed, stand
from kpis.dashboards.trends import Trend, months_of, trend_of
from kpis.dashboards.wording import (
    address_of,
    days_words,
    lacks_words,
    number_words,
    origin_words,
    proposed_words,
    reason_words,
    state_words,
    value_words,
)
from kpis.dashboards.year_before import Before, before_of, before_words, year_before
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Current, Days, latest_values, values_for
from kpis.rollups.models import Rollup
from kpis.sources.catalogue import SOURCES
from portal.shared.fiscal import FiscalPeriod, Kind, period_of
from portal.shared.texts import Text, text

ADDS = frozenset({Definition.AddsUp.SUM, Definition.AddsUp.DISTINCT})
"""How months make a year that grows with them."""
BADGES = {
    State.MET: "open",
    State.ON_COURSE: "ok",
    State.BEHIND: "warn",
    State.FAR_BEHIND: "stop",
}


@dataclass(frozen=True)
class Tile:
    """One indicator as the dashboard shows it; percentages for the bar are whole numbers from 0 to 100.

    `records`: the days as the address of the records behind the value names them; empty where none were counted.
    """

    code: str
    name: Text
    level: str
    value: str
    wanted: str
    state: State
    state_words: str
    badge: str
    reason: str
    behind: bool
    bar: int | None
    mark: int
    pace: int | None
    when: str
    last_year: str
    counted_by: str
    owner: str
    stale: bool
    measured: bool
    lacks: str
    records: str = ""
    trend: Trend | None = None
    quality: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Area:
    """A part of a policy: tiles with a value, and those that still wait for one."""

    code: str
    name: Text
    tiles: list[Tile] = field(default_factory=list)
    waiting: list[Tile] = field(default_factory=list)


@dataclass(frozen=True)
class PolicyLine:
    """How the tiles of one policy stand by adopted targets: the states in words, each with its number."""

    code: str
    label: str
    numbers: list[tuple[str, int]]
    unknown: int


@dataclass(frozen=True)
class Year:
    """The fiscal year that is looked at, and its last day that is over."""

    period: FiscalPeriod
    day: date

    @property
    def is_running(self) -> bool:
        return self.day < self.period.last

    @cached_property
    def days(self) -> Days:
        return self.period.first, self.period.last

    @cached_property
    def month(self) -> Days:
        """The latest month that is over; of a year that has just begun, its first."""
        now = period_of(self.day, Kind.MONTH)
        shown = now if now.last <= self.day or now.first == self.period.first else now.previous()
        return shown.first, shown.last


def year_of(asked: int | None, today: date) -> Year:
    """This fiscal year, or an earlier one; it is judged by what is over."""
    this = period_of(today, Kind.YEAR)
    period = (
        FiscalPeriod(date(asked, 4, 1), Kind.YEAR) if asked and this.first.year - 20 < asked < this.first.year else this
    )
    return Year(period, min(period.last, today))


class Dashboard(NamedTuple):
    """The areas of one policy with their tiles, how all policies stand, and by which definitions."""

    areas: list[Area]
    lines: list[PolicyLine]
    versions: Mapping[int, list[Version]]


def dashboard(tiles: Sequence[Listed], policy: str, year: Year, language: str) -> Dashboard:
    """Of all tiles, or those of one responsible section."""
    seen = Reading([one.pk for one in tiles], year, language)
    stood = {one.pk: seen.standing(one.pk) for one in tiles}
    states: dict[str, list[State]] = {one: [] for one in Policy.values}
    for one in tiles:
        states[one.policy].append(State.NO_TARGET if seen.is_proposed(one.pk) else stood[one.pk].state)
    areas: dict[str, Area] = {}
    months = seen.read_months(one.pk for one in tiles if one.policy == policy)
    quality = Qualities(year.period, year.day, seen.nights, months)
    for one in tiles:
        if one.policy == policy:
            area = areas.setdefault(one.area, Area(one.area, text(one.names, "name", language)))
            trend, found = trend_of(months.get(one.pk, {}), year.month), seen.measurement(one.pk)
            tile = replace(seen.tile(one, stood[one.pk]), trend=trend, quality=quality.words(one.pk, found))
            (area.tiles if tile.when else area.waiting).append(tile)
    return Dashboard(list(areas.values()), [_line(one, states[one]) for one in Policy], seen.versions)


def _line(policy: Policy, states: list[State]) -> PolicyLine:
    numbers = Counter(states)
    judged = [(state_words(one), numbers[one]) for one in JUDGED]
    return PolicyLine(policy.value, str(policy.label), judged, sum(one not in JUDGED for one in states))


class _Counting(Protocol):
    """What tells how a number grows."""

    @property
    def adds_up(self) -> str: ...
    @property
    def period(self) -> str: ...


def grows(how: _Counting) -> bool:
    """Whether a value begins at nothing with its days, so that half of them ask for half; no total of all years does."""
    return how.adds_up in ADDS and how.period != Definition.Period.TOTAL


class Reading:
    """All that tiles need, read at once; of a closed year `closed.Settled` puts in what its report keeps."""

    def __init__(self, indicators: Iterable[int], year: Year, language: str) -> None:
        self.year, self.language = year, language
        self.versions = versions_of(indicators, language)
        self.definitions = {pk: in_force(found, year.day) or found[-1] for pk, found in self.versions.items()}
        self.rules = {one.pk: one for found in self.versions.values() for one in found}
        wanted = (Target.Status.PROPOSED, Target.Status.ADOPTED)
        self.targets = targets_by_indicator(self.versions, timezone.localdate(), *wanted)
        self.spans = [year.days, year_before(year.days), year.month, year_before(year.month)]
        self.values = values_for(self.spans)
        measured = [pk for pk in self.definitions if (pk, self._days(pk)) in self.values]
        self.latest = latest_values(year.period.last, but=measured)
        self.months: dict[int, dict[Days, Decimal | None]] = {}
        self._found: dict[int, Current | None] = {}

    def read_months(self, indicators: Iterable[int]) -> dict[int, dict[Days, Decimal | None]]:
        """The months of two years of these indicators, in the units of their values; one query."""
        self.months = months_of({one: self.measured_by(one).unit for one in indicators}, self.year.month)
        return self.months

    @cached_property
    def nights(self) -> dict[int, Rollup]:
        return {one.indicator_id: one for one in Rollup.objects.only("indicator_id", "counted", "failed")}

    def measurement(self, indicator: int) -> Current | None:
        """This year's, or the last month's; of what is asked for now and then, the latest there is."""
        if indicator not in self._found:
            value = self.values.get((indicator, self._days(indicator)))
            self._found[indicator] = value or self.latest.get(indicator)
        return self._found[indicator]

    def _days(self, indicator: int) -> Days:
        return self.year.month if self.definitions[indicator].period == Definition.Period.MONTH else self.year.days

    def measured_by(self, indicator: int) -> Version:
        """The definition that its value was measured by; today's where there is no value."""
        found, definition = self.measurement(indicator), self.definitions[indicator]
        return self.rules.get(found.definition_id, definition) if found else definition

    def before(self, indicator: int) -> Before | None:
        """The value of the same part of the year before where its months were read and tell it, else of the same days."""
        found = self.measurement(indicator)
        if found is None:
            return None
        how, one = self.measured_by(indicator), self.values.get((indicator, year_before(found.days)))
        alike = one and self.rules.get(one.definition_id, self.definitions[indicator]).unit == how.unit
        return before_of(found, how, one if alike else None, self.months.get(indicator, {}), self.year.day)

    def target(self, indicator: int) -> Wanted | None:
        """The one that its value is judged by; none where the value is in another unit than today's."""
        found = self.measurement(indicator)
        if self.measured_by(indicator).unit != self.definitions[indicator].unit:
            return None
        return target_for(self.targets.get(indicator, ()), *(found.days if found else self._days(indicator)))

    def is_proposed(self, indicator: int) -> bool:
        """Whether it is judged by a target that nobody has adopted."""
        target = self.target(indicator)
        return target is not None and target.status == Target.Status.PROPOSED

    def standing(self, indicator: int) -> Standing:
        found = self.measurement(indicator)
        days = found.days if found else self._days(indicator)
        return _stand(found, self.measured_by(indicator), self.target(indicator), days, self.year)

    def tile(self, listed: Listed, standing: Standing) -> Tile:
        found, definition = self.measurement(listed.pk), self.definitions[listed.pk]
        return _tile(
            listed.code,
            str(Indicator.Level(listed.level).label),
            definition.name_in(self.language),
            self.measured_by(listed.pk),
            standing,
            found,
            self.before(listed.pk),
            owner=listed.owner,
            stale=is_stale(self.nights.get(listed.pk)),
            proposed=self.is_proposed(listed.pk),
        )


class _Measure(Protocol):
    """What a tile needs to know of a definition."""

    @property
    def unit(self) -> str: ...
    @property
    def adds_up(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def source(self) -> str: ...


def _stand(found: Current | None, definition: _Measure, target: Any, days: Days, year: Year) -> Standing:
    goal = goal_of(target, definition, days, year.day)
    value, share = found.value if found else None, elapsed(*days, year.day)
    return stand(value, goal, adds_up=grows(definition), share=share)


def _tile(
    code: str,
    level: str,
    name: Text,
    definition: _Measure,
    standing: Standing,
    found: Current | None,
    before: Before | None,
    *,
    owner: str = "",
    stale: bool,
    proposed: bool,
) -> Tile:
    value = found.value if found else None
    scale = max(filter(None, (value, standing.wanted)), default=None)
    lacks = lacks_words(definition.source, value)
    as_proposed = proposed and standing.state in JUDGED
    is_counted = found is not None and found.origin == Measurement.Origin.AUTOMATIC and definition.source in SOURCES
    return Tile(
        code=code,
        name=name,
        level=level,
        value=value_words(value, definition.unit),
        wanted=number_words(standing.wanted) if standing.wanted is not None else "",
        state=standing.state,
        state_words=proposed_words(standing.state) if as_proposed else state_words(standing.state),
        badge="unknown" if as_proposed else BADGES.get(standing.state, "unknown"),
        reason=lacks or reason_words(standing, value, definition.unit),
        behind=standing.state in ACT and not proposed,
        bar=percent(value, scale) if standing.wanted else None,
        mark=percent(standing.wanted, scale) or 0,
        pace=percent(standing.expected, scale) if standing.expected != standing.wanted else None,
        when=days_words(*found.days) if found else "",
        last_year=before_words(before, definition.unit) if before else "",
        counted_by=origin_words(found.origin) if found else "",
        owner=owner,
        stale=stale,
        measured=definition.source in SOURCES,
        lacks=lacks,
        records=address_of(*found.days) if found and is_counted else "",
    )


def tile_of(
    indicator: Indicator,
    versions: Sequence[Definition],
    targets: Iterable[Target],
    rows: Iterable[Row],
    year: Year,
    language: str,
) -> tuple[Tile, Row | None]:
    """One indicator as the dashboard shows it, out of the rows of its page, and the row that it stands for.

    `versions`: newest first; `targets`: those that are still meant.
    """
    definition = in_force(versions, year.day) or versions[-1]
    known = {one.measurement.days: one for one in rows}
    usual = year.month if definition.period == Definition.Period.MONTH else year.days
    over = [one for days, one in known.items() if days[1] <= year.period.last]
    row = known.get(usual) or max(over, key=_latest_and_longest, default=None)
    found = row.measurement if row else None
    days = found.days if found else usual
    measured = next((one for one in versions if found and one.pk == found.definition_id), definition)
    target = target_for(targets, *days) if measured.unit == definition.unit else None
    standing = _stand(found, measured, target, days, year)
    night: Rollup | None = getattr(indicator, "rollup", None)
    months = {days: one.measurement.value for days, one in known.items() if one.unit == measured.unit}
    nights = {indicator.pk: night} if night else {}
    tile = _tile(
        indicator.code,
        indicator.get_level_display(),
        text(definition, "name", language),
        measured,
        standing,
        found,
        _before(found, measured, known, months, year) if found else None,
        stale=is_stale(night),
        proposed=target is not None and target.status == Target.Status.PROPOSED,
    )
    quality = Qualities(year.period, year.day, nights, {indicator.pk: months}).words(indicator.pk, found)
    return replace(tile, quality=quality), row


def _latest_and_longest(row: Row) -> tuple[date, int]:
    return row.measurement.last, -row.measurement.first.toordinal()


def _before(
    found: Current, measured: Definition, known: Mapping[Days, Row], months: Mapping[Days, Decimal | None], year: Year
) -> Before | None:
    row = known.get(year_before(found.days))
    alike = row.measurement if row and row.unit == measured.unit else None
    return before_of(found, measured, alike, months, year.day)


def percent(part: Decimal | None, scale: Decimal | None) -> int | None:
    """As a whole number from 0 to 100; None where there is nothing to compare with."""
    if part is None or not scale:
        return None
    return int(min(max(100 * part / scale, Decimal(0)), Decimal(100)))
