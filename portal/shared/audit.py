"""Leaves the trace of every decision: one row for each act, in the actor's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from portal.shared.models import Act


def record_act(
    *,
    by: int | None,
    verb: str,
    on: models.Model,
    now: datetime,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Act:
    """Add the act of person `by` (Person id, None for the system) on a saved record."""
    return Act.objects.create(
        at=now,
        person_id=by,
        verb=verb,
        object_type=on._meta.label_lower,
        object_id=on.pk,
        reason=reason,
        detail=detail or {},
    )
