"""Writes to memberships: roles, removal, leaving. The organisation's row is locked first, so that of two managers who
step back, or throw each other out at once, the second is refused.

`by` is the id of the acting Person. MoveRefusedError carries the reason.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory import rules
from organizations.directory.mails import managers_of, tell
from organizations.directory.models import Membership, Organization
from portal.accounts.services import set_mfa_required
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError

GONE = "gone"


@transaction.atomic
def change_role(*, membership_id: int, role: str, by: int, now: datetime) -> Membership:
    """Make a member manager or staff."""
    membership = _locked(membership_id, by=by, now=now)
    _refuse(rules.still_manages(membership.organization, by, now))
    before = membership.role
    if before == role:
        return membership
    _refuse(rules.can_take_role(membership.organization, membership.person_id, role, now))
    membership.role = Membership.Role(role)
    Membership.objects.filter(pk=membership.pk).update(role=membership.role)
    detail = {"person": membership.person_id, "before": {"role": before}, "after": {"role": role}}
    record_act(by=by, verb="change_role", on=membership.organization, now=now, detail=detail)
    return membership


@transaction.atomic
def remove_member(*, membership_id: int, by: int, now: datetime) -> None:
    """Take a member out; whoever goes by themselves leaves. Managers and the person are told."""
    membership = _locked(membership_id, by=by, now=now)
    organization, person = membership.organization, membership.person
    _refuse(rules.can_take_role(organization, person.pk, GONE, now))
    membership.delete()
    settle_second_factor(person.pk, by=by, now=now)
    verb = "leave_organization" if by == person.pk else "remove_member"
    record_act(by=by, verb=verb, on=organization, now=now, detail={"person": person.pk, "role": membership.role})
    told = [one for one in managers_of(organization.pk) if one.pk != by]
    tell(told, "member_left", organization, by=by, now=now, name=person.name, you=False)
    if by != person.pk and hasattr(person, "user"):
        tell([person], "member_left", organization, by=by, now=now, name=person.name, you=True)


def settle_members(organization_id: int, *, by: int | None, now: datetime) -> None:
    """The same for everybody who belongs to an organisation that was handed in or became public just now."""
    rows = Membership.objects.accepted_by(now).filter(organization_id=organization_id).order_by("person_id")
    for person_id in rows.values_list("person_id", flat=True):
        settle_second_factor(person_id, by=by, now=now)


def settle_second_factor(person_id: int, *, by: int | None, now: datetime) -> None:
    """A second factor is asked of whoever belongs to an organisation that was ever handed in."""
    trusted = Membership.objects.accepted_by(now).filter(person_id=person_id)
    trusted = trusted.exclude(organization__status=Organization.Status.DRAFT)
    set_mfa_required(person_id=person_id, required=trusted.exists(), by=by, now=now)


def _locked(membership_id: int, *, by: int, now: datetime) -> Membership:
    """The membership under its organisation's lock; only managers touch others'."""
    organization_id = Membership.objects.values_list("organization_id", flat=True).filter(pk=membership_id).first()
    if organization_id is None:
        raise MoveRefusedError(_no_member())
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    membership = Membership.objects.select_related("person").filter(pk=membership_id).first()
    if membership is None:
        raise MoveRefusedError(_no_member())
    if membership.person_id != by:
        _refuse(rules.still_manages(organization, by, now))
    membership.organization = organization
    return membership


def _no_member() -> Denial:
    return Denial("no-member", _("This person is no member any more."), _("Please look at the page again."))


def _refuse(denial: Denial | None) -> None:
    if denial is not None:
        raise MoveRefusedError(denial)
