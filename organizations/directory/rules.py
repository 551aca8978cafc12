"""Who may change an organisation, and the reason if not."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from organizations.directory.life import LIFE, MANAGER, WARD
from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from portal.accounts.models import User
from portal.accounts.rules import can_review_for_ward, operated_organizations
from portal.shared.denials import Denial


def role_in(user: User | AnonymousUser, organization_id: int | None, now: datetime) -> str | None:
    """The user's role in the organisation, None for strangers."""
    return next((one.role for one in memberships(user, now) if one.organization_id == organization_id), None)


def is_member(user: User | AnonymousUser, now: datetime) -> bool:
    """Whether this account's person belongs to any organisation."""
    return bool(memberships(user, now))


def memberships(user: User | AnonymousUser, now: datetime) -> list[Membership]:
    """What this account's person belongs to; one query for each request."""
    if not isinstance(user, User) or not user.is_active or user.person is None:
        return []
    prefetch_related_objects([user.person], "memberships")
    return [one for one in user.person.memberships.all() if one.accepted is not None and one.accepted <= now]


def can_update_organization(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Members edit; a suspended or closed organisation is in the ward's hands."""
    if role_in(user, organization.pk, now) is None:
        return Denial("not-a-member", _("Only members of this organisation can change it."))
    return organization_is_active(organization)


def can_register_organization(user: User | AnonymousUser, now: datetime) -> Denial | None:
    """Anybody with a verified address; the ward looks at what they hand in."""
    known = isinstance(user, User) and user.is_active and user.person_id is not None
    if known and EmailAddress.objects.filter(user_id=user.pk, verified=True).exists():
        return None
    return Denial(
        "not-verified",
        _("Your e-mail address is not confirmed yet."),
        _("Please open the link in the mail we sent you, and come back."),
    )


def can_manage_organization(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Handing in, closing and the members are a manager's matters."""
    if role_in(user, organization.pk, now) == Membership.Role.MANAGER:
        return None
    return managers_only()


def still_manages(organization: Organization, person_id: int | None, now: datetime) -> Denial | None:
    """Asked again under the organisation's lock, for a manager may be removed between reading the page and the button.

    Where no manager is left the ward acts; None is the system.
    """
    managers = Membership.objects.accepted_by(now).filter(organization=organization, role=Membership.Role.MANAGER)
    acts = person_id is None or managers.filter(person_id=person_id).exists()
    if acts or not managers.filter(person__user__is_active=True).exists():
        return organization_is_active(organization)
    return managers_only()


def was_handed_in(organization: Organization) -> Denial | None:
    """A draft that nobody at the ward has seen may bear any name, so no mail goes out under it."""
    if organization.status != Organization.Status.DRAFT or organization.submitted_at is not None:
        return None
    return Denial(
        "never-handed-in",
        _("You can invite others once the organisation has been sent to the ward office."),
        _("Please go through the steps and send it."),
    )


def managers_only() -> Denial:
    """For whoever is no manager."""
    return Denial(
        "not-a-manager",
        _("Only a manager of the organisation can do this."),
        _("Please ask a manager of your organisation."),
    )


def can_say_as_manager(
    user: User | AnonymousUser, organization: Organization, verb: str, now: datetime
) -> Denial | None:
    """Whether a manager may say this verb of the table to the organisation as it stands."""
    if MANAGER not in LIFE[verb].who:
        return Denial("not-yours", _("Only the ward office can do this."))
    denial = can_manage_organization(user, organization, now)
    if denial is None and verb == "close" and organization.status == Organization.Status.SUSPENDED:
        return organization_is_active(organization)
    return denial or LIFE.can_move(organization, verb)


def can_review_organization(user: User | AnonymousUser, organization: Organization, now: datetime) -> Denial | None:
    """Officials and contracted operators decide, but nobody in the matters of an organisation of their own."""
    return can_review_for_ward(user, now) or is_own_matter(user, organization.pk, now)


def is_own_matter(user: User | AnonymousUser, organization_id: int, now: datetime) -> Denial | None:
    """Why this person cannot be impartial about the organisation, None for whoever can."""
    if organization_id in operated_organizations(user, now):
        return Denial(
            "own-operator",
            _("You work for this organisation by the ward's contract, so you cannot decide about it."),
            _("Please leave it to an official."),
        )
    if organization_id in own_organizations(user, now):
        return Denial(
            "own-organization",
            _("You belong to this organisation or are about to, so you cannot decide about it."),
            _("Please leave it to somebody else of the ward office."),
        )
    return None


def own_organizations(user: User | AnonymousUser, now: datetime) -> set[int]:
    """Ids of the organisations whose matters are this person's own: by contract, as a member, or about to be one."""
    if not isinstance(user, User) or user.person_id is None:
        return set()
    belongs = Membership.objects.filter(person_id=user.person_id).values_list("organization_id")
    asks = JoinRequest.objects.filter(person_id=user.person_id, status=JoinRequest.Status.OPEN)
    mine = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list(Lower("email"))
    invited = Invitation.objects.filter(status=Invitation.Status.OPEN, email__in=mine, expires__gt=now)
    found = belongs.union(asks.values_list("organization_id"), invited.values_list("organization_id"))
    return operated_organizations(user, now) | {number for (number,) in found}


def can_say_for_ward(user: User | AnonymousUser, organization: Organization, verb: str, now: datetime) -> Denial | None:
    """Whether this person of the ward may say the verb to the organisation as it stands."""
    denial = can_review_organization(user, organization, now)
    if denial is None and WARD not in LIFE[verb].who:
        return Denial("not-yours", _("Only the organisation itself can do this."))
    return denial or LIFE.can_move(organization, verb)


def can_take_role(organization: Organization, person_id: int, role: str, now: datetime) -> Denial | None:
    """The last manager who can sign in stays one, for else nobody could invite, edit or hand over."""
    managers = Membership.objects.accepted_by(now).filter(organization=organization, role=Membership.Role.MANAGER)
    ids = set(managers.filter(person__user__is_active=True).values_list("person_id", flat=True))
    if role == Membership.Role.MANAGER or ids != {person_id}:
        return None
    return Denial(
        "last-manager",
        _("An organisation needs at least one manager."),
        _("Please make somebody else a manager first."),
    )


def is_without_manager(organization: Organization, now: datetime) -> Denial | None:
    """Only where nobody is left who could invite does the ward open the door."""
    managers = Membership.objects.accepted_by(now).filter(organization=organization, role=Membership.Role.MANAGER)
    if managers.filter(person__user__is_active=True).exists():
        return Denial(
            "has-manager",
            _("This organisation has a manager who can invite others."),
            _("If the manager cannot sign in, help them at the desk with their account."),
        )
    return organization_is_active(organization)


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
