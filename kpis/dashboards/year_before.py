"""What an indicator was a year before: a part of a year is held against the same part, or the words say that it is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpis.catalogue.models import Definition
from kpis.dashboards.report_wording import period_words
from kpis.dashboards.series import is_year
from kpis.dashboards.wording import value_words
from kpis.measurements.selectors import Current, Days
from portal.shared.fiscal import FiscalPeriod, Kind, period_of


class Before(NamedTuple):
    """`until`: the last day of the months that were added up; `whole`: the period that was over where this one is not.

    `at_end`: it tells how things stood on the last day of it.
    """

    value: Decimal
    until: date | None = None
    whole: Days | None = None
    at_end: bool = False


class _Counting(Protocol):
    @property
    def adds_up(self) -> str: ...
    @property
    def period(self) -> str: ...


def before_of(
    found: Current, how: _Counting, earlier: Current | None, months: Mapping[Days, Decimal | None], day: date
) -> Before | None:
    """`earlier`: the value of the same days a year earlier; `months`: what is known by month, in the same unit."""
    if found.last > day and (so_far := _same_part(found, how, months, day)):
        return so_far
    if earlier is None or earlier.value is None:
        return None
    if found.last <= day:
        return Before(earlier.value)
    at_end = how.adds_up == Definition.AddsUp.LATEST or how.period == Definition.Period.TOTAL
    return Before(earlier.value, whole=earlier.days, at_end=at_end)


def _same_part(found: Current, how: _Counting, months: Mapping[Days, Decimal | None], day: date) -> Before | None:
    """The months of a year before of which this year has the whole; None where one of them is not known."""
    if how.adds_up != Definition.AddsUp.SUM or how.period == Definition.Period.TOTAL or not is_year(found.days):
        return None
    this = FiscalPeriod(found.first, Kind.YEAR)
    over = [year_before((one.first, one.last)) for one in this.parts(Kind.MONTH) if one.last <= day]
    values = [value for one in over if (value := months.get(one)) is not None]
    return Before(sum(values, Decimal(0)), until=over[-1][1]) if over and len(values) == len(over) else None


@lru_cache(maxsize=1000)
def year_before(days: Days) -> Days:
    """The same months a year earlier."""
    first, last = (period_of(day, Kind.MONTH) for day in days)
    for _month in range(12):
        first, last = first.previous(), last.previous()
    return first.first, last.last


def before_words(before: Before, unit: str) -> str:
    """In a few words, for a tile."""
    words = _words(before, unit)
    if before.until:
        return _("a year before, up to %(day)s: %(value)s") % words
    if before.whole:
        said = _("at the end of %(period)s: %(value)s") if before.at_end else _("in the whole of %(period)s: %(value)s")
        return said % words
    return _("a year before: %(value)s") % words


def before_sentence(before: Before, unit: str) -> str:
    """To be read aloud."""
    words = _words(before, unit)
    if before.until:
        return _("A year before, up to %(day)s, it was %(value)s.") % words
    if before.whole:
        said = (
            _("At the end of %(period)s it was %(value)s.")
            if before.at_end
            else _("In the whole of %(period)s it was %(value)s.")
        )
        return said % words
    return _("A year before it was %(value)s.") % words


def before_when(before: Before) -> str:
    """What stands beside the number in a table; empty where it is of the same days a year before."""
    if before.until:
        return pgettext("of a value", "up to %(day)s") % _words(before, "none")
    if before.whole:
        said = (
            pgettext("of a value", "end of %(period)s")
            if before.at_end
            else pgettext("of a value", "all of %(period)s")
        )
        return said % _words(before, "none")
    return ""


def _words(before: Before, unit: str) -> dict[str, str]:
    return {
        "value": value_words(before.value, unit),
        "day": date_format(before.until, "DATE_FORMAT") if before.until else "",
        "period": period_words(before.whole) if before.whole else "",
    }
