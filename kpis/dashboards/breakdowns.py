"""What an official reads of a value's groups: the same as everybody may, for any year, up to last night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kpis.catalogue.models import Definition, Indicator
from kpis.dashboards.breakdown_tables import Table, Whole, tables
from kpis.dashboards.public_counts import counts_people
from kpis.dashboards.public_groups import Part, group_text, parts_of, title_of
from kpis.dashboards.suppression import LEAST
from kpis.dashboards.wording import address_of, days_words
from kpis.measurements.models import Measurement
from kpis.measurements.selectors import Current, Days
from kpis.rollups.models import Breakdown, Rollup
from kpis.rollups.spans import last_day
from kpis.sources.breakdowns import rows_of_group
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import PLACES, Span
from portal.shared.japan import JAPAN


class PeriodLink(NamedTuple):
    """One period that has groups. `first`: the day that asks for it; `words`: how it is named."""

    first: str
    words: str
    current: bool


@dataclass(frozen=True)
class BrokenDown:
    """The groups of one value, and the periods for which there are some, newest first."""

    measurement: Current
    parts: list[Part]
    periods: list[PeriodLink]

    @property
    def first(self) -> str:
        """The day that asks for this period."""
        return str(self.measurement.days[0])

    @property
    def address(self) -> str:
        """The days as the address of the records names them."""
        return address_of(*self.measurement.days)

    @property
    def hides(self) -> bool:
        return any(one.hides for one in self.parts)


def broken_down(
    indicator: Indicator, versions: Iterable[Definition], values: Iterable[Current], asked: date | None, language: str
) -> BrokenDown | None:
    """The groups for the period that begins on the day asked for, else the newest; None where nothing is kept.

    `versions`: all definitions of the indicator; `values`: those that its page shows; two queries.
    """
    rows = Breakdown.objects.filter(indicator=indicator).order_by("-first").values_list("first", "last").distinct()
    periods: list[Days] = list(rows)
    if not periods:
        return None
    shown = next((one for one in periods if one[0] == asked), periods[0])
    found = next((one for one in values if one.days == shown), None)
    if found is None:
        return None
    definition = next(one for one in versions if one.pk == found.definition_id)
    parts = parts_of(tables_of(found, definition), definition.unit, language)
    return BrokenDown(found, parts, [PeriodLink(str(one[0]), days_words(*one), one == shown) for one in periods])


def tables_of(found: Current | Measurement, definition: Definition) -> list[Table]:
    """The tables of a value that a night counted; none of any other."""
    source = definition.source
    if found.origin != Measurement.Origin.AUTOMATIC or source not in SOURCES or found.value is None:
        return []
    whole = Whole(found.value.quantize(PLACES), found.records, counts_people(definition))
    rows = Breakdown.objects.filter(indicator=found.indicator_id, first=found.first, last=found.last)
    return tables(rows, SOURCES[source], whole)


@dataclass(frozen=True)
class Group:
    """One group whose records are looked at: how many the night counted, and those there are now."""

    by: str
    code: str
    words: str
    records: int
    rows: QuerySet[Any]
    total: int


def group_behind(found: Measurement, by: str, code: str, language: str) -> Group | None:
    """The group, where its list may be read; not one that became small since."""
    told = (one for table in tables_of(found, found.definition) if table.by == by for one in table.told)
    kept = next((one for one in told if one.group == code), None)
    if kept is None:
        return None
    source, span = SOURCES[found.definition.source], Span(found.first, found.last)
    rows = rows_of_group(source, span.until(last_day(_counted(found))), by, code)
    total = rows.count()
    people = rows.values(source.of_person).distinct().count() if source.of_person else total
    if counts_people(found.definition) and 0 < people < LEAST:
        return None
    words = _("%(groups)s: %(group)s") % {"groups": title_of(by), "group": group_text(by, code, language)}
    return Group(by, code, words, kept.records, rows, total)


def _counted(found: Measurement) -> date:
    """The night that counted the groups; it may be a later one, which found the value as it was."""
    last = Rollup.objects.filter(indicator=found.indicator_id).values_list("counted", flat=True).first()
    nights = [found.night, last.astimezone(JAPAN).date() if last else None]
    return max(one for one in nights if one is not None)
