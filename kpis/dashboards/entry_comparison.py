"""What a colleague holds an entered value against before approving it: the one before, and that of a year before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from kpis.catalogue.selectors import definitions_of
from kpis.dashboards.outlook import like_values
from kpis.dashboards.wording import days_words, value_words
from kpis.dashboards.year_before import year_before
from kpis.measurements.models import Entry
from kpis.measurements.selectors import Days, values_within

FAR = Decimal(5)
"""So many times the value before, or so small a part of it, is more often a slip than a change."""
YEARS_BACK = 5


class Comparison(NamedTuple):
    """`earlier`: days and value in words, the latest first. `is_far`: it is far from what it corrects, or the latest."""

    earlier: list[tuple[str, str]]
    is_far: bool


def comparison_of(entry: Entry) -> Comparison:
    """With values of as many months or, where they are no whole ones, days, in the same unit; two queries."""
    days, definition = (entry.first, entry.last), entry.definition
    first = date(entry.first.year - YEARS_BACK, entry.first.month, 1)
    every = values_within(entry.indicator_id, first, entry.last)
    like = like_values(definition, every, definitions_of([entry.indicator_id])[entry.indicator_id])
    known = {one.days: one.value for one in like if one.value is not None and _length(one.days) == _length(days)}
    latest = max((one for one in known if one[1] < entry.first), default=None)
    shown = [one for one in dict.fromkeys((latest, year_before(days))) if one in known]
    words = [(days_words(*one), value_words(known[one], definition.unit)) for one in shown if one]
    before = known.get(days) if days in known else known[latest] if latest else None
    return Comparison(words, before is not None and _is_far(entry.value, before))


def _length(days: Days) -> tuple[int, int]:
    """Whole months, or else days."""
    first, after = days[0], days[1] + timedelta(days=1)
    if first.day == after.day == 1:
        return (after.year - first.year) * 12 + after.month - first.month, 0
    return 0, (after - first).days


def _is_far(value: Decimal, before: Decimal) -> bool:
    """Nothing at all is far from five and more; what may be below nothing is not compared."""
    less, more = sorted((value, before))
    return less >= 0 and more >= (less * FAR or FAR)
