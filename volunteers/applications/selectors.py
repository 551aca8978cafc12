"""What the screens show: times with free places, a volunteer's applications, an organisation's, and their numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from organizations.directory.models import Organization
from volunteers.applications.models import Application
from volunteers.applications.places import gives_turns
from volunteers.openings.models import PENDING_PER_PLACE, Opening, Shift
from volunteers.profiles.selectors import PublicCard, public_card

MOST_PAST = 50
_S = Application.Status
_SEEN = (Opening.Status.PUBLISHED, Opening.Status.FILLED)


@dataclass(frozen=True)
class Time:
    """A shift somebody can ask for: how many places are free, and whether asking now means standing in line."""

    shift: Shift
    free: int
    in_line: bool


def asked_for(opening_id: int) -> QuerySet[Opening]:
    """The opening if everybody may see it, filled or not."""
    rows = Opening.objects.filter(status__in=_SEEN, organization__status=Organization.Status.PUBLISHED)
    return rows.filter(pk=opening_id).select_related("organization")


def times_of(opening: Opening, now: datetime) -> list[Time]:
    """The shifts still to come, in order; one query."""
    ahead = Q(starts__gt=now) | Q(starts__isnull=True)
    shifts = Shift.objects.filter(ahead, opening=opening, cancelled=None).order_by("starts", "id")
    return [_time(opening, one) for one in shifts]


def _time(opening: Opening, shift: Shift) -> Time:
    free = max(shift.places - shift.taken, 0)
    full = shift.pending >= free * PENDING_PER_PLACE if gives_turns(opening) else free == 0
    return Time(shift, free, full)


def places_free(opening_id: int, now: datetime) -> int:
    """How many could still come, over all shifts to come."""
    ahead = Shift.objects.filter(Q(starts__gt=now) | Q(starts__isnull=True), opening_id=opening_id, cancelled=None)
    found = ahead.aggregate(free=Coalesce(Sum(F("places") - F("taken")), 0))
    return max(int(found["free"]), 0)


def number_offered(profile_id: int) -> int:
    """How many places are offered to the person and wait for a yes or no."""
    return Application.objects.filter(profile_id=profile_id, status=_S.OFFERED).count()


@dataclass(frozen=True)
class Mine:
    """A volunteer's own: what waits for an answer, what comes, what is over (the latest)."""

    waiting: Sequence[Application] = ()
    coming: Sequence[Application] = ()
    past: Sequence[Application] = ()


def applications_of(profile_id: int, now: datetime) -> Mine:
    """All that lives and the latest of what is over, offers first; each in the line knows who stands before it."""
    rows = Application.objects.filter(profile_id=profile_id)
    rows = rows.select_related("opening__organization", "opening__place", "shift", "contact_consent").annotate(
        ahead=_ahead()
    )
    live = list(rows.filter(status__in=Application.LIVE).order_by("shift__starts", "applied", "id"))
    ended = list(rows.exclude(status__in=Application.LIVE).order_by("-applied", "-id")[:MOST_PAST])
    over = [one for one in live if one.status == _S.ACCEPTED and one.shift.is_over(now)]
    coming = [one for one in live if one.status == _S.ACCEPTED and not one.shift.is_over(now)]
    waiting = [one for one in live if one.status != _S.ACCEPTED]
    waiting.sort(key=lambda one: one.status != _S.OFFERED)
    return Mine(waiting, coming, [*over[::-1], *ended])


def _ahead() -> Coalesce:
    before = Application.objects.filter(shift=OuterRef("shift"), status=_S.WAITING).filter(
        Q(applied__lt=OuterRef("applied")) | Q(applied=OuterRef("applied"), pk__lt=OuterRef("pk"))
    )
    number = before.order_by().values("shift").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


@dataclass(frozen=True)
class Asker:
    """An application as the organisation sees it: the public card, and whether its clock runs out soon."""

    application: Application
    card: PublicCard
    late: bool


@dataclass(frozen=True)
class ShiftGroup:
    """One shift with all who ask, have a place, or stand in line."""

    shift: Shift
    begun: bool
    asking: list[Asker]
    coming: list[Asker]
    line: list[Asker]
    over: list[Asker]

    @property
    def free(self) -> int:
        return max(self.shift.places - self.shift.taken, 0)


def groups_of(opening: Opening, now: datetime, language: str) -> list[ShiftGroup]:
    """All shifts of the opening with their people, whose answer is due first; two queries."""
    shifts = list(Shift.objects.filter(opening=opening).order_by("starts", "id"))
    rows = Application.objects.filter(opening=opening).select_related("profile")
    askers: dict[int, list[Asker]] = {one.pk: [] for one in shifts}
    for row in rows.order_by("applied", "id"):
        askers[row.shift_id].append(asker(row, now, language))
    return [_group(one, askers[one.pk], now) for one in shifts]


def asker(application: Application, now: datetime, language: str) -> Asker:
    """No query where the profile is loaded."""
    due = application.due
    late = due is not None and due <= now + timedelta(hours=12)
    return Asker(application, public_card(application.profile, language), late)


def _group(shift: Shift, found: list[Asker], now: datetime) -> ShiftGroup:
    def of(*states: str) -> list[Asker]:
        return [one for one in found if one.application.status in states]

    return ShiftGroup(
        shift=shift,
        begun=(shift.starts or now) <= now,
        asking=sorted(of(_S.APPLIED, _S.TALKING), key=lambda one: one.application.due or now),
        coming=of(_S.ACCEPTED, _S.OFFERED, _S.TOOK_PART, _S.NO_SHOW),
        line=of(_S.WAITING),
        over=of(_S.DECLINED, _S.WITHDRAWN, _S.EXPIRED, _S.CANCELLED),
    )


@dataclass(frozen=True)
class Counts:
    """Of one opening: who waits for the organisation's word, has a place, stands in line; and all places."""

    to_answer: int = 0
    coming: int = 0
    in_line: int = 0


def counts_of(opening_ids: Iterable[int]) -> dict[int, Counts]:
    """The numbers of these openings; one query."""
    ids = list(opening_ids)
    rows = (
        Application.objects.filter(opening_id__in=ids)
        .values("opening_id")
        .annotate(
            to_answer=Count("pk", filter=Q(status__in=(_S.APPLIED, _S.TALKING))),
            coming=Count("pk", filter=Q(status__in=Application.HOLDS_PLACE)),
            in_line=Count("pk", filter=Q(status=_S.WAITING)),
        )
    )
    found = {row["opening_id"]: Counts(row["to_answer"], row["coming"], row["in_line"]) for row in rows.order_by()}
    return {pk: found.get(pk, Counts()) for pk in ids}


def number_to_answer(organization_ids: Collection[int]) -> int:
    """How many wait for the word of these organisations."""
    rows = Application.objects.filter(organization_id__in=organization_ids)
    return rows.filter(status__in=(_S.APPLIED, _S.TALKING)).count()
