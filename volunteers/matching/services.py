"""The night's matching as one step: read, solve, write, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from time import perf_counter
from typing import Final

from django.db import connection, transaction

from portal.shared.nights.steps import Chunk, Cursor
from volunteers.matching.assignment import BONUS
from volunteers.matching.days import When
from volunteers.matching.models import MatchingRun
from volunteers.matching.needs import read_openings
from volunteers.matching.night import solve
from volunteers.matching.reading import mark_now, read_volunteers
from volunteers.matching.releasing import release_overdue
from volunteers.matching.weighing import stored_table, weights_of
from volunteers.matching.writing import leave_out_overtaken, write_run

PROPOSING: Final = 0x74737567_6D617463
"""Lock of the database: the night alone, others (`hold_proposing`) beside each other."""


@contextmanager
def _timed(phases: dict[str, float], name: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    phases[name] = round(perf_counter() - begun, 4)


def match_volunteers(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """The nightly step: a night that has its run already is left as it is."""
    run, is_new = run_matching(night=night, now=now)
    proposals = run.proposals if is_new else 0
    return Chunk(None, {"proposals": proposals, "reached": run.reached if is_new else 0}, done=1, total=1)


@transaction.atomic
def run_matching(*, night: date, now: datetime) -> tuple[MatchingRun, bool]:
    """The night's run with all its proposals, and whether it was made just now: a second time changes nothing."""
    hold_proposing(alone=True)
    known = MatchingRun.objects.filter(night=night).select_related("weights").first()
    if known is not None:
        return known, False
    when, phases = When(night, now), dict[str, float]()
    with _timed(phases, "release"):
        release_overdue(now=now)
    table = stored_table(now)
    mark = mark_now()
    with _timed(phases, "read"):
        volunteers = read_volunteers(when)
        openings = read_openings(when, volunteers.id)
    result = solve(volunteers, openings, weights_of(table.values), when.seed)
    phases |= {name: round(seconds, 4) for name, seconds in result.seconds.items()}
    with _timed(phases, "write"):
        run = write_run(when, volunteers, openings, result, table, BONUS)
        leave_out_overtaken(run, mark)
    run.phases = phases
    run.save(update_fields=["phases", "proposals", "score", "reached"])
    return run, True


def hold_proposing(*, alone: bool = False) -> None:
    """Until the transaction ends: whoever proposes waits for the night to finish, and the night for them.

    So nobody is proposed to beyond their limit by two who counted at the same time.
    """
    kind = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [PROPOSING])


def report_of(run: MatchingRun) -> Mapping[str, object]:
    """What an operator reads of a run."""
    return {
        "night": str(run.night),
        "volunteers": run.volunteers,
        "openings": run.openings,
        "proposals": run.proposals,
        "score": run.score,
        "bound": run.bound,
        "gap": gap_of(run),
        "reached": run.reached,
        "reachable": run.reachable,
        "given_up": run.given_up,
        "most_per_volunteer": run.most_per_volunteer,
        "phases": run.phases,
        "seconds": round(sum(run.phases.values()), 3),
    }


def gap_of(run: MatchingRun) -> float:
    """How far the score is from what nobody can exceed, as a share of that."""
    return (run.bound - run.score) / run.bound if run.bound else 0.0
