"""Who confirms hours: whoever they were given to, never whoever gave them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from organizations.directory.models import Membership, Organization
from organizations.directory.rules import organization_is_active
from portal.accounts.models import Holding
from portal.shared.denials import Denial
from volunteers.applications.models import Application
from volunteers.hours.models import Hours
from volunteers.profiles.rules import VOLUNTEER_DESK

SILENT = (Organization.Status.SUSPENDED, Organization.Status.CLOSED)
"""Organisations in these states decide nothing by themselves."""


def can_confirm_hours(by: int | None, hours: Hours, now: datetime) -> Denial | None:
    """Asked of the acting Person, again in each write; None is the system."""
    if by is None:
        return None
    if by == hours.person_id:
        return own_hours()
    if not only_ward_confirms(Hours.objects.filter(pk=hours.pk), now).exists():
        return _members_only(by, hours.organization_id, now)
    return _ward_only(by, hours, now)


def can_record_absence(by: int | None, application: Application, now: datetime) -> Denial | None:
    """Members of an active organisation, but nobody about themselves; None is the system."""
    if by is None:
        return None
    if by == application.profile.person_id:
        return own_hours()
    return organization_is_active(application.organization) or _members_only(by, application.organization_id, now)


def own_hours() -> Denial:
    """For the volunteer, whatever else they are."""
    return Denial(
        "own-hours",
        _("Nobody confirms their own hours."),
        _("Somebody else of the organisation does it; where there is nobody else, the ward office."),
    )


def only_ward_confirms(rows: QuerySet[Hours], now: datetime) -> QuerySet[Hours]:
    """Of these hours, those that no member may confirm: the volunteer is the only one left, or it is not active."""
    others = (
        Membership.objects.accepted_by(now)
        .filter(organization=OuterRef("organization"), person__user__is_active=True)
        .exclude(person=OuterRef("person"))
    )
    return rows.filter(Q(organization__status__in=SILENT) | ~Exists(others))


def _members_only(by: int, organization_id: int, now: datetime) -> Denial | None:
    if Membership.objects.accepted_by(now).filter(organization_id=organization_id, person_id=by).exists():
        return None
    return Denial("not-a-member", _("The organisation that was helped confirms these hours."))


def _ward_only(by: int, hours: Hours, now: datetime) -> Denial | None:
    held = Holding.objects.held_at(now).filter(person_id=by, post__kind__in=VOLUNTEER_DESK)
    if not held.exists():
        return Denial("ward-only", _("Only the ward office can confirm these hours."))
    if held.filter(post__operated_by=hours.organization_id).exists():
        return Denial(
            "own-operator",
            _("You work for this organisation by the ward's contract, so you cannot decide about it."),
            _("Please leave it to an official."),
        )
    return None
