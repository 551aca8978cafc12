"""A night's result into PostgreSQL: the run, its proposals by COPY, what was not reached; all in the open transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from volunteers.applications.clocks import reply_due
from volunteers.matching.blocking import Blocking
from volunteers.matching.bulk import write_columns
from volunteers.matching.columns import Ints, Openings, Volunteers
from volunteers.matching.days import When
from volunteers.matching.models import MatchingRun, NotReached, Proposal, WeightTable
from volunteers.matching.night import Result
from volunteers.mornings import morning_of
from volunteers.profiles.models import VolunteerProfile

_EPOCH: Final = 946_684_800  # 1 January 2000 UTC in seconds since 1970: PostgreSQL counts from there
_MILLION: Final = 1_000_000
_NO_MORE: Final = """
    DELETE FROM volunteers_proposal p WHERE p.run_id = %(run)s AND (
        p.profile_id IN (
            SELECT v.id FROM volunteers_volunteerprofile v
            WHERE v.change >= %(mark)s AND (
                v.ended IS NOT NULL OR v.paused_until >= %(night)s OR NOT EXISTS (
                    SELECT 1 FROM volunteers_consent c JOIN volunteers_consenttext t ON t.id = c.text_id
                    WHERE c.person_id = v.person_id AND t.purpose = 'matching' AND c.withdrawn IS NULL
                )
            )
        )
        OR p.opening_id IN (SELECT o.id FROM volunteers_opening o WHERE o.status <> 'published')
        OR (p.profile_id, p.opening_id) IN (
            SELECT a.profile_id, a.opening_id FROM volunteers_application a WHERE a.applied >= %(begun)s
        )
    )
"""
"""Only what may have changed since is looked at: profiles by their mark, applications by their moment."""


def write_run(
    when: When, volunteers: Volunteers, openings: Openings, result: Result, weights: WeightTable, bonus: int
) -> MatchingRun:
    """Everything the night found, or an error and nothing; its bound is that of choices reaching as many openings."""
    run = MatchingRun.objects.create(
        night=when.night,
        weights=weights,
        volunteers=len(volunteers),
        openings=int((openings.quota > 0).sum()),
        proposals=len(result.volunteer),
        score=result.score,
        bound=result.bound - bonus * result.reached,
        reached=result.reached,
        reachable=result.reachable,
        given_up=max(result.fairness.given_up, 0),
        most_per_volunteer=result.most,
        phases={},
        finished=when.now,
    )
    _write_proposals(run, when, volunteers.id[result.volunteer], openings.id[result.opening], result)
    missed = [
        NotReached(run=run, opening_id=int(openings.id[one.opening]), blocking=stored(one)) for one in result.blocked
    ]
    NotReached.objects.bulk_create(missed, batch_size=1000)
    return run


def _write_proposals(run: MatchingRun, when: When, people: Ints, openings: Ints, result: Result) -> None:
    rows = len(people)
    parts = np.stack([np.asarray(part) for part in result.parts], axis=1).astype(np.int16) if rows else _NO_PARTS
    columns: Mapping[str, NDArray[Any]] = {
        "run_id": np.full(rows, run.pk, np.int64),
        "opening_id": openings,
        "profile_id": people,
        "weights_id": np.full(rows, run.weights_id, np.int64),
        "score": result.points.astype(np.int16),
        "parts": parts,
        "proposed": np.full(rows, _stamp(when.now), np.int64),
        "due": _dues(when, people),
        "reason": np.zeros(rows, "S1"),
    }
    write_columns(Proposal._meta.db_table, columns)


_NO_PARTS: Final = np.zeros((0, 11), np.int16)


def leave_out_overtaken(run: MatchingRun, mark: int) -> None:
    """While the night calculated, people left, paused, took the consent back or asked by themselves, openings closed.

    Nobody is asked for such; the run counts what is left. `mark`: `mark_now` before the columns were read.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NO_MORE, {"run": run.pk, "night": run.night, "mark": mark, "begun": run.finished})
        if not cursor.rowcount:
            return
    left = Proposal.objects.filter(run=run).aggregate(
        proposals=Count("pk"), score=Coalesce(Sum("score"), 0), reached=Count("opening", distinct=True)
    )
    run.proposals, run.score, run.reached = left["proposals"], left["score"], left["reached"]


def _dues(when: When, people: Ints) -> Ints:
    """Two days from the morning on which people read it; for whom the ward calls or writes to, working days."""
    begins = max(when.now, morning_of(when.night))
    dues = np.full(len(people), _stamp(reply_due(begins)), np.int64)
    reached = VolunteerProfile.objects.filter(ended=None).exclude(channel=VolunteerProfile.Channel.MAIL)
    for channel in VolunteerProfile.Channel.values:
        theirs = reached.filter(channel=channel).values_list("id", flat=True)
        dues[np.isin(people, np.fromiter(theirs, np.int64))] = _stamp(reply_due(begins, channel=channel))
    return dues


def _stamp(moment: datetime) -> int:
    """Microseconds as PostgreSQL keeps them."""
    return (int(moment.timestamp()) - _EPOCH) * _MILLION + moment.microsecond


def stored(blocking: Blocking) -> dict[str, Any]:
    """What stood in the way, as the report reads it."""
    return {
        "alone": {str(condition): number for condition, number in blocking.alone.items()},
        "without": {str(condition): number for condition, number in blocking.without.items()},
        "eligible": blocking.eligible,
        "together": [str(condition) for condition in blocking.together],
        "lifting": str(blocking.lifting) if blocking.lifting else None,
    }
