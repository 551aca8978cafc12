"""Somebody says "this organisation is ours" and asks to join; its managers answer, or the ward where there is none."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory import rules
from organizations.directory.mails import managers_of, tell
from organizations.directory.models import JoinRequest, Membership, Organization
from organizations.directory.services import add_member
from portal.accounts.models import Person
from portal.shared.audit import record_act
from portal.shared.transitions import MoveRefusedError, Transition, TransitionTable, move

_S = JoinRequest.Status
ANSWERS = TransitionTable(
    [
        Transition("accept", frozenset({_S.OPEN}), _S.ACCEPTED, frozenset({"manager", "ward"})),
        Transition("decline", frozenset({_S.OPEN}), _S.DECLINED, frozenset({"manager", "ward"})),
    ]
)
MOST_OPEN = 5
REST_AFTER_NO = timedelta(days=30)


@transaction.atomic
def ask_to_join(*, organization_id: int, person_id: int, title: str = "", now: datetime) -> JoinRequest:
    """Ask once; asking again answers the same request.

    ValidationError for members, for who asks everywhere, and for thirty days after a no.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    if Membership.objects.filter(organization=organization, person_id=person_id, accepted__isnull=False).exists():
        raise ValidationError(_("You are a member of this organisation already."))
    mine = JoinRequest.objects.filter(person_id=person_id, status=_S.OPEN)
    standing = mine.filter(organization=organization).first()
    if standing:
        return standing
    declined = JoinRequest.objects.filter(organization=organization, person_id=person_id, status=_S.DECLINED)
    if declined.filter(answered__gt=now - REST_AFTER_NO).exists():
        raise ValidationError(_("This organisation has declined. You can ask it again 30 days after its answer."))
    if mine.count() >= MOST_OPEN:
        raise ValidationError(_("You have asked five organisations already. Please wait for their answers."))
    asked = JoinRequest.objects.create(organization=organization, person_id=person_id, title=title[:60], asked=now)
    record_act(by=person_id, verb="ask_to_join", on=organization, now=now, detail={"request": asked.pk})
    name = Person.objects.values_list("name", flat=True).get(pk=person_id)
    managers = managers_of(organization.pk)
    tell(managers, "join_requested", organization, by=person_id, now=now, name=name, title=asked.title)
    return asked


@transaction.atomic
def answer_join_request(
    *, request_id: int, verb: str, role: str = Membership.Role.STAFF, by: int, now: datetime
) -> JoinRequest:
    """Let somebody in or not, and tell them; MoveRefusedError when a colleague was faster.

    Who came in meanwhile by another way keeps the role they have, or gets a higher one.
    """
    organization_id = JoinRequest.objects.values_list("organization_id", flat=True).get(pk=request_id)
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    asked = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    denial = rules.still_manages(organization, by, now)
    if denial:
        raise MoveRefusedError(denial)
    move(asked, verb, table=ANSWERS, by=by, now=now, columns={"answered": now})
    here = Membership.objects.accepted_by(now).filter(organization=organization, person_id=asked.person_id)
    if verb == "accept" and (role == Membership.Role.MANAGER or not here.exists()):
        membership = add_member(
            organization_id=asked.organization_id, person_id=asked.person_id, role=role, by=by, now=now
        )
        Membership.objects.filter(pk=membership.pk, title="").update(title=asked.title)
    if hasattr(asked.person, "user"):
        accepted = verb == "accept"
        tell([asked.person], "join_answered", asked.organization, by=by, now=now, accepted=accepted)
    return asked


def settle_requests(*, organization_id: int, person_id: int, now: datetime) -> None:
    """Whoever came in by an invitation is asked about no more; under the organisation's lock."""
    standing = JoinRequest.objects.filter(organization_id=organization_id, person_id=person_id, status=_S.OPEN)
    for asked in standing.select_for_update():
        move(asked, "accept", table=ANSWERS, by=person_id, now=now, columns={"answered": now})
