"""Which reference counts: approved, of the latest day, and of one day the last that was approved."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from kpis.references.models import Reference, Series
from portal.shared.fiscal import Kind, period_of


def _approved(series: Series) -> QuerySet[Reference]:
    rows = Reference.objects.filter(series=series, status=Reference.Status.APPROVED)
    return rows.order_by("-day", "-decided", "-id")


def reference_within(series: Series, first: date, last: date) -> Reference | None:
    """The one of these days; None where none was entered, for an older one would be a wrong number."""
    return _approved(series).filter(day__range=(first, last)).first()


def reference_on(series: Series, day: date) -> Reference | None:
    """The list that holds on a day."""
    return _approved(series).filter(day__lte=day).first()


def approved_beside(series: Series, day: date) -> Reference | None:
    """What stands already for the same month, or for the same day of a list."""
    if series.is_list:
        return reference_within(series, day, day)
    month = period_of(day, Kind.MONTH)
    return reference_within(series, month.first, month.last)


def missing_months(series: Series, first: date, last: date) -> list[date]:
    """Of the months that touch these days the first days of those without an approved value."""
    days = _approved(series).filter(day__range=(first, last)).values_list("day", flat=True)
    known = {day.replace(day=1) for day in days}
    month, found = period_of(first, Kind.MONTH), list[date]()
    while month.first <= last:
        found += [] if month.first in known else [month.first]
        month = month.next()
    return found


def references_to_decide(by: int) -> QuerySet[Reference]:
    """What colleagues have entered and this person may approve, for nobody decides on a value of their own."""
    return Reference.objects.filter(status=Reference.Status.SUBMITTED).exclude(entered_by=by)
