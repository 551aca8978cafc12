"""The dashboard's tiles and one indicator's page; the same number of queries whatever there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from kpis.catalogue.models import Definition, Indicator, Policy, Target
from kpis.catalogue.selectors import Wanted, in_force, plain, target_for, targets_by_indicator, versions_of
from kpis.dashboards.quality import Qualities, is_stale
from kpis.dashboards.standing import ACT, JUDGED, Goal, Standing, State, elapsed, stand
from kpis.dashboards.trends import Trend, months_of, trend_of
from kpis.dashboards.wording import (
    days_words,
    lacks_words,
    number_words,
    origin_words,
    reason_of_revision_words,
    reason_words,
    records_words,
    state_words,
    value_words,
    year_before_words,
)
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Current, Days, latest_values, values_for, values_within
from kpis.rollups.models import Rollup
from kpis.rollups.spans import is_month
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Span
from portal.shared.fiscal import FiscalPeriod, Kind, period_of
from portal.shared.texts import Text, shown_texts, text

ADDS = frozenset({Definition.AddsUp.SUM, Definition.AddsUp.DISTINCT})
"""What grows over a year, so that half a year asks for half of it."""
BADGES = {
    State.MET: "open",
    State.ON_COURSE: "ok",
    State.BEHIND: "warn",
    State.FAR_BEHIND: "stop",
}


@dataclass(frozen=True)
class Tile:
    """One indicator as the dashboard shows it; percentages for the bar are whole numbers from 0 to 100."""

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
    """How the tiles of one policy stand: state → number."""

    code: str
    label: str
    numbers: list[int]
    unknown: int


@dataclass(frozen=True)
class Year:
    """The fiscal year that is looked at, and its last day that is over."""

    period: FiscalPeriod
    day: date

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


def dashboard(policy: str, year: Year, language: str, owner: str = "") -> tuple[list[Area], list[PolicyLine]]:
    """The areas of one policy with their tiles, and how all policies stand; of one responsible section, or all."""
    tiles = [one for one in _tiles(language) if not owner or one.owner == owner]
    seen = Reading([one.pk for one in tiles], year, language)
    stood = {one.pk: seen.standing(one.pk) for one in tiles}
    states: dict[str, list[State]] = {one: [] for one in Policy.values}
    for one in tiles:
        states[one.policy].append(stood[one.pk].state)
    areas: dict[str, Area] = {}
    months = months_of((one.pk for one in tiles if one.policy == policy), year.month)
    quality = Qualities(year.period, year.day, seen.nights, months)
    for one in tiles:
        if one.policy == policy:
            area = areas.setdefault(one.area, Area(one.area, text(one.names, "name", language)))
            trend, found = trend_of(months.get(one.pk, {}), year.month), seen.measurement(one.pk)
            tile = replace(seen.tile(one, stood[one.pk]), trend=trend, quality=quality.words(one.pk, found))
            (area.tiles if tile.when else area.waiting).append(tile)
    return list(areas.values()), [_line(one, states[one]) for one in Policy]


def owners() -> dict[str, str]:
    """Responsible section → a policy in which it has tiles; by name, one query."""
    rows = Indicator.objects.filter(role=Indicator.Role.TILE).exclude(owner="").order_by("owner", "place")
    found: dict[str, str] = {}
    for owner, policy in rows.values_list("owner", "area__policy"):
        found.setdefault(owner, policy)
    return found


class _Listed(NamedTuple):
    """An indicator in its area; `names`: the area's."""

    pk: int
    code: str
    level: str
    owner: str
    area: str
    policy: str
    names: dict[str, Any]


def _tiles(language: str) -> list[_Listed]:
    rows = plain(Indicator).filter(role=Indicator.Role.TILE).order_by("place", "id")
    names = shown_texts("name", language)
    columns = ("pk", "code", "level", "owner", "area__code", "area__policy", *(f"area__{one}" for one in names))
    return [_Listed._make((*row[:6], dict(zip(names, row[6:], strict=True)))) for row in rows.values_list(*columns)]


