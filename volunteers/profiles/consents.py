"""Agreeing and taking it back: a row for each, with the words' version, the language and the moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Person
from portal.shared.audit import record_act
from portal.shared.outbox.services import withdraw_mail
from portal.shared.records import clean_value
from volunteers.profiles.consent_texts import text_in_force
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile
from volunteers.profiles.on_behalf import on_behalf

LONGEST_NAME = 200


def renewal_key(person_id: int, texts: Iterable[int] = ()) -> str:
    """Under which the person's mail about new words stands in the outbox; without texts, how all of theirs begin."""
    return f"consent:{person_id}:{'-'.join(map(str, texts))}"


@transaction.atomic
def give_consent(
    *,
    person_id: int,
    purpose: str,
    language: str,
    version: int | None = None,
    guardian: str = "",
    channel: str = VolunteerProfile.Channel.MAIL,
    by: int | None,
    now: datetime,
    post_id: int | None = None,
) -> Consent:
    """The person agrees to the words in force; the same again changes nothing, newer words take the older's place.

    `version` is what was read: ValidationError when the words are others by now, and (`guardian`) when a guardian's
    consent bears no name.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    text = text_in_force(purpose, now)
    if text is None or version not in (None, text.version):
        raise ValidationError({"agree": _("The text has changed. Please read it again.")})
    name = _guardian(purpose, guardian)
    standing = Consent.objects.standing_at(now).filter(person=person, text__purpose=purpose)
    same = standing.filter(text=text, guardian=name).first()
    if same is not None:
        return same
    standing.update(withdrawn=now)
    withdraw_mail(about=renewal_key(person_id), now=now)
    detail = {"purpose": purpose, "version": text.version, **on_behalf(person_id, by, post_id)}
    given = Consent.objects.create(
        person=person,
        text=text,
        language=language,
        given=now,
        guardian=name,
        channel=channel,
        recorded_by_id=post_id if detail.get("on_behalf") else None,
    )
    record_act(by=by, verb="give_consent", on=person, now=now, detail=detail)
    return given


@transaction.atomic
def withdraw_consent(*, person_id: int, purpose: str, by: int | None, now: datetime, post_id: int | None = None) -> int:
    """The person takes back what was agreed to; answers how many rows stood."""
    person = Person.objects.select_for_update().get(pk=person_id)
    standing = Consent.objects.standing_at(now).filter(person=person, text__purpose=purpose)
    taken_back = standing.update(withdrawn=now)
    if taken_back:
        withdraw_mail(about=renewal_key(person_id), now=now)
        detail = {"purpose": purpose, **on_behalf(person_id, by, post_id)}
        record_act(by=by, verb="withdraw_consent", on=person, now=now, detail=detail)
    return taken_back


def withdraw_all(person_id: int, now: datetime) -> int:
    """Whoever leaves agrees to nothing any more; part of the caller's transaction and act."""
    withdraw_mail(about=renewal_key(person_id), now=now)
    return Consent.objects.standing_at(now).filter(person_id=person_id).update(withdrawn=now)


def _guardian(purpose: str, typed: str) -> str:
    if purpose != ConsentText.Purpose.GUARDIAN:
        return ""
    name = clean_value(typed, lines=False)[:LONGEST_NAME]
    if not name:
        raise ValidationError({"guardian": _("Please write the name of a parent or guardian.")})
    return name
