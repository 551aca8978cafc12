"""Answers that come by telephone, letter or at the desk: who is to be reached, and what waits for their word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from volunteers.applications.models import Application
from volunteers.applications.selectors import applications_of
from volunteers.matching.models import Proposal
from volunteers.matching.selectors import waiting_for
from volunteers.profiles.models import VolunteerProfile

REACHED_SHOWN = 50


def to_reach(now: datetime) -> tuple[list[VolunteerProfile], int]:
    """Who gets no mail and is asked something, whose time is over first (`due`); and how many there are in all."""
    proposed = Proposal.objects.filter(profile=OuterRef("pk"), status=Proposal.Status.PROPOSED, due__gt=now)
    offered = Application.objects.filter(profile=OuterRef("pk"), status=Application.Status.OFFERED, due__gt=now)
    by_mail = Q(channel=VolunteerProfile.Channel.MAIL, person__user__is_active=True)
    rows = VolunteerProfile.objects.filter(~by_mail, Exists(proposed) | Exists(offered), ended__isnull=True)
    found = rows.annotate(due=Least(_first(proposed), _first(offered))).order_by("due", "id")
    return list(found[:REACHED_SHOWN]), rows.count()


def _first(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by("due").values("due")[:1])


def at_the_desk(*, profile: VolunteerProfile, language: str, now: datetime) -> dict[str, Any]:
    """For `volunteers.profiles.overview`: what the person can say yes or no to."""
    if profile.ended is not None:
        return {}
    mine = applications_of(profile.pk, now)
    return {"proposals": waiting_for(profile, language, now), "applications": [*mine.waiting, *mine.coming]}