def _line(policy: Policy, states: list[State]) -> PolicyLine:
    numbers = Counter(states)
    judged = [numbers[one] for one in JUDGED]
    return PolicyLine(policy.value, str(policy.label), judged, len(states) - sum(judged))


class Reading:
    """All that tiles need, read at once; of a closed year `closed.Settled` puts in what its report keeps."""

    def __init__(self, indicators: Iterable[int], year: Year, language: str) -> None:
        self.year, self.language = year, language
        self.versions = versions_of(indicators, language)
        self.definitions = {pk: in_force(found, year.day) or found[-1] for pk, found in self.versions.items()}
        self.targets = targets_by_indicator(Target.Status.PROPOSED, Target.Status.ADOPTED)
        self.spans = [year.days, year_before(year.days), year.month, year_before(year.month)]
        self.values = values_for(self.spans)
        missing = [pk for pk in self.definitions if (pk, self._days(pk)) not in self.values]
        self.latest = latest_values(missing, year.period.last)

    @cached_property
    def nights(self) -> dict[int, Rollup]:
        return {one.indicator_id: one for one in Rollup.objects.only("indicator_id", "counted", "failed")}

    def measurement(self, indicator: int) -> Current | None:
        """This year's, or the last month's; of what is asked for now and then, the latest there is."""
        return self.values.get((indicator, self._days(indicator))) or self.latest.get(indicator)

    def _days(self, indicator: int) -> Days:
        return self.year.month if self.definitions[indicator].period == Definition.Period.MONTH else self.year.days

    def target(self, indicator: int) -> Wanted | None:
        """The one that its value is judged by."""
        found = self.measurement(indicator)
        return target_for(self.targets.get(indicator, ()), *(found.days if found else self._days(indicator)))

    def standing(self, indicator: int) -> Standing:
        found, definition = self.measurement(indicator), self.definitions[indicator]
        days = found.days if found else self._days(indicator)
        return _stand(found, definition, self.target(indicator), days, self.year)

    def tile(self, listed: _Listed, standing: Standing) -> Tile:
        found, definition = self.measurement(listed.pk), self.definitions[listed.pk]
        return _tile(
            listed.code,
            str(Indicator.Level(listed.level).label),
            definition.name_in(self.language),
            definition,
            standing,
            found,
            self.values.get((listed.pk, year_before(found.days))) if found else None,
            owner=listed.owner,
            stale=is_stale(self.nights.get(listed.pk)),
        )


class _Measure(Protocol):
    """What a tile needs to know of a definition."""

    @property
    def unit(self) -> str: ...
    @property
    def adds_up(self) -> str: ...
    @property
    def source(self) -> str: ...


def _stand(found: Current | None, definition: _Measure, target: Any, days: Days, year: Year) -> Standing:
    goal = Goal(target.kind, target.value, target.baseline) if target else None
    value, share = found.value if found else None, elapsed(*days, year.day)
    return stand(value, goal, adds_up=definition.adds_up in ADDS, share=share)


def _tile(
    code: str,
    level: str,
    name: Text,
    definition: _Measure,
    standing: Standing,
    found: Current | None,
    before: Current | None,
    *,
    owner: str = "",
    stale: bool,
) -> Tile:
    value = found.value if found else None
    scale = max(filter(None, (value, standing.wanted)), default=None)
    lacks = lacks_words(definition.source, value)
    return Tile(
        code=code,
        name=name,
        level=level,
        value=value_words(value, definition.unit),
        wanted=number_words(standing.wanted) if standing.wanted is not None else "",
        state=standing.state,
        state_words=state_words(standing.state),
        badge=BADGES.get(standing.state, "unknown"),
        reason=lacks or reason_words(standing, value, definition.unit),
        behind=standing.state in ACT,
        bar=percent(value, scale) if standing.wanted else None,
        mark=percent(standing.wanted, scale) or 0,
        pace=percent(standing.expected, scale) if standing.expected != standing.wanted else None,
        when=days_words(*found.days) if found else "",
        last_year=year_before_words(before.value, definition.unit) if before else "",
        counted_by=origin_words(found.origin) if found else "",
        owner=owner,
        stale=stale,
        measured=definition.source in SOURCES,
        lacks=lacks,
    )


