"""Who may change an organisation, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from organizations.directory.models import Membership, Organization
from portal.accounts.models import User
from portal.shared.denials import Denial


def role_in(user: User | AnonymousUser, organization_id: int | None, now: datetime) -> str | None:
    """The user's role in the organisation, None for strangers."""
    if organization_id is None or not isinstance(user, User) or not user.is_active or user.person_id is None:
        return None
    accepted = Membership.objects.accepted_by(now).filter(organization_id=organization_id, person_id=user.person_id)
    return accepted.values_list("role", flat=True).first()


def is_member(user: User | AnonymousUser, now: datetime) -> bool:
    """Whether this account's person belongs to any organisation."""
    if not isinstance(user, User) or not user.is_active or user.person_id is None:
        return False
    return Membership.objects.accepted_by(now).filter(person_id=user.person_id).exists()


def can_update_organization(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Members edit; a suspended or closed organisation is in the ward's hands."""
    if role_in(user, organization.pk, now) is None:
        return Denial("not-a-member", _("Only members of this organisation can change it."))
    return organization_is_active(organization)


def can_take_role(organization: Organization, person_id: int, role: str, now: datetime) -> Denial | None:
    """The last manager stays one, for else nobody could invite, edit or hand over."""
    managers = Membership.objects.accepted_by(now).filter(organization=organization, role=Membership.Role.MANAGER)
    ids = set(managers.values_list("person_id", flat=True))
    if role == Membership.Role.MANAGER or ids != {person_id}:
        return None
    return Denial(
        "last-manager",
        _("An organisation needs at least one manager."),
        _("Please make somebody else a manager first."),
    )


def organization_is_active(organization: Organization) -> Denial | None:
    """Suspended and closed organisations change nothing by themselves."""
    if organization.status == Organization.Status.SUSPENDED:
        return Denial(
            "suspended",
            _("This organisation is suspended, so nothing can be changed now."),
            _("Please ask the ward office."),
        )
    if organization.status == Organization.Status.CLOSED:
        return Denial(
            "closed", _("This organisation is closed, so nothing can be changed."), _("Please ask the ward office.")
        )
    return None
