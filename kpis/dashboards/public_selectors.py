"""The scoreboard and one number's page for everybody; the same number of queries whatever there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from kpis.catalogue.models import Definition, Indicator, Policy, Target
from kpis.catalogue.selectors import definitions_of, in_force, still_meant, target_for
from kpis.dashboards import public_wording as words
from kpis.dashboards.outlook import is_like
from kpis.dashboards.public_values import PublicValue, counted_up_to, counts_people, public_values
from kpis.dashboards.selectors import ADDS, BADGES, Year, percent, year_of
from kpis.dashboards.standing import Goal, Standing, State, elapsed, stand
from kpis.dashboards.suppression import Cell
from kpis.dashboards.trends import Trend, trend_of
from kpis.dashboards.wording import days_words, number_words, reason_words, state_words, target_words
from kpis.rollups.models import Rollup
from kpis.rollups.spans import last_day
from portal.shared.texts import Text, shown_texts, text

_UNJUDGED = frozenset({State.NO_TARGET, State.NO_VALUE, State.IN_WORDS})


@dataclass(frozen=True)
class PublicTile:
    """One number as the scoreboard shows it; `bar` and `mark` in percent, no bar without a target or for few people."""

    code: str
    name: Text
    value: str
    when: str
    until: str
    target: str
    state_words: str = ""
    badge: str = ""
    reason: str = ""
    bar: int | None = None
    mark: int = 0
    pace: int | None = None
    trend: Trend | None = None


@dataclass
class PublicArea:
    """A part of a policy: numbers that are known or wanted, and names of those that are still to come."""

    name: Text
    tiles: list[PublicTile] = field(default_factory=list)
    to_come: list[tuple[str, Text]] = field(default_factory=list)


@dataclass
class PublicPolicy:
    """A policy with its areas."""

    code: str
    label: str
    areas: dict[str, PublicArea] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return sum(len(one.tiles) for one in self.areas.values())


@dataclass(frozen=True)
class PublicRow:
    """One line of a number's table."""

    when: str
    until: str
    value: str
    is_open: bool
    origin: str
    change: str


def scoreboard(today: date, language: str) -> list[PublicPolicy]:
    """Every policy with its numbers; five queries."""
    rows = Indicator.objects.filter(role=Indicator.Role.TILE).select_related("area").order_by("place", "id")
    indicators = list(rows.only("code", "area__code", "area__policy", *shown_texts("name", language, "area__")))
    year = year_of(None, last_day(today))
    versions = definitions_of([one.pk for one in indicators], texts_in=language)
    found = public_values(today, since=year.period.previous().first)
    values = {one: list(rows) for one, rows in groupby(found, key=lambda row: row.indicator_id)}
    targets, nights = adopted_targets(), _nights()
    policies = {one.value: PublicPolicy(one.value, str(one.label)) for one in Policy}
    for one in indicators:
        definition = in_force(versions[one.pk], year.day) or versions[one.pk][-1]
        shown = _current(values.get(one.pk, []), definition, year)
        wanted = targets.get(one.pk, [])
        areas = policies[one.area.policy].areas
        area = areas.setdefault(one.area.code, PublicArea(text(one.area, "name", language)))
        if shown is None and not wanted:
            area.to_come.append((one.code, text(definition, "name", language)))
        else:
            rules = {row.pk: row for row in versions[one.pk]}
            measured = rules.get(shown.definition_id, definition) if shown else definition
            tile = _tile(one, definition, measured, shown, wanted, year, nights.get(one.pk), language)
            open_rows = [row for row in values.get(one.pk, []) if row.open]
            like = [row for row in open_rows if is_like(measured, rules.get(row.definition_id))]
            known = {row.days: row.value for row in like}
            area.tiles.append(replace(tile, trend=trend_of(known, year.month)))
    return list(policies.values())


