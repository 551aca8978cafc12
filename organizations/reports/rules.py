"""Who handles a report: the ward, but nobody in the matters of their own organisation."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from organizations.directory.models import Organization
from organizations.directory.rules import can_review_organization
from organizations.reports.models import Report
from portal.accounts.models import User
from portal.shared.denials import Denial


def can_handle_report(user: User | AnonymousUser, report: Report, now: datetime) -> Denial | None:
    """As for a decision about the organisation that the report is about."""
    organization = report.organization or (report.place.organization if report.place else None)
    return can_review_organization(user, organization or Organization(), now)
