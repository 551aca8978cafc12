"""Who belongs to which organisation, is invited, or asks to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from portal.shared.audit import record_act
from portal.shared.history.erasing import forget_history
from portal.shared.privacy.register import Erasing, PersonalData, Retention, Subject

INVITATION_DAYS = 30
UNANSWERED_DAYS = 180


def _erase_memberships(subject: Subject, erasing: Erasing) -> int:
    """An organisation left without a manager is told to the desk by its own act."""
    theirs = Membership.objects.filter(person_id=subject.person_id)
    managed = theirs.filter(role=Membership.Role.MANAGER, accepted__isnull=False)
    organizations = list(Organization.objects.filter(pk__in=managed.values("organization_id")))
    deleted, _rows = theirs.delete()
    for organization in organizations:
        managing = Membership.objects.filter(role=Membership.Role.MANAGER, accepted__isnull=False)
        if not managing.filter(organization=organization).exists():
            record_act(by=erasing.by, verb="lose_last_manager", on=organization, now=erasing.now)
    forget_history(Membership, person_id=subject.person_id)
    return deleted


def _erase_invitations(subject: Subject, erasing: Erasing) -> int:
    theirs = Q(pk=None)
    for address in subject.addresses:
        theirs |= Q(email__iexact=address)
    return Invitation.objects.filter(theirs).delete()[0]


def _erase_join_requests(subject: Subject, erasing: Erasing) -> int:
    return JoinRequest.objects.filter(person_id=subject.person_id).delete()[0]


def _old_requests(limit: datetime, now: datetime) -> QuerySet[JoinRequest]:
    """Answered, or never: nobody waits for ever."""
    waiting = Q(answered=None, asked__lte=now - timedelta(days=UNANSWERED_DAYS))
    return JoinRequest.objects.filter(Q(answered__lte=limit) | waiting)


def _show_join_requests(subject: Subject) -> list[Mapping[str, Any]]:
    asked = JoinRequest.objects.filter(person_id=subject.person_id).order_by("id")
    return list(asked.values("organization_id", "title", "status", "asked", "answered"))


def _show_memberships(subject: Subject) -> list[Mapping[str, Any]]:
    rows = Membership.objects.filter(person_id=subject.person_id).order_by("id")
    return list(rows.values("organization_id", "organization__name_ja", "role", "title", "invited", "accepted"))


PERSONAL_DATA = (
    PersonalData(
        name="invitations",
        fields={
            "organizations.Invitation": frozenset({"email", "invited_by"}),
        },
        title=_("Invitations to an organisation"),
        purpose=_("To let the right people in."),
        who_sees=_("You, the organisation's managers, and the ward's officials."),
        retention=Retention(
            days=INVITATION_DAYS,
            words=_("30 days after the invitation has ended."),
            overdue=lambda limit, now: Invitation.objects.filter(expires__lte=limit),
        ),
        erase=_erase_invitations,
    ),
    PersonalData(
        name="join_requests",
        fields={"organizations.JoinRequest": frozenset({"person", "title"})},
        title=_("Requests to join an organisation"),
        purpose=_("To let the right people in."),
        who_sees=_("You, the organisation's managers, and the ward's officials."),
        retention=Retention(
            days=INVITATION_DAYS,
            words=_("30 days after the answer, or 180 days if none comes."),
            overdue=_old_requests,
        ),
        erase=_erase_join_requests,
        show=_show_join_requests,
    ),
    PersonalData(
        name="memberships",
        fields={"organizations.Membership": frozenset({"person", "title"})},
        title=_("Membership of an organisation"),
        purpose=_("To know who may change its pages."),
        who_sees=_("You, the organisation's members, and the ward's officials."),
        retention=Retention(days=0, words=_("Until you leave the organisation.")),
        erase=_erase_memberships,
        show=_show_memberships,
    ),
)
