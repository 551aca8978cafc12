"""Values as they count now: the greatest revision of each, as light rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Model, QuerySet

from kpis.measurements.models import Entry, Measurement
from portal.shared.models import Act

Days = tuple[date, date]


class Current(NamedTuple):
    """A value that counts: what pages say of it, without a model's instance for each."""

    indicator_id: int
    first: date
    last: date
    value: Decimal | None
    records: int
    origin: str
    revision: int
    reason: str
    definition_id: int = 0

    @property
    def days(self) -> Days:
        return self.first, self.last


def current_values() -> QuerySet[Measurement]:
    """The revision that counts of every indicator and period."""
    return Measurement.objects.order_by("indicator_id", "first", "last", "-revision").distinct(
        "indicator_id", "first", "last"
    )


def light(rows: QuerySet[Measurement]) -> list[Current]:
    """The rows of a queryset; one query."""
    return [Current._make(one) for one in rows.values_list(*Current._fields)]


def values_for(spans: Iterable[Days]) -> dict[tuple[int, Days], Current]:
    """By indicator and period, for some periods; one query."""
    firsts, lasts = zip(*spans, strict=True)
    return {
        (one.indicator_id, one.days): one for one in light(current_values().filter(first__in=firsts, last__in=lasts))
    }


def values_within(indicator_id: int, first: date, last: date) -> list[Current]:
    """Of one indicator for all periods within these days, the newest first; one query."""
    found = light(current_values().filter(indicator=indicator_id, first__gte=first, last__lte=last))
    return sorted(found, key=lambda one: one.first, reverse=True)


def latest_values(day: date, *, but: Iterable[int]) -> dict[int, Current]:
    """Of each indicator but those the value for the latest days that were over by `day`; one query."""
    rows = Measurement.objects.filter(last__lte=day).exclude(indicator__in=list(but))
    found = light(rows.order_by("indicator_id", "-last", "first", "-revision").distinct("indicator_id"))
    return {one.indicator_id: one for one in found}


def why_returned(row: Model) -> str:
    """The reason with which a colleague sent back what somebody entered; empty where nobody did."""
    acts = Act.objects.filter(
        object_type=row._meta.label_lower, object_id=row.pk, verb=f"return_{row._meta.model_name}"
    )
    return acts.order_by("-at", "-pk").values_list("reason", flat=True).first() or ""


def entries_to_decide(by: int) -> QuerySet[Entry]:
    """What colleagues have entered and this person may approve, for nobody decides on a value of their own."""
    return Entry.objects.filter(status=Entry.Status.SUBMITTED).exclude(entered_by=by)
