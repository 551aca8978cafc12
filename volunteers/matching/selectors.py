"""What waits for a volunteer, who fits an opening, and what the coordinator reads in the morning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.translation import get_language

from portal.shared.languages import SOURCE_CODE
from portal.shared.texts import Text, text
from volunteers.applications.models import Application
from volunteers.matching.answering import open_shifts
from volunteers.matching.board import Found, best_openings, best_people, what_blocks
from volunteers.matching.days import today
from volunteers.matching.models import MatchingRun, NotReached, Proposal
from volunteers.matching.sentences import blocking_words, missed_words, reasons_of
from volunteers.matching.services import gap_of
from volunteers.matching.weighing import weights_in_force
from volunteers.matching.writing import stored
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.selectors import PublicCard, public_card

NIGHTS_SHOWN = 14
CANDIDATES_SHOWN = 12
FIRST_SHOWN = 3
OPENINGS_SHOWN = 6
MISSED_SHOWN = 50
SPOKEN = ("languages_basic", "languages_conversational", "languages_fluent")
SHOWN_OF_PEOPLE = ("uid", "nickname", "town_code", "skills", "slots", "project_hours", *SPOKEN)
"""What `public_card` and `reasons_of` say of somebody."""


@dataclass(frozen=True)
class Waiting:
    """A proposal as its person reads it."""

    proposal: Proposal
    title: Text
    organization: Text
    summary: Text
    reasons: list[str]
    shifts: list[Shift]


def waiting_for(profile: VolunteerProfile, language: str, now: datetime) -> list[Waiting]:
    """What the person can answer now, the best first; the same number of queries for one and for three."""
    rows = Proposal.objects.filter(profile=profile, status=Proposal.Status.PROPOSED, due__gt=now)
    rows = rows.select_related("opening__organization").prefetch_related("opening__shifts").order_by("-score", "id")
    busy = busy_times(profile.pk)
    return [_waiting(one, profile, busy, language, now) for one in rows]


def number_waiting(profile_id: int, now: datetime) -> int:
    """How many proposals the person can answer now."""
    return Proposal.objects.filter(profile_id=profile_id, status=Proposal.Status.PROPOSED, due__gt=now).count()


def busy_times(profile_id: int) -> list[Any]:
    """When the person has, or waits for, something else."""
    theirs = Application.objects.filter(profile_id=profile_id, status__in=Application.HOLDS_TIME, during__isnull=False)
    return list(theirs.values_list("during", flat=True))


def _waiting(
    proposal: Proposal, profile: VolunteerProfile, busy: Iterable[Any], language: str, now: datetime
) -> Waiting:
    opening = proposal.opening
    return Waiting(
        proposal=proposal,
        title=text(opening, "title", language),
        organization=text(opening.organization, "name", language),
        summary=text(opening, "summary", language),
        reasons=reasons_of(profile, opening, proposal.parts, proposal.proposed),
        shifts=open_shifts(opening, busy, now),
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits an opening, as an organisation may see them, and why."""

    uid: str
    card: PublicCard
    reasons: list[str]


def best_of(opening: Opening, now: datetime) -> list[Candidate]:
    """The first few, for the opening's own page."""
    if opening.status != Opening.Status.PUBLISHED:
        return []
    return candidates_for(opening, get_language() or SOURCE_CODE, now, k=FIRST_SHOWN)


def candidates_for(opening: Opening, language: str, now: datetime, k: int = CANDIDATES_SHOWN) -> list[Candidate]:
    """The best people at this moment, asked before or not reachable ones not among them."""
    found = best_people(opening.pk, today(now), weights_in_force(now), k)
    people = VolunteerProfile.objects.only(*SHOWN_OF_PEOPLE).in_bulk(found.ids.tolist())
    return [
        Candidate(str(person.uid), public_card(person, language), reasons_of(person, opening, parts, now))
        for person, parts in ((people[number], parts) for number, parts in _with_parts(found) if number in people)
    ]


def why_nobody(opening: Opening, now: datetime) -> list[str]:
    """The conditions that leave nobody, as the coordinator reads them in the morning."""
    found = what_blocks(opening.pk, today(now), weights_in_force(now))
    return blocking_words(opening, stored(found)) if found and not found.eligible else []


