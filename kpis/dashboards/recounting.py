"""What a new definition would do to the values there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpis.catalogue.models import Definition, Indicator, Target
from kpis.dashboards.wording import target_words
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.selectors import current_values
from kpis.rollups.services import YEARS_BACK
from kpis.rollups.spans import counted_days, is_month, last_day
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Span
from portal.shared.fiscal import FIRST_MONTH, fiscal_year


@dataclass(frozen=True)
class Effect:
    """`counted_anew`: periods that the next night counts by it; `kept`: those that keep the version they have."""

    counted_anew: list[Span]
    months: int
    kept: int
    entered: int
    translations: bool
    targets: list[str]
    to_hand: bool
    later: bool


def effect_of(indicator: Indicator, before: Definition, after: Mapping[str, Any], today: date) -> Effect:
    """Periods as `kpis.rollups` would choose them; targets where their unit or direction is another one."""
    known = list(current_values().filter(indicator=indicator))
    later = [one for one in known if one.first >= after["starts"]]
    automatic = [one for one in later if one.origin == Measurement.Origin.AUTOMATIC]
    closed = frozenset(Closing.objects.values_list("fiscal_year", flat=True))
    anew = [Span(one.first, one.last) for one in automatic if _is_counted(one, after, today, closed)]
    anew.sort(key=lambda one: (is_month(one.first, one.last), one.first), reverse=True)
    return Effect(
        counted_anew=[one for one in anew if not is_month(one.first, one.last)],
        months=sum(is_month(one.first, one.last) for one in anew),
        kept=len(known) - len(anew),
        entered=len(later) - len(automatic),
        translations=_may_be_outdated(before, after),
        targets=_targets(indicator, before, after),
        to_hand=before.source in SOURCES and after["source"] not in SOURCES,
        later=after["starts"] > today,
    )


def _is_counted(known: Measurement, after: Mapping[str, Any], today: date, closed: frozenset[int]) -> bool:
    if after["source"] not in SOURCES:
        return False
    day, source = last_day(today), SOURCES[after["source"]]
    if source.stock:
        return known.first <= day <= known.last
    in_total = after["period"] == Definition.Period.TOTAL
    if not source.remembers(counted_days(Span(known.first, known.last), today, in_total=in_total), today):
        return False
    if known.first < date(fiscal_year(day) - YEARS_BACK, FIRST_MONTH, 1):
        return False
    if fiscal_year(known.first) in closed:
        return False
    return is_month(known.first, known.last) or after["period"] != Definition.Period.MONTH


def _may_be_outdated(before: Definition, after: Mapping[str, Any]) -> bool:
    """Japanese that changed while plain Japanese or English beside it did not."""
    for name, words in after.items():
        if name.endswith("_ja") and (words or "") != (getattr(before, name) or ""):
            others = [f"{name.removesuffix('ja')}{one}" for one in ("ja_simple", "en")]
            if any(after[one] and after[one] == getattr(before, one) for one in others):
                return True
    return False


def _targets(indicator: Indicator, before: Definition, after: Mapping[str, Any]) -> list[str]:
    if (before.unit, before.direction) == (after["unit"], after["direction"]):
        return []
    rows = indicator.targets.exclude(status=Target.Status.WITHDRAWN)
    return [target_words(one, before.unit) for one in rows]
