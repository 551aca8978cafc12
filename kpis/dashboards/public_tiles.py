"""One number in short for everybody: value, target, state, why, and where it goes; on the scoreboard and on its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Indicator, Policy, Target, Unit
from kpis.catalogue.selectors import in_force, target_for
from kpis.dashboards import public_wording as words
from kpis.dashboards.goals import goal_of
from kpis.dashboards.outlook import is_like
from kpis.dashboards.public_counts import PublicValue, counts_people, is_part
from kpis.dashboards.public_values import counted_up_to
from kpis.dashboards.selectors import BADGES, Year, grows, percent
from kpis.dashboards.standing import JUDGED, Standing, State, elapsed, stand
from kpis.dashboards.trends import MONTHS, Trend, months_until, trend_of
from kpis.dashboards.wording import days_words, reason_words, state_words, target_words, value_words
from kpis.measurements.selectors import Days
from kpis.sources.catalogue import SOURCES
from portal.shared.fiscal import Kind, period_of
from portal.shared.texts import Text, text

_UNJUDGED = frozenset(set(State) - set(JUDGED))


@dataclass(frozen=True)
class PublicTile:
    """One number in short; `bar` and `mark` in percent, no bar without a target or for few people.

    `elsewhere`: what other policies want of the same number, in sentences.
    """

    code: str
    name: Text
    value: str
    when: str
    until: str
    target: str
    state_words: str
    badge: str
    reason: str
    bar: int | None
    mark: int
    pace: int | None
    trend: Trend | None
    elsewhere: list[str]

    @property
    def is_empty(self) -> bool:
        """Nothing is known of it and nothing wanted."""
        return not self.when and not self.target


@dataclass(frozen=True)
class Known:
    """What is read already: all versions, the newest first, and adopted targets, both by indicator; the policy of each."""

    versions: Mapping[int, Sequence[Definition]]
    targets: Mapping[int, Sequence[Target]]
    policies: Mapping[int, str]
    year: Year
    language: str

    def definition(self, indicator: int) -> Definition:
        return in_force(self.versions[indicator], self.year.day) or self.versions[indicator][-1]

    def alike(self) -> Mapping[tuple[str, ...], list[int]]:
        """Indicators by what is counted and how."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for one in self.policies:
            found[_counted(self.definition(one))].append(one)
        return found


def public_tiles(
    indicators: Sequence[Indicator],
    values: Mapping[int, Sequence[PublicValue]],
    known: Known,
    nights: Mapping[int, date],
) -> list[PublicTile]:
    """In the order of the indicators, in the language that is active."""
    alike = known.alike()
    found = []
    for one in indicators:
        definition = known.definition(one.pk)
        others = alike[_counted(definition)] if definition.source else ()
        found.append(_tile(one, values.get(one.pk, ()), known, nights.get(one.pk), [o for o in others if o != one.pk]))
    return found


def first_day_read(year: Year) -> date:
    """From when on a trend needs values: the first day of a fiscal year."""
    return period_of(months_until(year.month, 2 * MONTHS)[0][0], Kind.YEAR).first


def _counted(definition: Definition) -> tuple[str, ...]:
    return definition.source, definition.unit, definition.adds_up, definition.period


def _tile(
    indicator: Indicator, values: Sequence[PublicValue], known: Known, night: date | None, others: Sequence[int]
) -> PublicTile:
    """A value in another unit than today's is not judged by today's target."""
    definition, year = known.definition(indicator.pk), known.year
    found = _current(values, definition, year)
    rules = {one.pk: one for one in known.versions[indicator.pk]}
    measured = rules.get(found.definition_id, definition) if found else definition
    days = found.days if found else year.days
    until = counted_up_to(found, night) if found else year.day
    target = target_for(known.targets.get(indicator.pk, ()), *days) if measured.unit == definition.unit else None
    standing = _standing(found, target, measured, until)
    judged = standing.state not in _UNJUDGED
    value = found.value if found and judged else None
    scale = max(filter(None, (value, standing.wanted)), default=None)
    return PublicTile(
        code=indicator.code,
        name=text(definition, "name", known.language),
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
        trend=_trend(values, rules, measured, year.month),
        elsewhere=_elsewhere(others, days, definition, known),
    )


def _current(values: Sequence[PublicValue], definition: Definition, year: Year) -> PublicValue | None:
    """This year's or the last month's; else the latest there is."""
    last = year.days[1]
    known = {one.days: one for one in values if one.last <= last}
    wanted = year.month if definition.period == Definition.Period.MONTH else year.days
    return known.get(wanted) or max(known.values(), key=lambda one: (one.last, one.last - one.first), default=None)


def _standing(found: PublicValue | None, target: Target | None, definition: Definition, until: date) -> Standing:
    goal = goal_of(target, definition, found.days if found else (until, until), until)
    value = found.value if found else None
    share = elapsed(*found.days, until) if found else elapsed(until, until, until)
    return stand(value, goal, adds_up=grows(definition), share=share)


def _target_words(target: Target | None, standing: Standing, definition: Definition) -> str:
    if target is None:
        return ""
    if standing.wanted is None:
        return target_words(target, definition.unit)
    return value_words(standing.wanted, definition.unit if definition.unit == Unit.PERCENT else Unit.NONE)


def _trend(
    values: Sequence[PublicValue], rules: Mapping[int, Definition], measured: Definition, month: Days
) -> Trend | None:
    """The desk's word or none: it knows all months of this unit, also those that everybody reads later or never."""
    of_unit = [one for one in values if rules.get(one.definition_id, measured).unit == measured.unit]
    told = {one.days: one.value for one in of_unit if one.open and is_like(measured, rules.get(one.definition_id))}
    kept: Collection[Days] = {one.days for one in of_unit} - told.keys()
    if measured.source in SOURCES and counts_people(measured) and month not in told:
        kept = {*kept, month}
    return trend_of(told, month, kept)


def _elsewhere(others: Sequence[int], days: Days, definition: Definition, known: Known) -> list[str]:
    if is_part(definition):
        return [_("This is a part of what other policies count.")]
    wanted = [(known.policies[one], target_for(known.targets.get(one, ()), *days)) for one in others]
    return [
        _("The same number counts for “%(policy)s”. The target there: %(target)s.")
        % {"policy": Policy(policy).label, "target": target_words(target, definition.unit)}
        for policy, target in wanted
        if target
    ]
