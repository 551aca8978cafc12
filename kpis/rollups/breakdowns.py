"""The groups of a value, counted by the night right after it.

They are kept for fiscal years. Beside a year no month is broken down, nor what is counted in total from the beginning:
the difference of the two would tell how small a group is in the days between. An indicator that has no years is broken
down by the running and the last month.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpis.catalogue.models import Definition, Indicator
from kpis.rollups.models import Breakdown
from kpis.rollups.spans import is_month, last_day
from kpis.sources.breakdowns import breakdowns_of, count_groups
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import Source, Span
from portal.shared.fiscal import Kind, period_of

_TOGETHER = 1000
_KEY = ["indicator", "first", "last", "by", "group"]
_SIZES = ["value", "records", "people"]
_Group = tuple[str, str]
_Sizes = tuple[Decimal, int, int | None]


def is_broken_down(span: Span, definition: Definition, night: date) -> bool:
    """Fiscal years; of an indicator without years this month and the last."""
    if definition.counts_in_total and not SOURCES[definition.source].stock:
        return False
    if definition.period != Definition.Period.MONTH:
        year = period_of(span.first, Kind.YEAR)
        return (span.first, span.last) == (year.first, year.last)
    return is_month(span.first, span.last) and span.first >= period_of(last_day(night), Kind.MONTH).previous().first


def renew_breakdowns(indicator: Indicator, source: Source, span: Span, night: date) -> None:
    """Replace the groups of these days by what is found now; where that is the same, nothing is written.

    Within the transaction that records the value.
    """
    held = {"indicator": indicator, "first": span.first, "last": span.last}
    known = {(one.by, one.group): one for one in Breakdown.objects.filter(**held)}
    found: dict[_Group, _Sizes] = {}
    for by in breakdowns_of(source):
        for group, counted in count_groups(source, span.until(last_day(night)), by).items():
            found[by, group] = counted.value or Decimal(0), counted.records, counted.people
    if gone := [one.pk for key, one in known.items() if key not in found]:
        Breakdown.objects.filter(pk__in=gone).delete()
    changed = [
        Breakdown(**held, by=by, group=group, **dict(zip(_SIZES, sizes, strict=True)))
        for (by, group), sizes in found.items()
        if (by, group) not in known or _sizes(known[by, group]) != sizes
    ]
    Breakdown.objects.bulk_create(changed, _TOGETHER, update_conflicts=True, unique_fields=_KEY, update_fields=_SIZES)


def _sizes(known: Breakdown) -> _Sizes:
    return known.value, known.records, known.people
