"""Asking for a place: who gets one at once, who waits, and what each refusal says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests import factories
from tests.volunteers.applications.asking import ask
from tests.volunteers.factories import consent_text, make_opening, make_profile, make_shift
from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import Consent, ConsentText, IdentityCheck, VolunteerProfile

pytestmark = pytest.mark.django_db
S = Application.Status
HOURS_48 = timedelta(hours=48)


def refusal(shift: Shift, profile: VolunteerProfile, now: datetime) -> str:
    with pytest.raises(MoveRefusedError) as caught:
        ask(shift, profile, now)
    assert caught.value.denial.reason
    assert caught.value.denial.next_step
    return caught.value.denial.code


def test_whoever_comes_first_has_the_place_and_the_next_stands_in_line(now: datetime) -> None:
    shift = make_shift(make_opening(now=now), now=now)
    first = ask(shift, make_profile("first", now=now), now, message="  よろしく\x00"[:-1])
    second = ask(shift, make_profile("second", now=now), now)
    assert (first.status, first.due, first.decided, first.message) == (S.ACCEPTED, None, now, "よろしく")
    assert (second.status, second.due) == (S.WAITING, shift.starts)
    shift.refresh_from_db()
    assert (shift.taken, shift.pending) == (1, 0)
    assert Opening.objects.get(pk=shift.opening_id).status == Opening.Status.FILLED
    assert Act.objects.filter(verb="apply_application").count() == 2


def test_the_organisation_chooses_among_three_for_each_place(now: datetime) -> None:
    shift = make_shift(make_opening(now=now, answer=Opening.Answer.WE_CHOOSE), now=now)
    made = [ask(shift, make_profile(f"p{number}", now=now), now) for number in range(4)]
    assert [one.status for one in made] == [S.APPLIED, S.APPLIED, S.APPLIED, S.WAITING]
    assert made[0].due == now + HOURS_48
    shift.refresh_from_db()
    assert (shift.taken, shift.pending) == (0, 3)


def test_the_clock_ends_when_the_shift_begins(now: datetime) -> None:
    opening = make_opening(now=now, answer=Opening.Answer.WE_CHOOSE)
    soon = Shift.objects.create(opening=opening, starts=now + timedelta(hours=5), ends=now + timedelta(hours=7))
    assert ask(soon, make_profile(now=now), now).due == soon.starts


def test_a_project_begins_with_talking(now: datetime) -> None:
    opening = make_opening(now=now, kind=Opening.Kind.PROJECT)
    shift = Shift.objects.create(opening=opening)
    made = ask(shift, make_profile(now=now), now)
    assert (made.status, made.due, made.during) == (S.TALKING, now + HOURS_48, None)


def test_contact_is_agreed_to_word_by_word(now: datetime) -> None:
    words = consent_text(ConsentText.Purpose.CONTACT, now - timedelta(days=1))
    opening, profile = make_opening(now=now), make_profile(now=now)
    without = ask(make_shift(opening, now=now), profile, now)
    agreed = ask(make_shift(opening, now=now, days=8), profile, now, contact_version=words.version, language="en")
    assert without.contact_consent is None
    assert agreed.contact_consent is not None
    assert (agreed.contact_consent.text, agreed.contact_consent.language) == (words, "en")
    with pytest.raises(ValidationError):
        ask(make_shift(opening, now=now, days=9), profile, now, contact_version=words.version + 1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": Opening.Status.CLOSED}, "opening-over"),
        ({"status": Opening.Status.CANCELLED}, "opening-over"),
        ({"status": Opening.Status.DRAFT}, "not-published"),
        ({"status": Opening.Status.CHECKING}, "not-published"),
        ({"deadline": date(2026, 11, 17)}, "deadline-over"),
        ({"minimum_age": 20}, "age-unknown"),
        ({"identity_required": True}, "identity-unchecked"),
        ({"languages_basic": ("vi",)}, "languages-missing"),
        ({"skills_required": ("cooking",)}, "skills-missing"),
    ],
)
def test_what_the_opening_asks_for(fields: dict[str, object], code: str, now: datetime) -> None:
    shift = make_shift(make_opening(now=now, starts=date(2026, 11, 1), **fields), now=now)
    assert refusal(shift, make_profile(now=now), now) == code


def test_what_is_missing_is_named(now: datetime) -> None:
    opening = make_opening(now=now, skills_required=("cooking", "music"), languages_conversational=("vi",))
    shift, profile = make_shift(opening, now=now), make_profile(now=now, languages_basic=("ja", "vi"))
    with pytest.raises(MoveRefusedError) as caught:
        ask(shift, profile, now)
    assert "Vietnamese (Everyday conversation)" in caught.value.denial.reason
    VolunteerProfile.objects.update(languages_conversational=("vi",), skills=("music",))
    with pytest.raises(MoveRefusedError) as caught:
        ask(shift, profile, now)
    assert "Cooking" in caught.value.denial.reason
    assert "Music" not in caught.value.denial.reason


def test_ages_guardians_and_identity_on_the_day(now: datetime) -> None:
    opening = make_opening(now=now, minimum_age=16, identity_required=True)
    shift = make_shift(opening, now=now)
    profile = make_profile(now=now, born=date(2011, 3, 1))
    assert refusal(shift, profile, now) == "too-young"
    VolunteerProfile.objects.update(born=date(2010, 3, 1))
    assert refusal(shift, profile, now) == "guardian-missing"
    text = consent_text(ConsentText.Purpose.GUARDIAN, now)
    Consent.objects.create(person=profile.person, text=text, language="ja", given=now, guardian="母")
    assert refusal(shift, profile, now) == "identity-unchecked"
    holding = factories.make_post(factories.make_user(), "official", now)
    values = {"profile": profile, "document": "passport", "post": holding.post, "checked": now}
    assert shift.starts is not None
    check = IdentityCheck.objects.create(**values, valid_until=(shift.starts - timedelta(days=1)).date())
    assert refusal(shift, profile, now) == "identity-unchecked"
    IdentityCheck.objects.filter(pk=check.pk).update(valid_until=shift.starts.date())
    assert ask(shift, profile, now).status == S.ACCEPTED


def test_suspended_organisations_begun_shifts_and_people_who_left(now: datetime) -> None:
    opening, profile = make_opening(now=now), make_profile(now=now)
    begun = Shift.objects.create(opening=opening, starts=now - timedelta(hours=1), ends=now + timedelta(hours=1))
    assert refusal(begun, profile, now) == "shift-over"
    shift = make_shift(opening, now=now)
    type(opening.organization).objects.update(status="suspended")
    assert refusal(shift, profile, now) == "not-published"
    type(opening.organization).objects.update(status="published")
    VolunteerProfile.objects.update(ended=now)
    assert refusal(shift, profile, now) == "profile-ended"


def test_a_pause_stops_proposals_not_people(now: datetime) -> None:
    profile = make_profile(now=now, paused_until=now.date() + timedelta(days=30), proposals_per_week=0)
    assert ask(make_shift(make_opening(now=now), now=now), profile, now).status == S.ACCEPTED


def test_one_asks_once_and_not_again_after_a_no(now: datetime) -> None:
    shift = make_shift(make_opening(now=now, answer=Opening.Answer.WE_CHOOSE), now=now)
    profile = make_profile(now=now)
    made = ask(shift, profile, now)
    assert refusal(shift, profile, now) == "already-applied"
    services.withdraw_application(application_id=made.pk, by=profile.person_id, now=now)
    again = ask(shift, profile, now)
    services.decline_application(application_id=again.pk, reason="満員です", by=None, now=now)
    assert refusal(shift, profile, now) == "declined-before"


def test_nobody_is_in_two_places_at_a_time_and_the_other_is_named(now: datetime) -> None:
    profile = make_profile(now=now)
    ask(make_shift(make_opening("炊き出し", now=now), now=now), profile, now)
    other = make_opening("清掃", now=now)
    with pytest.raises(MoveRefusedError) as caught:
        ask(make_shift(other, now=now, hours=1), profile, now)
    assert caught.value.denial.code == "busy-then"
    assert "炊き出し" in caught.value.denial.reason
    right_after = Shift.objects.create(
        opening=other, starts=now + timedelta(days=7, hours=2), ends=now + timedelta(days=7, hours=3)
    )
    assert ask(right_after, profile, now).status == S.ACCEPTED


def test_mail_goes_to_the_volunteer_and_the_managers_without_a_name(now: datetime) -> None:
    cast = factories.make_cast(now)
    assert cast.outsider.person is not None
    profile = make_profile("Minh", now=now, person=cast.outsider.person)
    shift = make_shift(make_opening(now=now, organization=cast.organization), now=now)
    made = ask(shift, profile, now)
    mails = {one.template: one for one in Message.objects.all()}
    assert mails["application_answered"].to == "outsider@example.org"
    assert mails["application_received"].to == "manager@example.org"
    assert cast.outsider.person.name not in str(mails["application_received"].values)
    assert made.recorded_by is None


def test_the_desk_asks_for_somebody_from_its_post(now: datetime) -> None:
    holding = factories.make_post(factories.make_user(), "coordinator", now)
    profile = make_profile(now=now, channel=VolunteerProfile.Channel.TELEPHONE)
    shift = make_shift(make_opening(now=now), now=now)
    made = services.apply(
        shift_id=shift.pk,
        profile_id=profile.pk,
        channel=Application.Channel.COORDINATOR,
        by=holding.person_id,
        post_id=holding.post_id,
        now=now,
    )
    assert (made.recorded_by_id, made.channel) == (holding.post_id, "coordinator")
    assert Act.objects.get(verb="apply_application").detail["on_behalf"] is True
    assert not Message.objects.exists()
