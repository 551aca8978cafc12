"""A volunteer answers a proposal: yes becomes an application in the same transaction, no leaves the place to others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError, move
from volunteers.applications.models import Application
from volunteers.applications.rules import is_free, takes_applications
from volunteers.applications.services import apply
from volunteers.matching.life import LIFE
from volunteers.matching.models import Proposal
from volunteers.openings.models import Shift

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
    contact_text_id: int | None = None,
    language: str = "ja",
    recorded_by: int | None = None,
) -> Application:
    """Take it: the application's status says whether the place is there already. `shift_id`: None for the first free.

    MoveRefusedError says why not, and then the proposal stays as it was.
    """
    proposal = Proposal.objects.select_related("opening__organization", "profile").get(pk=proposal_id)
    _refuse(can_answer_proposal(proposal, now))
    shift = _chosen(proposal, shift_id, now)
    application = apply(
        shift_id=shift.pk,
        profile_id=proposal.profile_id,
        by=by,
        now=now,
        channel=CHANNELS[Proposal.Origin(proposal.origin)],
        contact_text_id=contact_text_id,
        language=language,
        recorded_by=recorded_by,
    )
    columns = {"answered": now}
    move(proposal, "accept", table=LIFE, by=by, now=now, columns=columns, detail={"application": application.pk})
    return application


@transaction.atomic
def decline_proposal(*, proposal_id: int, by: int | None, now: datetime, reason: str = "") -> Proposal:
    """Not this one; the same opening is never proposed to the person again. A reason may be told, and need not."""
    proposal = Proposal.objects.get(pk=proposal_id)
    columns = {"answered": now, "reason": reason.strip()[:1000]}
    move(proposal, "decline", table=LIFE, by=by, now=now, columns=columns)
    return proposal


def open_shifts(proposal: Proposal, now: datetime) -> list[Shift]:
    """Times that can still be chosen, those with free places first, then as they come; two queries at most a shift."""
    opening = proposal.opening
    shifts = opening.shifts.annotate(left=F("places") - F("taken") - F("pending")).order_by("starts", "id")
    usable = [
        one
        for one in shifts
        if one.cancelled is None
        and takes_applications(opening, one, now) is None
        and is_free(one, proposal.profile) is None
    ]
    return sorted(usable, key=lambda one: one.left <= 0)


def _chosen(proposal: Proposal, shift_id: int | None, now: datetime) -> Shift:
    shifts = open_shifts(proposal, now)
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