def adopted_targets(indicator: Indicator | None = None) -> dict[int, list[Target]]:
    """Targets that the ward stands for, by indicator; proposals of the papers are not told."""
    rows = still_meant(Target.objects.filter(status=Target.Status.ADOPTED))
    found: dict[int, list[Target]] = {}
    for one in rows if indicator is None else rows.filter(indicator=indicator):
        found.setdefault(one.indicator_id, []).append(one)
    return found


def _nights() -> dict[int, date]:
    return dict(Rollup.objects.filter(failed__isnull=True).values_list("indicator_id", "night"))


def _current(values: Iterable[PublicValue], definition: Definition, year: Year) -> PublicValue | None:
    """This year's or the last month's; else the latest there is."""
    last = year.days[1]
    known = {one.days: one for one in values if one.last <= last}
    wanted = year.month if definition.period == Definition.Period.MONTH else year.days
    return known.get(wanted) or max(known.values(), key=lambda one: (one.last, one.last - one.first), default=None)


def _until(one: PublicValue, definition: Definition, night: date | None) -> date:
    """What counts people moves once a month, whatever the nights since have counted."""
    return counted_up_to(one, None if counts_people(definition) else night)


def _tile(
    indicator: Indicator,
    definition: Definition,
    measured: Definition,
    found: PublicValue | None,
    targets: list[Target],
    year: Year,
    night: date | None,
    language: str,
) -> PublicTile:
    """`measured`: by which version it was; a value in another unit is not judged by today's target."""
    days = found.days if found else year.days
    until = _until(found, measured, night) if found else year.day
    target = target_for(targets, *days) if measured.unit == definition.unit else None
    standing = _standing(found, target, measured, until)
    value = found.value if found and standing.state not in _UNJUDGED else None
    scale = max(filter(None, (value, standing.wanted)), default=None)
    judged = standing.state not in _UNJUDGED
    return PublicTile(
        code=indicator.code,
        name=text(definition, "name", language),
        value=words.public_words(found, measured.unit),
        when=days_words(*days) if found else "",
        until=(words.lacking_words(found, measured) or words.so_far_words(days[1], until)) if found else "",
        target=_target_words(target, standing, definition),
        state_words=state_words(standing.state) if judged else "",
        badge=BADGES.get(standing.state, "") if judged else "",
        reason=reason_words(standing, value, measured.unit) if judged else "",
        bar=percent(value, scale) if judged else None,
        mark=percent(standing.wanted, scale) or 0,
        pace=percent(standing.expected, scale) if standing.expected != standing.wanted else None,
    )


def _standing(found: PublicValue | None, target: Target | None, definition: Definition, until: date) -> Standing:
    goal = Goal(target.kind, target.value, target.baseline) if target else None
    value = found.value if found else None
    share = elapsed(*found.days, until) if found else elapsed(until, until, until)
    return stand(value, goal, adds_up=definition.adds_up in ADDS, share=share)


def _target_words(target: Target | None, standing: Standing, definition: Definition) -> str:
    if target is None:
        return ""
    return number_words(standing.wanted) if standing.wanted is not None else target_words(target, definition.unit)


def rows_of_everybody(
    indicator: Indicator, versions: Iterable[Definition], found: Iterable[PublicValue]
) -> tuple[list[PublicRow], list[PublicRow]]:
    """The years and other times, and the months, of one number, newest first; each in the unit that it was measured in."""
    rules = {one.pk: one for one in versions}
    night = _nights().get(indicator.pk)
    years: list[PublicRow] = []
    months: list[PublicRow] = []
    for one in sorted(found, key=lambda one: (one.last, one.first), reverse=True):
        definition = rules[one.definition_id]
        until = _until(one, definition, night)
        row = PublicRow(
            days_words(*one.days),
            words.lacking_words(one, definition) or words.so_far_words(one.last, until),
            words.public_words(one, definition.unit),
            one.open,
            words.origin_words(one.origin),
            words.change_words(one),
        )
        (months if Cell(*one.days, ()).is_month else years).append(row)
    return years, months
