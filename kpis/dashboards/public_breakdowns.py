"""A number's groups for everybody: of people only once a year is final, so that no two editions can be compared.

A running year's groups would grow from month to month, and the difference of two months is nearly always a group of
fewer than five. A year that is over is told once it is closed, or once no night looks for late records any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kpis.catalogue.models import Definition
from kpis.dashboards.breakdown_tables import Table, Whole, tables
from kpis.dashboards.public_counts import PublicValue, counts_people
from kpis.dashboards.public_groups import Part, parts_of
from kpis.dashboards.public_wording import public_words
from kpis.dashboards.suppression import Cell
from kpis.dashboards.wording import days_words
from kpis.measurements.models import Closing, Measurement
from kpis.measurements.selectors import Days
from kpis.rollups.models import Breakdown
from kpis.rollups.spans import is_open, last_day
from kpis.sources.catalogue import SOURCES
from kpis.sources.source import PLACES, Source, Span
from portal.shared.fiscal import fiscal_year


@dataclass(frozen=True)
class PublicParts:
    """The groups of the latest value that has any. `settled`: they are told only when nothing changes any more."""

    when: str
    value: str
    parts: list[Part]
    settled: bool

    @property
    def hides(self) -> bool:
        return any(one.hides for one in self.parts)


def public_parts(
    values: Iterable[PublicValue], definitions: Mapping[int, Definition], today: date, language: str
) -> PublicParts | None:
    """Of one indicator's public values the newest whose groups may be told; at most two queries."""
    ripe = _ripe(values, definitions, today)
    if not ripe:
        return None
    newest = max(ripe, key=lambda one: (one.last, one.last - one.first))
    definition = definitions[newest.definition_id]
    rows = Breakdown.objects.filter(indicator=newest.indicator_id, first=newest.first, last=newest.last)
    found = public_tables(newest, definition, rows)
    if not found:
        return None
    words = days_words(*newest.days), public_words(newest, definition.unit)
    return PublicParts(*words, parts_of(found, definition.unit, language), counts_people(definition))


def every_public_table(
    values: Iterable[PublicValue], definitions: Mapping[int, Definition], today: date
) -> Iterator[tuple[PublicValue, Table]]:
    """Every table that everybody may read, by indicator and days; two queries."""
    ripe: dict[tuple[int, Days], PublicValue] = {
        (one.indicator_id, one.days): one for one in _ripe(values, definitions, today)
    }
    rows = Breakdown.objects.order_by("indicator_id", "first", "last", "by", "group").iterator(chunk_size=5000)
    for key, groups in groupby(rows, key=lambda one: (one.indicator_id, (one.first, one.last))):
        if found := ripe.get(key):
            for table in public_tables(found, definitions[found.definition_id], groups):
                yield found, table


def public_tables(one: PublicValue, definition: Definition, rows: Iterable[Breakdown]) -> list[Table]:
    """The breakdowns in which everybody is once; those in which somebody may be twice stay in the house."""
    if one.value is None:
        return []
    whole = Whole(one.value.quantize(PLACES), one.records, counts_people(definition))
    return [table for table in tables(rows, SOURCES[definition.source], whole) if not table.overlap]


def _ripe(values: Iterable[PublicValue], definitions: Mapping[int, Definition], today: date) -> list[PublicValue]:
    """Values that are told, were counted, and whose groups may be told."""
    found = [one for one in values if one.open and _is_broken_down(one, definitions[one.definition_id])]
    of_people = [one for one in found if counts_people(definitions[one.definition_id])]
    if not of_people:
        return found
    closed = set(Closing.objects.values_list("fiscal_year", flat=True))
    running = {
        (one.indicator_id, one.days)
        for one in of_people
        if not _is_final(Span(*one.days), SOURCES[definitions[one.definition_id].source], closed, today)
    }
    return [one for one in found if (one.indicator_id, one.days) not in running]


def _is_broken_down(one: PublicValue, definition: Definition) -> bool:
    """Groups of a part, taken away from those of its wholes, would tell those of all others."""
    if one.origin != Measurement.Origin.AUTOMATIC or definition.source not in SOURCES:
        return False
    return bool(SOURCES[definition.source].by) and not SOURCES[definition.source].within


def _is_final(span: Span, source: Source, closed: set[int], today: date) -> bool:
    """A fiscal year that no night will count again."""
    over = Cell(span.first, span.last, ()).is_year and span.last < last_day(today)
    return over and (source.stock or fiscal_year(span.last) in closed or not is_open(span, today))
