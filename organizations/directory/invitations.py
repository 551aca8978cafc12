"""Writes to invitations: only whoever reads the invited address can take one, and nobody learns whether it has an
account.

`by` is the id of the acting Person. MoveRefusedError carries the reason.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.directory import rules
from organizations.directory.joining import settle_requests
from organizations.directory.mails import managers_of, send_invitation, tell
from organizations.directory.members import settle_second_factor
from organizations.directory.models import Invitation, Membership, Organization
from portal.accounts.models import User
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError, Transition, TransitionTable, move

DAYS = 14
MOST_OPEN = 20
MOST_A_DAY = 30
REST = timedelta(minutes=10)
_S = Invitation.Status
_OPEN = frozenset({_S.OPEN})
ANSWERS = TransitionTable(
    [
        Transition("accept", _OPEN, _S.ACCEPTED, frozenset({"invited"})),
        Transition("decline", _OPEN, _S.DECLINED, frozenset({"invited"})),
        Transition("withdraw", _OPEN, _S.WITHDRAWN, frozenset({"manager"})),
    ]
)


@transaction.atomic
def invite(
    *,
    organization_id: int,
    email: str,
    role: str,
    language: str = "ja",
    by: int | None,
    now: datetime,
) -> Invitation:
    """Write to an address; one open invitation for each. ValidationError names the field.

    MoveRefusedError when `by` manages the organisation no more, or it may not write to anybody.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    _refuse(rules.still_manages(organization, by, now) or rules.was_handed_in(organization))
    address = email.strip().lower()
    members = Membership.objects.accepted_by(now).filter(organization=organization)
    if members.filter(person__user__email=address).exists():
        raise ValidationError({"email": _("This address belongs to a member already.")})
    standing = Invitation.objects.filter(organization=organization, status=_S.OPEN)
    for one in standing.filter(email__iexact=address):
        if one.expires > now:
            raise ValidationError({"email": _("This address was invited already. You can send the mail again.")})
        move(one, "withdraw", table=ANSWERS, by=by, now=now, columns={"answered": now})
    if standing.filter(expires__gt=now).count() >= MOST_OPEN:
        raise ValidationError({"email": _("Too many invitations are still open. Please withdraw some first.")})
    _refuse_too_many(organization, address, by=by, now=now)
    invitation = Invitation.objects.create(
        organization=organization,
        email=address,
        role=Membership.Role(role),
        language=language,
        invited_by_id=by,
        invited=now,
        expires=now + timedelta(days=DAYS),
    )
    record_act(by=by, verb="invite", on=organization, now=now, detail={"invitation": invitation.pk, "role": role})
    send_invitation(invitation, organization, now=now)
    return invitation


def _refuse_too_many(organization: Organization, address: str, *, by: int | None, now: datetime) -> None:
    """Withdrawn and answered ones count too, else a mailbox could be flooded by inviting and withdrawing in turns."""
    whose = Q(organization=organization) | Q(invited_by_id=by, invited_by__isnull=False)
    sent = Invitation.objects.filter(whose, invited__gt=now - timedelta(days=1))
    if sent.filter(email__iexact=address, invited__gt=now - REST).exists():
        raise ValidationError({"email": _("This address got a mail a moment ago. Please wait ten minutes.")})
    if sent.count() >= MOST_A_DAY:
        raise ValidationError(_("Too many invitations within a day. Please go on tomorrow."))


@transaction.atomic
def send_again(*, invitation_id: int, by: int, now: datetime) -> Invitation:
    """The mail again with a new link and fourteen new days; the old link ends."""
    invitation = _locked(invitation_id)
    _refuse(rules.still_manages(invitation.organization, by, now) or rules.was_handed_in(invitation.organization))
    if invitation.status != _S.OPEN:
        raise MoveRefusedError(_ended())
    if now - invitation.invited < REST:
        raise MoveRefusedError(
            Denial("too-soon", _("The mail was sent a moment ago."), _("Please wait ten minutes before another one."))
        )
    invitation.token, invitation.invited, invitation.expires = uuid.uuid4(), now, now + timedelta(days=DAYS)
    invitation.save(update_fields=["token", "invited", "expires"])
    record_act(by=by, verb="invite_again", on=invitation.organization, now=now, detail={"invitation": invitation.pk})
    send_invitation(invitation, invitation.organization, now=now)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: int, now: datetime) -> None:
    """Take it back; its link leads nowhere from now on."""
    invitation = _locked(invitation_id)
    _refuse(rules.still_manages(invitation.organization, by, now))
    move(invitation, "withdraw", table=ANSWERS, by=by, now=now, columns={"answered": now})


@transaction.atomic
def answer_invitation(*, invitation_id: int, verb: str, user: User, now: datetime) -> Membership | None:
    """Accept or decline; whoever accepts is a member from now on and needs a second factor."""
    invitation = _locked(invitation_id)
    _refuse(can_answer_invitation(user, invitation, now))
    person_id = user.person_id
    move(invitation, verb, table=ANSWERS, by=person_id, now=now, columns={"answered": now})
    if verb != "accept" or person_id is None:
        return None
    organization = invitation.organization
    _refuse(rules.organization_is_active(organization))
    membership = _join(organization, person_id, invitation.role, now)
    settle_requests(organization_id=organization.pk, person_id=person_id, now=now)
    record_act(by=person_id, verb="join_organization", on=organization, now=now, detail={"role": membership.role})
    settle_second_factor(person_id, by=person_id, now=now)
    others = [one for one in managers_of(organization.pk) if one.pk != person_id]
    name = membership.person.name
    tell(others, "member_joined", organization, by=person_id, now=now, name=name)
    return membership


def _join(organization: Organization, person_id: int, role: str, now: datetime) -> Membership:
    """Who is a manager already stays one, whatever the invitation offers."""
    membership, _created = Membership.objects.get_or_create(
        organization=organization, person_id=person_id, defaults={"role": role, "invited": now, "accepted": now}
    )
    if membership.accepted is None or role == Membership.Role.MANAGER:
        membership.accepted, membership.role = membership.accepted or now, role
        membership.save(update_fields=["accepted", "role"])
    return membership


def can_answer_invitation(user: User, invitation: Invitation, now: datetime) -> Denial | None:
    """Only who reads the invited address, and only while the invitation stands."""
    if invitation.status != _S.OPEN or invitation.expires <= now:
        return _ended()
    mine = EmailAddress.objects.filter(user=user, verified=True, email__iexact=invitation.email)
    if user.is_active and user.person_id is not None and mine.exists():
        return None
    return Denial(
        "other-address",
        _("This invitation went to another e-mail address than the one you are signed in with."),
        _("Please sign in with the address to which the mail was sent."),
    )


def _ended() -> Denial:
    return Denial(
        "ended",
        _("This invitation has ended."),
        _("Please ask the organisation to send you another one."),
    )


def _locked(invitation_id: int) -> Invitation:
    """Under the lock of its organisation, in the order in which everybody takes them."""
    organization_id = Invitation.objects.values_list("organization_id", flat=True).get(pk=invitation_id)
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    invitation.organization = organization
    return invitation


def _refuse(denial: Denial | None) -> None:
    if denial is not None:
        raise MoveRefusedError(denial)