def tile_of(
    indicator: Indicator,
    definition: Definition,
    targets: Iterable[Target],
    rows: Iterable[Row],
    year: Year,
    language: str,
) -> tuple[Tile, Row | None]:
    """One indicator as the dashboard shows it, out of the rows of its page, and the row that it stands for."""
    known = {one.measurement.days: one for one in rows}
    usual = year.month if definition.period == Definition.Period.MONTH else year.days
    over = [one for days, one in known.items() if days[1] <= year.period.last]
    row = known.get(usual) or max(over, key=lambda one: (one.measurement.last, one.measurement.days), default=None)
    found = row.measurement if row else None
    days = found.days if found else usual
    before = known.get(year_before(days))
    standing = _stand(found, definition, target_for(targets, *days), days, year)
    night = Rollup.objects.filter(indicator=indicator).first()
    months = {days: one.measurement.value for days, one in known.items()}
    nights = {indicator.pk: night} if night else {}
    tile = _tile(
        indicator.code,
        indicator.get_level_display(),
        text(definition, "name", language),
        definition,
        standing,
        found,
        before.measurement if before else None,
        stale=is_stale(night),
    )
    quality = Qualities(year.period, year.day, nights, {indicator.pk: months}).words(indicator.pk, found)
    return replace(tile, quality=quality), row


@lru_cache(maxsize=1000)
def year_before(days: Days) -> Days:
    """The same months a year earlier."""
    first, last = (period_of(day, Kind.MONTH) for day in days)
    for _month in range(12):
        first, last = first.previous(), last.previous()
    return first.first, last.last


def percent(part: Decimal | None, scale: Decimal | None) -> int | None:
    """As a whole number from 0 to 100; None where there is nothing to compare with."""
    if part is None or not scale:
        return None
    return int(min(max(100 * part / scale, Decimal(0)), Decimal(100)))


class Row(NamedTuple):
    """One period of an indicator's table; put in words only where it is shown."""

    measurement: Current
    unit: str
    source: str = ""

    @property
    def days(self) -> str:
        return days_words(*self.measurement.days)

    @property
    def value(self) -> str:
        return value_words(self.measurement.value, self.unit)

    @property
    def lacks(self) -> str:
        """Why there is no value; empty where there is one."""
        return lacks_words(self.source, self.measurement.value)

    @property
    def origin(self) -> str:
        return origin_words(self.measurement.origin)

    @property
    def reason(self) -> str:
        return reason_of_revision_words(self.measurement.reason)

    @property
    def records(self) -> str:
        """How many stand behind it; empty where nobody counted records."""
        if self.measurement.origin != Measurement.Origin.AUTOMATIC:
            return ""
        return records_words(self.measurement.records)

    @property
    def address(self) -> str:
        """The days as the address of the records behind it names them."""
        return f"first={self.measurement.first}&last={self.measurement.last}"


def rows_of(
    indicator: Indicator, versions: Iterable[Definition], first: date, last: date
) -> tuple[list[Row], list[Row]]:
    """Its months and its other periods within these days, newest first; each in the unit that it was measured in.

    `versions`: all definitions of the indicator.
    """
    months, others = list[Row](), list[Row]()
    rules = {one.pk: (one.unit, one.source) for one in versions}
    for one in values_within(indicator.pk, first, last):
        row = Row(one, *rules[one.definition_id])
        (months if is_month(Span(one.first, one.last)) else others).append(row)
    return months, others
