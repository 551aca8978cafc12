"""One mail a morning for each person who has proposals, with the reasons, in the person's language.

What is answered or not needed any more before it is sent is taken out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
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
from portal.shared.outbox.models import Message
from portal.shared.outbox.services import enqueue_mail, hold_unsent, rewrite_mail, withdraw_mail
from portal.shared.texts import text
from volunteers.matching.models import Proposal
from volunteers.matching.sentences import reasons_of
from volunteers.mornings import morning_of
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
            key = _key_of(night, profile.person_id)
            _enqueue(user, profile, list(theirs), key=key, by=None, now=now, not_before=max(now, morning_of(night)))
            mails += 1
    return Chunk(people[-1] if len(people) == PEOPLE_A_CHUNK else None, {"mails": mails}, done=len(people))


def tell_of_proposals(
    profile: VolunteerProfile, proposals: Sequence[Proposal], *, key: str, by: int | None, now: datetime
) -> None:
    """At once, for what was proposed by hand."""
    user = User.objects.filter(person_id=profile.person_id, is_active=True).first()
    if user is not None and profile.channel == VolunteerProfile.Channel.MAIL:
        _enqueue(user, profile, proposals, key=key, by=by, now=now, not_before=None)


def take_out(gone: Iterable[Proposal], *, now: datetime) -> None:
    """These wait for nobody's answer any more: mails not sent yet name the others alone, or are not sent.

    `run` and `profile` are loaded. Letters are held in one order, so that nobody waits for each other.
    """
    by_hand, keys = [], set()
    for one in gone:
        if one.run is None:
            by_hand.append(f"proposal:{one.pk}")
        else:
            keys.add(_key_of(one.run.night, one.profile.person_id))
    in_order = sorted(keys)
    for first in range(0, len(in_order), PEOPLE_A_CHUNK):
        _write_anew(hold_unsent(in_order[first : first + PEOPLE_A_CHUNK]), now)
    if by_hand:
        withdraw_mail(keys=by_hand, now=now)


def _write_anew(letters: Sequence[Message], now: datetime) -> None:
    left: dict[str, list[Proposal]] = defaultdict(list)
    people = [one.person_id for one in letters if one.person_id is not None]
    rows = Proposal.objects.filter(status=Proposal.Status.PROPOSED, profile__person_id__in=people, run__isnull=False)
    rows = rows.select_related("run", "profile__person", "opening__organization").prefetch_related("opening__shifts")
    for one in rows.order_by("-score", "id") if letters else ():
        if one.run is not None:
            left[_key_of(one.run.night, one.profile.person_id)].append(one)
    for letter in letters:
        theirs = left.get(letter.key or "")
        if theirs:
            rewrite_mail(letter, _values(theirs[0].profile, theirs, letter.language))
    withdraw_mail(keys=[one.key for one in letters if one.key and one.key not in left], now=now)


def _key_of(night: date, person_id: int) -> str:
    return f"proposals:{night}:{person_id}"


def _users(profiles: Sequence[int]) -> dict[int, User]:
    found = User.objects.filter(person__volunteer_profile__in=profiles, is_active=True)
    return {one.person_id: one for one in found if one.person_id is not None}


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
    enqueue_mail(
        template="proposals",
        to=user.email,
        language=language,
        values=_values(profile, proposals, language),
        person_id=profile.person_id,
        by=by,
        key=key,
        now=now,
        not_before=not_before,
    )


def _values(profile: VolunteerProfile, proposals: Sequence[Proposal], language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "proposals": [_lines(one, profile, language) for one in proposals],
            "number": len(proposals),
            "due": date_format(min(one.due for one in proposals).astimezone(JAPAN), "SHORT_DATETIME_FORMAT"),
            "url": page_link(language, "volunteers:my_proposals"),
        }


def _lines(proposal: Proposal, profile: VolunteerProfile, language: str) -> dict[str, Any]:
    code = language if language in BY_CODE else SOURCE_CODE
    opening = proposal.opening
    return {
        "title": text(opening, "title", code).value,
        "organization": text(opening.organization, "name", code).value,
        "reasons": list(reasons_of(profile, opening, proposal.parts, proposal.proposed)),
    }
