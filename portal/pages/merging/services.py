"""Two entries of one organisation become one in every app."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from organizations.directory.models import Organization
from organizations.registry import merging
from volunteers.repointing import repoint_organization


@transaction.atomic
def merge_organizations(
    *, kept_id: int, gone_id: int, revisions: tuple[int, int], reason: str, by: int, now: datetime
) -> Organization:
    """As the registry's own, and what volunteers do for `gone` goes on under `kept`; arguments and errors are the same."""
    kept = merging.merge_organizations(
        kept_id=kept_id, gone_id=gone_id, revisions=revisions, reason=reason, by=by, now=now
    )
    repoint_organization(from_id=gone_id, to_id=kept_id, by=by, now=now)
    return kept
