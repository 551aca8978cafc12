"""Two organisations became one: what volunteers do for either goes on under the kept one.

Whoever merges calls this last; it is above all rooms, each of which has a column that names the organisation.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.openings import organization_services


@transaction.atomic
def repoint_organization(*, from_id: int, to_id: int, by: int | None, now: datetime) -> int:
    """Openings, who has a place in them and hours given go over; answers how many openings."""
    moved = organization_services.repoint_organization(from_id=from_id, to_id=to_id, by=by, now=now)
    Application.objects.filter(organization=from_id).update(organization=to_id, updated=now)
    Hours.objects.filter(organization=from_id).update(organization=to_id, updated=now)
    return moved
