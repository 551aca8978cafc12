"""Who handles a report: the ward, but nobody in the matters of their own organisation."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from organizations.directory.rules import is_own_matter
from organizations.reports.models import Report
from portal.accounts.models import User
from portal.accounts.rules import can_review_for_ward
from portal.shared.denials import Denial


def can_see_report(user: User | AnonymousUser, report: Report, now: datetime) -> Denial | None:
    """Whoever is reported, or works for them, does not read who complains; a post of the ward is asked for already."""
    organization_id = report.place.organization_id if report.place else report.organization_id
    return is_own_matter(user, organization_id, now) if organization_id else None


def can_handle_report(user: User | AnonymousUser, report: Report, now: datetime) -> Denial | None:
    """As for a decision about the organisation that the report is about; places of nobody are every reviewer's."""
    return can_see_report(user, report, now) or can_review_for_ward(user, now)
