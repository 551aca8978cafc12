"""Somebody proposes by hand what the night would have: an organisation from its candidates, or a coordinator."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.shared.audit import record_act
from portal.shared.denials import Denial
from portal.shared.transitions import MoveRefusedError
from volunteers.applications.clocks import reply_due
from volunteers.applications.places import hold_person
from volunteers.matching.days import today
from volunteers.matching.instant import Ranked, best_for_opening
from volunteers.matching.letters import tell_of_proposals
from volunteers.matching.models import Proposal
from volunteers.matching.needs import read_openings
from volunteers.matching.reading import read_volunteers
from volunteers.matching.services import hold_proposing
from volunteers.matching.weighing import stored_table, weights_of
from volunteers.openings.editing import lock_opening


@transaction.atomic
def propose(
    *, opening_id: int, profile_id: int, origin: str, by: int | None, now: datetime, post_id: int | None = None
) -> Proposal:
    """Ask one person, under the same conditions and limits as the night; MoveRefusedError says why not.

    `post_id`: the ward's post from which a coordinator, or the contracted operator, asks.

    Person and opening are held meanwhile, in this order, so that two who ask at once exceed no limit together, and
    nobody is asked for what is closed at the same moment.
    """
    hold_proposing()
    profile = hold_person(profile_id)
    lock_opening(opening_id)
    table = stored_table(now)
    when = today(now)
    people = read_volunteers(when, [profile_id])
    openings = read_openings(when, people.id, [opening_id])
    if not len(openings) or openings.quota[0] <= 0:
        raise MoveRefusedError(_enough_asked())
    found = best_for_opening(people, openings, 0, weights_of(table.values), when.seed)
    if not len(found.rows):
        raise MoveRefusedError(_fits_no_more())
    proposal = _written(
        Proposal(
            opening_id=opening_id,
            profile=profile,
            origin=Proposal.Origin(origin),
            weights=table,
            score=int(found.score[0]),
            parts=parts_at(found, 0),
            proposed=now,
            due=reply_due(now, channel=profile.channel),
        )
    )
    record_act(by=by, verb="propose_opening", on=proposal, now=now, detail={"origin": proposal.origin, "post": post_id})
    tell_of_proposals(profile, [proposal], key=f"proposal:{proposal.pk}", by=by, now=now)
    return proposal


def parts_at(found: Ranked, place: int) -> list[int]:
    """The parts of one ranked pair as they are stored."""
    return [int(part[place]) for part in found.parts]


def _written(proposal: Proposal) -> Proposal:
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        raise MoveRefusedError(_fits_no_more()) from None
    return proposal


def _enough_asked() -> Denial:
    return Denial(
        "enough-asked",
        _("There is no free place for which nobody has been asked yet."),
        _("Answers come within 48 hours. Then you can ask others, if places are left."),
    )


def _fits_no_more() -> Denial:
    return Denial(
        "fits-no-more",
        _("This person cannot be asked now: asked before, or the limit is reached, or something has changed."),
        _("Please choose somebody else."),
    )
