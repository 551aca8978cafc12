"""New words to agree to: one mail each in the morning, whoever had agreed, and never a second one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories
from tests.volunteers.factories import consent_text, make_profile
from volunteers.profiles.consents import give_consent, withdraw_consent
from volunteers.profiles.models import Consent, ConsentText, VolunteerProfile
from volunteers.profiles.new_words import note_new_words_told, tell_of_new_words, to_be_told

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def with_account(email: str, now: datetime, **fields: object) -> VolunteerProfile:
    return make_profile(email, now=now, person=factories.make_user(f"{email}@example.org").person, **fields)


def newer(purpose: str, now: datetime) -> ConsentText:
    held = consent_text(purpose, now)
    return ConsentText.objects.create(purpose=purpose, version=held.version + 1, body_ja="新しい文", starts=now)


def told(now: datetime) -> list[str]:
    """Who gets a mail in that night."""
    before = set(Message.objects.values_list("pk", flat=True))
    tell_of_new_words(night=now.date(), now=now, cursor=None)
    return sorted(one.to.split("@")[0] for one in Message.objects.exclude(pk__in=before))


def test_who_agreed_to_the_former_words_is_told_once(now: datetime) -> None:
    night = now.replace(hour=3, minute=0)
    with_account("asked", night)
    gone = with_account("gone", night)
    with_account("resting", night, paused_until=night.date())
    make_profile("desk", now=night, channel="telephone")
    assert told(night) == []
    text = newer("matching", night)
    with_account("late", night)
    withdraw_consent(person_id=gone.person_id, purpose="matching", by=None, now=night)
    assert told(night) == ["asked"], "paused, gone and by telephone get none, nor who agreed to the new words"
    mail = Message.objects.get()
    assert (mail.due, mail.template) == (night.replace(hour=7), "consent_renewal")
    assert mail.values["url"].endswith("/volunteer/me/consents/") and str(text.pk) in str(mail.key)
    Message.objects.all().delete()
    assert told(night) == [] and told(night + 100 * DAY) == ["resting"], "an act remembers longer than the mail"


def test_a_guardian_is_asked_anew_and_only_for_the_young(now: datetime) -> None:
    born = date(now.year - 16, 1, 1)
    young, grown = with_account("young", now, born=born), with_account("grown", now)
    with_account("unguarded", now, born=born)
    text = consent_text("guardian", now)
    for profile in (young, grown):
        Consent.objects.create(person=profile.person, text=text, language="ja", given=now, guardian="母")
    newer("guardian", now)
    assert told(now) == ["young"] and Message.objects.get().values["minor"] is True
    newer("matching", now + DAY)
    assert told(now + DAY) == ["grown", "young"]


def test_whoever_agrees_before_the_morning_gets_no_mail(now: datetime) -> None:
    night, profile = now.replace(hour=3), with_account("quick", now.replace(hour=3))
    newer("matching", night)
    assert told(night) == ["quick"]
    give_consent(person_id=profile.person_id, purpose="matching", language="ja", by=profile.person_id, now=night)
    assert Message.objects.get().status == "given_up"


def test_whom_the_desk_has_told_is_not_told_again(now: datetime) -> None:
    profile = make_profile("desk", now=now, channel="telephone")
    newer("matching", now)
    assert list(to_be_told(now)) == [profile]
    holding = factories.make_post(factories.make_user(), "coordinator", now)
    note_new_words_told(profile_id=profile.pk, by=holding.person_id, post_id=holding.post_id, now=now)
    assert not to_be_told(now).exists()
    assert Act.objects.get(verb="tell_of_new_words").detail["post"] == holding.post_id
    newer("matching", now + DAY)
    assert list(to_be_told(now + DAY)) == [profile]
