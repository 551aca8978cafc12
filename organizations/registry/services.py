"""An organisation enters itself step by step, and is decided on; whoever is concerned is told by mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.directory import rules
from organizations.directory.invitations import invite
from organizations.directory.joining import answer_join_request
from organizations.directory.mails import managers_of, tell
from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from organizations.directory.services import create_organization
from organizations.places.organization_services import move_organization, update_organization
from organizations.registry.rules import can_be_made_manager, people_behind
from portal.accounts.models import Person
from portal.accounts.posts.models import Post
from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.outbox.services import enqueue_mail
from portal.shared.transitions import MoveRefusedError

MOST_DRAFTS = 5


@transaction.atomic
def register_organization(
    *, name_ja: str, kind: str, corporate_number: str = "", title: str, by: int, now: datetime
) -> Organization:
    """A draft whose manager is `by`; ValidationError names the field, also when this person has too many drafts."""
    # The person's row: a count locks nothing, and two windows at once would each see four.
    Person.objects.select_for_update().get(pk=by)
    mine = Membership.objects.filter(person_id=by, organization__status=Organization.Status.DRAFT)
    if mine.count() >= MOST_DRAFTS:
        raise ValidationError(_("You have begun five organisations already. Please finish or close one first."))
    organization = create_organization(
        texts={"name_ja": name_ja},
        columns={"kind": kind, "corporate_number": corporate_number},
        by=by,
        now=now,
    )
    Membership.objects.create(
        organization=organization,
        person_id=by,
        role=Membership.Role.MANAGER,
        title=title,
        invited=now,
        accepted=now,
    )
    record_act(by=by, verb="register_organization", on=organization, now=now, detail={"title": title})
    return organization


def save_step(*, organization_id: int, seen: datetime, values: Mapping[str, Any], by: int, now: datetime) -> None:
    """Store one step of what was read at `seen`.

    Raises ValidationError by field, OrganizationEditedMeanwhileError when a colleague was faster.
    """
    texts = {name: value for name, value in values.items() if name in ("name_ja", "name_en", "summary_ja")}
    columns = {name: value for name, value in values.items() if name not in texts}
    update_organization(organization_id=organization_id, seen=seen, texts=texts, columns=columns, by=by, now=now)


@transaction.atomic
def decide(*, organization_id: int, verb: str, revision: int, reason: str = "", by: int, now: datetime) -> Organization:
    """Say a verb of the table, and tell the organisation's managers; MoveRefusedError says why not."""
    organization = move_organization(
        organization_id=organization_id, verb=verb, revision=revision, reason=reason, by=by, now=now
    )
    if verb != "withdraw":
        tell(
            managers_of(organization_id),
            "organization_decided",
            organization,
            by=by,
            now=now,
            verb=verb,
            reason=reason.strip(),
        )
    return organization


@transaction.atomic
def restore_access(
    *, organization_id: int, email: str, language: str, reason: str, by: int, now: datetime
) -> Invitation:
    """Invite a new manager where none is left; who else belongs to the organisation is told why.

    MoveRefusedError while somebody still manages it, and for addresses of people who work for the ward.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    denial = rules.is_without_manager(organization, now) or can_be_made_manager(people_behind(email), by, now)
    if denial:
        raise MoveRefusedError(denial)
    detail = {"address_of_organization": email.lower() == organization.email.lower()}
    record_act(by=by, verb="restore_access", on=organization, now=now, reason=reason, detail=detail)
    invitation = invite(
        organization_id=organization_id,
        email=email,
        role=Membership.Role.MANAGER,
        language=language,
        by=by,
        now=now,
    )
    rest = Membership.objects.accepted_by(now).filter(organization=organization, person__user__isnull=False)
    people = [one.person for one in rest.select_related("person__user").order_by("id")]
    tell(people, "access_restored", organization, by=by, now=now, reason=reason)
    if organization.email and organization.email.lower() != email.lower():
        enqueue_mail(
            template="access_restored",
            to=organization.email,
            language="ja",
            values={"organization": organization.name_ja, "url": "", "reason": reason},
            by=by,
            now=now,
        )
    return invitation


@transaction.atomic
def answer_for_ward(*, request_id: int, verb: str, by: int, now: datetime) -> JoinRequest:
    """Let somebody in as manager who asked where nobody is left to answer, or not; MoveRefusedError otherwise."""
    asked = JoinRequest.objects.select_related("person").get(pk=request_id)
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=asked.organization_id)
    denial = rules.is_without_manager(organization, now)
    if denial is None and verb == "accept":
        denial = can_be_made_manager([asked.person], by, now)
    if denial:
        raise MoveRefusedError(denial)
    role = Membership.Role.MANAGER
    return answer_join_request(request_id=request_id, verb=verb, role=role, by=by, now=now)


@transaction.atomic
def take_on(*, organization_id: int, post_id: int, by: int, now: datetime) -> Post | None:
    """A seat of the ward takes the organisation in hand, and whoever holds the seat inherits it.

    Returns the seat it was taken from; MoveRefusedError when nothing waits for a decision there.
    """
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    if organization.status not in (Organization.Status.SUBMITTED, Organization.Status.RETURNED):
        raise MoveRefusedError(
            Denial("nothing-waits", _("Only what was sent and is not yet decided can be taken in hand."))
        )
    before = organization.reviewing_post
    if before is not None and before.pk == post_id:
        return None
    _hand(organization, post_id, by=by, now=now)
    return before


@transaction.atomic
def lay_down(*, organization_id: int, posts: Collection[int], by: int, now: datetime) -> None:
    """Whoever holds one of these seats gives it back to the queue; MoveRefusedError when it is in others' hands."""
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=organization_id)
    if organization.reviewing_post_id is None:
        return
    if organization.reviewing_post_id not in posts:
        raise MoveRefusedError(Denial("not-in-your-hands", _("It is in somebody else's hands.")))
    _hand(organization, None, by=by, now=now)


def _hand(organization: Organization, post_id: int | None, *, by: int, now: datetime) -> None:
    detail = {"before": {"post": organization.reviewing_post_id}, "after": {"post": post_id}}
    Organization.objects.filter(pk=organization.pk).update(reviewing_post=post_id)
    record_act(by=by, verb="take_on_organization", on=organization, now=now, detail=detail)
