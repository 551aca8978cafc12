"""The groups that a number is made of: counted in one query for each breakdown, and the records of one group."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Left, NullIf

from kpis.sources.source import PLACES, Counted, Source, Span

UNKNOWN = "unknown"
"""The group of rows whose column is empty."""
TOWN_DIGITS = 10
"""Of a town's code: all 丁目 of a town together, for a single one has few people."""


def town_part(code: str | Combinable) -> Combinable:
    """The town without its 丁目, out of a code of thirteen digits."""
    return Left(code, TOWN_DIGITS)


def breakdowns_of(source: Source) -> tuple[str, ...]:
    """Its breakdowns; what is no number or sum of rows has none, for its groups would not add up."""
    return () if source.out_of or source.told else (*source.by, *source.among)


def count_groups(source: Source, span: Span, by: str) -> dict[str, Counted]:
    """Group → its number, groups without rows left out; one query.

    Where every row is in one group, the numbers add up to the number of the whole, to the last digit.
    """
    rows = source.rows(span).order_by()
    return _among(source, rows, source.among[by]) if by in source.among else _parted(source, rows, by)


def rows_of_group(source: Source, span: Span, by: str, group: str) -> QuerySet[Any]:
    """The records of one group."""
    rows = source.rows(span)
    if by in source.among:
        return rows.filter(source.among[by][group])
    marked = rows.alias(broken_by=_column(source, by))
    nothing = Q(broken_by="") | Q(broken_by__isnull=True)
    return marked.filter(nothing if group == UNKNOWN else Q(broken_by=group))


def _column(source: Source, by: str) -> Any:
    column = source.by[by]
    return F(column) if isinstance(column, str) else column


def _parted(source: Source, rows: QuerySet[Any], by: str) -> dict[str, Counted]:
    """Rows with an empty column and those without one make up one group, in one line of the answer."""
    asked: dict[str, Any] = {"broken_count": Count("pk")}
    if source.adds:
        asked["broken_sum"] = Sum(source.adds)
    if source.of_person:
        asked["broken_people"] = Count(source.of_person, distinct=True)
    column = Coalesce(NullIf(_column(source, by), Value("")), Value(UNKNOWN))
    found = rows.annotate(broken_by=column).values("broken_by").annotate(**asked)
    return dict(_rounded(source, {row["broken_by"]: row for row in found}))


def _rounded(source: Source, groups: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Counted]]:
    """What is cut off one value is given to the next, so that the sum is the rounded whole."""
    found: list[tuple[str, Counted]] = []
    before = told = Decimal(0)
    for group, row in sorted(groups.items()):
        before += Decimal(row["broken_sum"] or 0) if source.adds else row["broken_count"]
        upto = (before / source.per).quantize(PLACES)
        found.append((group, Counted(upto - told, row["broken_count"], people=row.get("broken_people"))))
        told = upto
    return found


def _among(source: Source, rows: QuerySet[Any], groups: Mapping[str, Q]) -> dict[str, Counted]:
    asked: dict[str, Any] = {}
    for place, one in enumerate(groups.values()):
        asked[f"count_{place}"] = Count("pk", filter=one)
        if source.adds:
            asked[f"sum_{place}"] = Sum(source.adds, filter=one)
    found = rows.aggregate(**asked)
    counted = {}
    for place, group in enumerate(groups):
        if records := found[f"count_{place}"]:
            amount = Decimal(found[f"sum_{place}"] or 0) / source.per if source.adds else Decimal(records)
            counted[group] = Counted(amount.quantize(PLACES), records)
    return counted
