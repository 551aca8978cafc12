"""A broken down number as tables, without the groups that must not be read: one rule for the desk, the pages, the files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpis.dashboards.group_suppression import groups_told, overlapping_told
from kpis.rollups.models import Breakdown
from kpis.sources.breakdowns import breakdowns_of
from kpis.sources.source import Source


@dataclass(frozen=True)
class Whole:
    """The number that is broken down, with the records behind it. `people`: whether they tell of people."""

    value: Decimal
    records: int
    people: bool


@dataclass(frozen=True)
class Table:
    """One breakdown. `told`: groups that may be read, the greatest first; `rest`: what all others are together.

    `overlap`: somebody may be in several groups, so that there is no rest.
    """

    by: str
    told: list[Breakdown]
    whole: Decimal
    hides: bool
    overlap: bool

    @property
    def rest(self) -> Decimal:
        return self.whole - sum((one.value for one in self.told), Decimal(0))


def tables(rows: Iterable[Breakdown], source: Source, whole: Whole) -> list[Table]:
    """In the source's order; none where the groups are not those of this number, until the next night counts them."""
    groups: dict[str, list[Breakdown]] = {}
    for one in rows:
        groups.setdefault(one.by, []).append(one)
    kept = [by for by in breakdowns_of(source) if by in groups]
    if not all(_belongs(groups[by], whole) for by in kept if by in source.by):
        return []
    return [_table(by, groups[by], whole, source) for by in kept]


def _belongs(rows: list[Breakdown], whole: Whole) -> bool:
    records = sum(one.records for one in rows)
    return records == whole.records and sum(one.value for one in rows) == whole.value


def _table(by: str, rows: list[Breakdown], whole: Whole, source: Source) -> Table:
    overlap = by in source.among
    sizes = {one.group: one.records if one.people is None else one.people for one in rows}
    if not whole.people:
        told = frozenset(sizes)
    elif overlap:
        told = overlapping_told(sizes, whole.records)
    else:
        told = groups_told(sizes, once=not source.of_person)
    shown = sorted((one for one in rows if one.group in told), key=lambda one: (-one.value, one.group))
    return Table(by, shown, whole.value, len(shown) < len(rows), overlap)
