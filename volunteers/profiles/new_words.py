"""The words of a consent have changed: whoever agreed to the former ones is told once, for nothing is proposed meanwhile.

By mail in the morning after the first night; whom no mail reaches, the desk tells (`volunteers.matching.by_hand`). An
act on the profile keeps who was told of which words, longer than any mail.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.shared.audit import record_act
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.nights.steps import Chunk, Cursor
from portal.shared.outbox.letters import reading_language
from portal.shared.outbox.links import page_link
from portal.shared.outbox.services import enqueue_mail
from volunteers.mornings import morning_of
from volunteers.profiles.ages import is_minor, minors_born_from
from volunteers.profiles.consent_texts import text_in_force
from volunteers.profiles.consents import renewal_key
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile
from volunteers.profiles.selectors import reached_by_mail

CHUNK = 200
TOLD = "tell_of_new_words"
_MATCHING, _GUARDIAN = ConsentText.Purpose.MATCHING, ConsentText.Purpose.GUARDIAN


def texts_now(now: datetime) -> dict[str, int]:
    """Purpose → the words in force that matching needs."""
    found = {purpose.value: text_in_force(purpose, now) for purpose in (_MATCHING, _GUARDIAN)}
    return {purpose: one.pk for purpose, one in found.items() if one is not None}


def to_be_told(now: datetime) -> QuerySet[VolunteerProfile]:
    """To whom openings would be proposed if the words were still those they, or their guardian, agreed to; not told yet."""
    today, texts = now.astimezone(JAPAN).date(), texts_now(now)
    standing = Consent.objects.standing_at(now)
    older = standing.exclude(text__in=texts.values())
    minor = Q(born__gte=minors_born_from(today))
    agreed = Exists(standing.filter(person_id=OuterRef("person_id"), text__purpose=_MATCHING))
    guarded = Exists(standing.filter(person_id=OuterRef("person_id"), text__purpose=_GUARDIAN))
    waiting = Q(person_id__in=_people(older, _MATCHING)) & ~_told(texts.get(_MATCHING))
    waiting |= minor & Q(person_id__in=_people(older, _GUARDIAN)) & ~_told(texts.get(_GUARDIAN))
    return VolunteerProfile.objects.open_on(today).filter(waiting, agreed, ~minor | Q(born=None) | Q(guarded))


def _people(consents: QuerySet[Consent], purpose: str) -> QuerySet[Consent, int]:
    return consents.filter(text__purpose=purpose).values_list("person_id", flat=True)


def _told(text_id: int | None) -> Q:
    acts = Act.objects.filter(verb=TOLD, object_type=VolunteerProfile._meta.label_lower, object_id=OuterRef("pk"))
    return Q(Exists(acts.filter(detail__texts__contains=[text_id])))


def tell_of_new_words(*, night: date, now: datetime, cursor: Cursor) -> Chunk:
    """A chunk of the night's step: one mail each, in their language, with the page on which one agrees."""
    texts = sorted(texts_now(now).values())
    rows = to_be_told(now).filter(reached_by_mail(), pk__gt=cursor or 0).select_related("person__user")
    found = list(rows.order_by("pk")[:CHUNK])
    for profile in found:
        _write(profile, texts, now=now, not_before=max(now, morning_of(night)))
    return Chunk(found[-1].pk if len(found) == CHUNK else None, {"mails": len(found)}, done=len(found))


def _write(profile: VolunteerProfile, texts: Collection[int], *, now: datetime, not_before: datetime) -> None:
    language = reading_language(profile.person.language)
    enqueue_mail(
        template="consent_renewal",
        to=profile.person.user.email,
        language=language,
        values={
            "url": page_link(language, "volunteers:consents"),
            "minor": is_minor(profile.born, now.astimezone(JAPAN).date()),
        },
        person_id=profile.person_id,
        now=now,
        key=renewal_key(profile.person_id, texts),
        not_before=not_before,
    )
    record_act(by=None, verb=TOLD, on=profile, now=now, detail={"texts": list(texts)})


@transaction.atomic
def note_new_words_told(*, profile_id: int, by: int | None, now: datetime, post_id: int | None) -> None:
    """Somebody at the desk has told the person, by telephone, by letter or face to face."""
    detail = {"texts": sorted(texts_now(now).values()), "post": post_id}
    record_act(by=by, verb=TOLD, on=VolunteerProfile.objects.get(pk=profile_id), now=now, detail=detail)
