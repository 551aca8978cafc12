"""The ward's list of reports."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from organizations.reports.models import Report

PAGE = 50


def reports_in(state: str, after: int, hidden: Collection[int]) -> dict[str, Any]:
    """One page, oldest first while they wait, newest first afterwards; nothing about the `hidden` organisations."""
    order = ("reported", "id") if state == Report.Status.OPEN else ("-handled", "-id")
    rows = _shown(hidden).filter(status=state).select_related("place", "organization").order_by(*order)
    found = list(rows[after : after + PAGE + 1])
    return {"reports": found[:PAGE], "following": after + PAGE if len(found) > PAGE else None}


def number_open(hidden: Collection[int]) -> int:
    """How many reports wait, as the list without the `hidden` organisations shows them."""
    return _shown(hidden).filter(status=Report.Status.OPEN).count()


def _shown(hidden: Collection[int]) -> QuerySet[Report]:
    return Report.objects.exclude(Q(organization_id__in=hidden) | Q(place__organization_id__in=hidden))
