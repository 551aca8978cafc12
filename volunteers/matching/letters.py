"""One mail a morning for each person who has proposals, with the reasons, in the person's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from portal.accounts.models import User
from portal.shared.japan import JAPAN
from portal.shared.languages import BY_CODE, SOURCE_CODE
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.outbox.letters import reading_language
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail
from portal.shared.texts import text
from volunteers.matching.days import midnight
from volunteers.matching.models import Proposal
from volunteers.matching.sentences import reasons_of
from volunteers.matching.writing import MORNING
from volunteers.profiles.models import VolunteerProfile

PEOPLE_A_CHUNK = 200


def send_proposals(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """The nightly step after the matching: mails wait for the morning; who is not reached by mail gets none."""
    rows = Proposal.objects.filter(run__night=night, status=Proposal.Status.PROPOSED, profile_id__gt=cursor or 0)
    people = list(rows.values_list("profile_id", flat=True).order_by("profile_id").distinct()[:PEOPLE_A_CHUNK])
    ready = rows.filter(profile_id__in=people, profile__channel=VolunteerProfile.Channel.MAIL)
    ready = ready.select_related("profile__person", "opening__organization").prefetch_related("opening__shifts")
    users = _users(people)
    mails = 0
    for profile, theirs in groupby(ready.order_by("profile_id", "-score", "id"), key=lambda one: one.profile):
        user = users.get(profile.person_id)
        if user is not None:
            key = f"proposals:{night}:{profile.person_id}"
            _enqueue(user, profile, list(theirs), key=key, by=None, now=now, not_before=_morning(night, now))
            mails += 1
    return Chunk(people[-1] if len(people) == PEOPLE_A_CHUNK else None, {"mails": mails}, done=len(people))


def tell_of_proposals(
    profile: VolunteerProfile, proposals: Sequence[Proposal], *, key: str, by: int | None, now: datetime
) -> None:
    """At once, for what was proposed by hand."""
    user = User.objects.filter(person_id=profile.person_id, is_active=True).first()
    if user is not None and profile.channel == VolunteerProfile.Channel.MAIL:
        _enqueue(user, profile, proposals, key=key, by=by, now=now, not_before=None)


def _users(profiles: Sequence[int]) -> dict[int, User]:
    found = User.objects.filter(person__volunteer_profile__in=profiles, is_active=True)
    return {one.person_id: one for one in found if one.person_id is not None}


def _morning(night: date, now: datetime) -> datetime:
    return max(now, midnight(night).replace(hour=MORNING.hour))


def _enqueue(
    user: User,
    profile: VolunteerProfile,
    proposals: Sequence[Proposal],
    *,
    key: str,
    by: int | None,
    now: datetime,
    not_before: datetime | None,
) -> None:
    language = reading_language(profile.person.language)
    with translation.override(language):
        values = {
            "proposals": [_lines(one, profile, language) for one in proposals],
            "number": len(proposals),
            "due": date_format(min(one.due for one in proposals).astimezone(JAPAN), "SHORT_DATETIME_FORMAT"),
            "url": page_link(language, "volunteers:my_proposals"),
        }
    enqueue_mail(
        template="proposals",
        to=user.email,
        language=language,
        values=values,
        person_id=profile.person_id,
        by=by,
        key=key,
        now=now,
        not_before=not_before,
    )


def _lines(proposal: Proposal, profile: VolunteerProfile, language: str) -> dict[str, Any]:
    code = language if language in BY_CODE else SOURCE_CODE
    opening = proposal.opening
    return {
        "title": text(opening, "title", code).value,
        "organization": text(opening.organization, "name", code).value,
        "reasons": list(reasons_of(profile, opening, proposal.parts, proposal.proposed)),
    }
