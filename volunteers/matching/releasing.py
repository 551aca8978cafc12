"""What nobody has answered in time, or what is no longer needed, makes room for others: the clock's part, in bulk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from portal.shared.japan import JAPAN
from volunteers.applications.models import Application
from volunteers.matching.letters import take_out
from volunteers.matching.life import LIFE
from volunteers.matching.models import Proposal
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import Consent, ConsentText

_S = Proposal.Status


def release_overdue(*, now: datetime) -> Mapping[str, int]:
    """Everything at once, each row compared and set by the statement itself; nobody decided, so no act is kept."""
    waiting = Proposal.objects.filter(status=_S.PROPOSED)
    expired = _say("expire", waiting.filter(due__lte=now), now)
    return {"expired": expired, "released": _say("release", _needless(waiting, now), now)}


def release_with_opening(*, opening: Opening, reason: str, by: int | None, now: datetime) -> None:
    """An opening that is closed or cancelled needs nobody's answer any more."""
    _say("release", Proposal.objects.filter(opening=opening), now)


def _say(verb: str, rows: QuerySet[Proposal], now: datetime) -> int:
    """What somebody answers at this moment is left to them, so that nobody waits for each other."""
    open_ones = rows.filter(status__in=LIFE[verb].sources).select_related("run", "profile")
    free = open_ones.only("run__night", "profile__person_id")
    with transaction.atomic():
        gone = list(free.select_for_update(skip_locked=True, no_key=True, of=("self",)))
        Proposal.objects.filter(pk__in=[one.pk for one in gone]).update(status=LIFE[verb].target, answered=now)
        take_out(gone, now=now)
    return len(gone)


def _needless(waiting: QuerySet[Proposal], now: datetime) -> QuerySet[Proposal]:
    """The opening takes nobody any more; or the person has asked for it, has left, or has taken the consent back."""
    today = now.astimezone(JAPAN).date()
    coming = Shift.objects.filter(Q(starts=None) | Q(starts__gt=now), cancelled=None)
    room = coming.values("opening").annotate(free=Coalesce(Sum(F("places") - F("taken")), 0)).filter(free__gt=0)
    taking = Opening.objects.open_on(today).filter(pk__in=room.values("opening"))
    agreed = Consent.objects.standing_at(now).filter(text__purpose=ConsentText.Purpose.MATCHING)
    gone = Q(profile__ended__isnull=False) | ~Q(profile__person_id__in=agreed.values("person_id"))
    asked = Application.objects.filter(profile=OuterRef("profile"), opening=OuterRef("opening"))
    there = Q(Exists(asked.filter(status__in=Application.LIVE)))
    return waiting.filter(gone | there | ~Q(opening_id__in=taking.values("pk")))