@dataclass(frozen=True)
class Fitting:
    """An opening that fits a person, and why."""

    opening: Opening
    title: Text
    organization: Text
    reasons: list[str]


def openings_for(profile: VolunteerProfile, language: str, now: datetime, k: int = OPENINGS_SHOWN) -> list[Fitting]:
    """The best openings at this moment for somebody who has just signed up, or looks around."""
    found = best_openings(profile.pk, today(now), weights_in_force(now), k)
    rows = Opening.objects.select_related("organization").prefetch_related("shifts").in_bulk(found.ids.tolist())
    return [
        Fitting(
            opening=rows[number],
            title=text(rows[number], "title", language),
            organization=text(rows[number].organization, "name", language),
            reasons=reasons_of(profile, rows[number], parts, now),
        )
        for number, parts in _with_parts(found)
        if number in rows
    ]


def _with_parts(found: Found) -> Iterable[tuple[int, list[int]]]:
    parts = zip(*(one.tolist() for one in found.ranked.parts), strict=True)
    return ((number, list(those)) for number, those in zip(found.ids.tolist(), parts, strict=True))


def weighed(openings: QuerySet[Opening]) -> QuerySet[Opening]:
    """These with what `reasons_of` and a page about their candidates say of them, and no other text."""
    rows = openings.select_related("organization").prefetch_related("shifts")
    asked = ("kind", "field", "skills_required", "skills_welcome", "slots", "project_hours", "languages_welcome")
    return rows.only(
        "title_ja", "status", "minimum_age", *asked, *SPOKEN, "organization__status", "organization__name_ja"
    )


def asked_for(opening: Opening) -> tuple[list[Proposal], int]:
    """Whom the opening was proposed to lately, newest first, and how many in all; mostly one query."""
    rows = opening.proposals.order_by("-proposed", "-id")
    shown = rows.select_related("profile").only("origin", "status", "due", "proposed", "profile__nickname")
    found = list(shown[: CANDIDATES_SHOWN + 1])
    return found[:CANDIDATES_SHOWN], rows.count() if len(found) > CANDIDATES_SHOWN else len(found)


@dataclass(frozen=True)
class Night:
    """A night's line of the report."""

    run: MatchingRun
    gap: float
    share_reached: float
    price: float


def nights() -> list[Night]:
    """The last nights, newest first; shares in percent."""
    return [_night(run) for run in MatchingRun.objects.order_by("-night")[:NIGHTS_SHOWN]]


def _night(run: MatchingRun) -> Night:
    without = run.score + run.given_up
    return Night(
        run=run,
        gap=100 * gap_of(run),
        share_reached=100 * run.reached / run.reachable if run.reachable else 100.0,
        price=100 * run.given_up / without if without else 0.0,
    )


@dataclass(frozen=True)
class Missed:
    """An opening that a night did not reach."""

    opening: Opening
    words: list[str]


def missed_in(run: MatchingRun) -> tuple[list[Missed], int, list[tuple[str, int]]]:
    """What was not reached, with the conditions in the way, how many there are in all, and how many for what reason."""
    rows = NotReached.objects.filter(run=run)
    found = rows.select_related("opening__organization").prefetch_related("opening__shifts").order_by("opening_id")
    missed = [Missed(one.opening, blocking_words(one.opening, one.blocking)) for one in found[:MISSED_SHOWN]]
    why = Case(*(When(condition, then=Value(name)) for name, condition in _WHY.items()), default=Value("condition"))
    counted = rows.annotate(why=why).values("why").annotate(number=Count("pk")).order_by("why")
    numbers: dict[str, int] = dict(counted.values_list("why", "number"))
    reasons = [(missed_words(name), numbers[name]) for name in (*_WHY, "condition") if name in numbers]
    return missed, sum(numbers.values()), reasons


_WHY = {
    "elsewhere": Q(blocking__eligible__gt=0),
    "asked": Q(blocking__without__new__gt=0)
    | Q(blocking__without__capacity__gt=0)
    | Q(blocking__together__contained_by=["new", "capacity"]),
    "time": Q(blocking__without__time__gt=0) | Q(blocking__together=["time"]),
}
"""Why an opening reached nobody, the first that holds; else a condition stands in the way."""
