"""News about hours that no mail brings: corrected or not confirmed, until the desk notes that the person was told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from volunteers.applications.untold import NEWS_DAYS
from volunteers.hours.life import HOURS_LIFE
from volunteers.hours.mails import news_words
from volunteers.hours.models import Hours
from volunteers.matching.by_hand import NEWS, ToReach
from volunteers.profiles.models import VolunteerProfile
from volunteers.profiles.selectors import reached_by_mail
from volunteers.telling import last_of, note

TOLD = "tell_hours"
_MAILS = {"correct_hours": "hours_corrected", "reject_hours": "hours_rejected"}
_KNOWN = (TOLD, "report_hours", *(f"{verb}_hours" for verb in HOURS_LIFE.by_verb))


def untold(now: datetime) -> QuerySet[Hours]:
    """Hours with news (`last_verb`, `last_act`) of people who are called, written to, or told at the desk."""
    reached = VolunteerProfile.objects.exclude(reached_by_mail()).filter(ended__isnull=True)
    late = Hours.objects.filter(updated__gt=now - timedelta(days=NEWS_DAYS), person__in=reached.values("person"))
    rows = late.annotate(last_act=last_of(Hours, _KNOWN, "pk"), last_verb=last_of(Hours, _KNOWN, "verb"))
    return rows.filter(last_verb__in=_MAILS)


def to_tell(*, now: datetime, language: str, most: int) -> tuple[list[ToReach], int]:
    """For `volunteers.matching.by_hand`."""
    rows = untold(now)
    found = rows.select_related("person__volunteer_profile", "organization").order_by("updated", "id")
    return [_told_of(one, language) for one in found[:most]], rows.count()


def _told_of(hours: Any, language: str) -> ToReach:
    return ToReach(
        profile=hours.person.volunteer_profile,
        kind=NEWS,
        words=news_words(hours, _MAILS[hours.last_verb], language),
        why=hours.reason,
        about="hours",
        row_id=hours.pk,
        last_act=hours.last_act,
    )


def note_told(
    *, profile: VolunteerProfile, row_id: int, last_act: int, by: int | None, post_id: int | None, now: datetime
) -> bool:
    """For `volunteers.matching.by_hand`."""
    hours = get_object_or_404(Hours, pk=row_id, person_id=profile.person_id)
    return note(hours, TOLD, verbs=_KNOWN, last_act=last_act, by=by, post_id=post_id, now=now)
