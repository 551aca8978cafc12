"""A volunteer answers a proposal: yes becomes an application in the same transaction, no leaves the place to others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Post
from portal.shared.denials import Denial
from portal.shared.models import Act
from portal.shared.transitions import MoveRefusedError, move
from volunteers.applications.models import Application
from volunteers.applications.rules import takes_applications
from volunteers.applications.services import apply
from volunteers.matching.letters import take_out
from volunteers.matching.life import LIFE
from volunteers.matching.models import Proposal
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.on_behalf import on_behalf

CHANNELS = {
    Proposal.Origin.NIGHT: Application.Channel.NIGHT,
    Proposal.Origin.ORGANIZATION: Application.Channel.CANDIDATE,
    Proposal.Origin.COORDINATOR: Application.Channel.COORDINATOR,
}


def can_answer_proposal(proposal: Proposal, now: datetime) -> Denial | None:
    """Whether the answer still counts."""
    denial = LIFE.can_move(proposal, "accept")
    if denial is None and proposal.due <= now:
        return Denial(
            "too-late",
            _("The time to answer is over."),
            _("You can still ask for a place yourself, if the opening is open."),
        )
    return denial


@transaction.atomic
def accept_proposal(
    *,
    proposal_id: int,
    by: int | None,
    now: datetime,
    shift_id: int | None = None,
    contact_version: int | None = None,
    language: str = "ja",
    post_id: int | None = None,
) -> Application:
    """Take it: the application's status says whether the place is there already. `shift_id`: None for the first free.

    MoveRefusedError says why not, and then the proposal stays as it was.
    """
    proposal = Proposal.objects.select_related("opening__organization", "profile", "run").get(pk=proposal_id)
    _refuse(can_answer_proposal(proposal, now))
    shift = _chosen(proposal, shift_id, now)
    application = apply(
        shift_id=shift.pk,
        profile_id=proposal.profile_id,
        by=by,
        now=now,
        channel=_channel(proposal),
        contact_version=contact_version,
        language=language,
        post_id=post_id,
    )
    detail = {"application": application.pk, **on_behalf(proposal.profile.person_id, by, post_id)}
    move(proposal, "accept", table=LIFE, by=by, now=now, columns={"answered": now}, detail=detail)
    take_out([proposal], now=now)
    return application


def _channel(proposal: Proposal) -> Application.Channel:
    """For the numbers: whoever works for the ward by contract is counted apart, known by the post of the act."""
    if proposal.origin == Proposal.Origin.COORDINATOR:
        acts = Act.objects.filter(verb="propose_opening", object_type=proposal._meta.label_lower, object_id=proposal.pk)
        post = acts.values_list("detail__post", flat=True).first()
        if isinstance(post, int) and Post.objects.filter(pk=post, kind=Post.Kind.CONTRACTOR).exists():
            return Application.Channel.CONTRACTOR
    return CHANNELS[Proposal.Origin(proposal.origin)]


@transaction.atomic
def decline_proposal(
    *, proposal_id: int, by: int | None, now: datetime, reason: str = "", post_id: int | None = None
) -> Proposal:
    """Not this one; the same opening is never proposed to the person again. A reason may be told, and need not."""
    proposal = Proposal.objects.select_related("profile", "run").get(pk=proposal_id)
    columns = {"answered": now, "reason": reason.strip()[:1000]}
    helped = on_behalf(proposal.profile.person_id, by, post_id)
    move(proposal, "decline", table=LIFE, by=by, now=now, columns=columns, detail=helped)
    take_out([proposal], now=now)
    return proposal


def open_shifts(opening: Opening, busy: Iterable[Any], now: datetime) -> list[Shift]:
    """Times that can still be chosen, those with free places first; no query where the shifts were fetched before.

    `busy`: stretches of time in which the person has something else.
    """
    taken = list(busy)
    usable = [
        one
        for one in sorted(opening.shifts.all(), key=lambda one: (one.starts is not None, one.starts or now, one.pk))
        if one.cancelled is None and takes_applications(opening, one, now) is None and _is_free(one, taken)
    ]
    return sorted(usable, key=lambda one: one.places <= one.taken + one.pending)


def _is_free(shift: Shift, busy: Iterable[Any]) -> bool:
    if shift.starts is None or shift.ends is None:
        return True
    return not any(one.lower < shift.ends and shift.starts < one.upper for one in busy)


def _chosen(proposal: Proposal, shift_id: int | None, now: datetime) -> Shift:
    theirs = Application.objects.filter(profile=proposal.profile, status__in=Application.HOLDS_TIME)
    busy = theirs.filter(during__isnull=False).values_list("during", flat=True)
    shifts = open_shifts(proposal.opening, busy, now)
    found = next((one for one in shifts if shift_id in (None, one.pk)), None)
    if found is None:
        raise MoveRefusedError(
            Denial(
                "no-time-left",
                _("This time is not free any more."),
                _("Please choose another time, or another opening."),
            )
        )
    return found


def _refuse(denial: Denial | None) -> None:
    if denial is not None:
        raise MoveRefusedError(denial)
