"""Reach in numbers: what indicators and their breakdowns ask. Days are Japan's, first and last included."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from portal.shared.reach.models import DayVisitors, PageViews


def page_views(first: date, last: date) -> int:
    """All views between two days."""
    return PageViews.objects.on_days(first, last).aggregate(all=Sum("views"))["all"] or 0


def page_views_by_kind(first: date, last: date) -> dict[str, int]:
    """Views of each kind of page (`PageKind`) that was read at all."""
    return _by("kind", first, last)


def page_views_by_language(first: date, last: date) -> dict[str, int]:
    """Views in each language of the interface that was read at all."""
    return _by("language", first, last)


def page_views_by_month(first: date, last: date) -> dict[date, int]:
    """Views of each month, named by its first day."""
    rows = PageViews.objects.on_days(first, last).annotate(month=TruncMonth("day"))
    return dict(rows.values_list("month").order_by("month").annotate(Sum("views")))


def visitors_by_day(first: date, last: date) -> dict[date, int]:
    """The estimate of each day that had visitors.

    Days cannot be added up to visitors of a month: who came on two days has two marks that nobody can join.
    """
    rows = DayVisitors.objects.filter(day__gte=first, day__lte=last).order_by("day")
    return dict(rows.values_list("day", "visitors"))


def _by(column: str, first: date, last: date) -> dict[str, int]:
    rows = PageViews.objects.on_days(first, last).values_list(column).order_by(column)
    return dict(rows.annotate(Sum("views")))
