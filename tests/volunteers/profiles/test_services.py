"""Writing in a profile: by its person, at the desk on their behalf, and what the database itself refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from portal.accounts.models import Post
from portal.shared.models import Act
from tests import factories
from tests.volunteers.factories import HERE, make_profile
from volunteers.profiles import services
from volunteers.profiles.consent_texts import load_consent_texts
from volunteers.profiles.consents import give_consent, withdraw_consent
from volunteers.profiles.models import AvailabilityException, Consent, ConsentText, VolunteerProfile
from volunteers.profiles.rules import can_be_matched
from volunteers.profiles.selectors import matchable_profiles

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "nickname": "Minh",
    "languages": {"vi": 3, "ja": 2},
    "skills": ["cooking", "interpreting"],
    "slots": {"sat-morning", "mon-evening"},
    "town_code": HERE["town_code"],
    "born": date(1999, 5, 20),
}


def _saved(now: datetime, **values: Any) -> VolunteerProfile:
    person = factories.make_person("Tran Minh")
    return services.save_profile(person_id=person.pk, values={**VALUES, **values}, by=person.pk, now=now)


def _again(profile: VolunteerProfile) -> VolunteerProfile:
    return VolunteerProfile.objects.get(pk=profile.pk)


def test_what_is_typed_is_read_back_in_the_lists_order(now: datetime) -> None:
    profile = _again(_saved(now))
    assert profile.skills == ("interpreting", "cooking") and profile.slots == ("mon-evening", "sat-morning")
    assert profile.languages == {"ja": 2, "vi": 3}
    assert profile.languages_fluent == ("vi",) and profile.languages_basic == ("ja", "vi")
    assert profile.born == date(1999, 5, 1) and profile.confirmed == date(2026, 11, 18)
    assert profile.latitude == pytest.approx(35.68, abs=0.02)
    with connection.cursor() as cursor:
        cursor.execute("SELECT skills, slots FROM volunteers_volunteerprofile")
        assert cursor.fetchone() == (1 << 0 | 1 << 5, 1 << 2 | 1 << 20)


def test_only_what_differs_counts_and_a_second_window_is_told(now: datetime) -> None:
    profile = _saved(now)
    same = services.save_profile(
        person_id=profile.person_id, values=VALUES, revision=1, by=profile.person_id, now=now + timedelta(days=40)
    )
    assert (same.revision, same.confirmed) == (1, date(2026, 12, 28))
    changed = {"skills": ["cooking"], "town_code": "", "in_person": False, "online": True}
    new = services.save_profile(person_id=profile.person_id, values=changed, revision=1, by=profile.person_id, now=now)
    assert (new.revision, _again(new).latitude, _again(new).skills) == (2, None, ("cooking",))
    told = Act.objects.get(verb="save_profile").detail["changed"]
    assert told == ["in_person", "latitude", "longitude", "online", "skills", "town_code"]
    for revision in (None, 1):
        with pytest.raises(services.ProfileEditedMeanwhileError) as meanwhile:
            services.save_profile(
                person_id=profile.person_id, values=VALUES, revision=revision, by=profile.person_id, now=now
            )
        assert meanwhile.value.profile.revision == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nickname", " "),
        ("languages", {}),
        ("languages", {"xx": 1}),
        ("languages", {"ja": 4}),
        ("skills", ["flying"]),
        ("slots", ["mon-noon"]),
        ("town_code", "1310499999999"),
        ("radius", 499),
        ("born", date(2027, 1, 1)),
        ("born", date(1850, 1, 1)),
        ("proposals_per_week", 8),
        ("hours_per_month", 0),
        ("channel", "pigeon"),
        ("in_person", False),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, value: Any, now: datetime) -> None:
    with pytest.raises(ValidationError) as refused:
        _saved(now, **{field: value})
    assert set(refused.value.message_dict) == {field}
    assert not VolunteerProfile.objects.exists()


@pytest.mark.parametrize(
    "columns",
    [
        {"nickname": ""},
        {"in_person": False, "online": False},
        {"latitude": None},
        {"radius": 60_000},
        {"proposals_per_week": 9},
    ],
)
def test_the_database_refuses_it_too(columns: dict[str, Any], now: datetime) -> None:
    profile = make_profile(now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        VolunteerProfile.objects.filter(pk=profile.pk).update(**columns)


def test_the_desk_writes_for_somebody_without_an_account(now: datetime) -> None:
    load_consent_texts(ConsentText)
    worker = factories.make_user()
    post = factories.make_post(worker, Post.Kind.COORDINATOR, now).post
    person, by = factories.make_person("山田花子"), worker.person_id
    assert by is not None
    with pytest.raises(ValueError, match="post"):
        services.save_profile(person_id=person.pk, values=VALUES, by=by, now=now)
    profile = services.save_profile(person_id=person.pk, values=VALUES, by=by, now=now, post_id=post.pk)
    given = give_consent(
        person_id=person.pk, purpose="matching", language="ja", channel="letter", by=by, now=now, post_id=post.pk
    )
    assert (given.recorded_by, given.channel, given.text.version) == (post, "letter", 1)
    details = Act.objects.filter(verb__in=("begin_profile", "give_consent")).values_list("detail", flat=True)
    assert [(one["on_behalf"], one["post"]) for one in details] == [(True, post.pk)] * 2
    assert can_be_matched(profile, now) is None


def test_days_that_are_not_as_usual(now: datetime) -> None:
    profile, by = _saved(now), None
    day = date(2026, 11, 21)
    services.set_availability(
        profile_id=profile.pk, days={day: ["evening", "morning"], day + timedelta(days=1): []}, by=by, now=now
    )
    services.set_availability(profile_id=profile.pk, days={day: ["night"]}, by=by, now=now)
    kept = dict(AvailabilityException.objects.values_list("day", "times"))
    assert kept == {day: ("night",), day + timedelta(days=1): ()}
    services.set_availability(profile_id=profile.pk, days={day: None}, by=by, now=now)
    assert AvailabilityException.objects.count() == 1
    for days, field in (({date(2026, 11, 17): []}, "day"), ({day: ["noon"]}, "times")):
        with pytest.raises(ValidationError) as refused:
            services.set_availability(profile_id=profile.pk, days=days, by=by, now=now)
        assert set(refused.value.message_dict) == {field}


def test_pause_and_come_back(now: datetime) -> None:
    profile = make_profile(now=now)
    services.pause_profile(profile_id=profile.pk, until=date(2026, 11, 30), by=profile.person_id, now=now)
    denial = can_be_matched(_again(profile), now)
    assert denial is not None and denial.code == "paused"
    assert can_be_matched(_again(profile), now + timedelta(days=13)) is None
    services.resume_profile(profile_id=profile.pk, by=profile.person_id, now=now)
    assert can_be_matched(_again(profile), now) is None and _again(profile).revision == 3
    for until in (date(2026, 11, 17), date(2028, 1, 1)):
        with pytest.raises(ValidationError):
            services.pause_profile(profile_id=profile.pk, until=until, by=profile.person_id, now=now)


def test_leaving_takes_every_consent_back_and_one_may_return(now: datetime) -> None:
    profile = make_profile(now=now)
    services.end_profile(profile_id=profile.pk, by=profile.person_id, now=now)
    assert not Consent.objects.standing_at(now).exists() and not matchable_profiles(now).exists()
    with pytest.raises(ValidationError):
        services.pause_profile(profile_id=profile.pk, until=now.date(), by=None, now=now)
    back = services.save_profile(person_id=profile.person_id, values=VALUES, by=profile.person_id, now=now)
    assert (back.pk, back.ended, back.nickname, back.revision) == (profile.pk, None, "Minh", 3)
    denial = can_be_matched(back, now)
    assert denial is not None and denial.code == "no-consent"


def test_newer_words_take_the_place_of_older_ones(now: datetime) -> None:
    ConsentText.objects.all().delete()
    assert load_consent_texts(ConsentText) == 3 and load_consent_texts(ConsentText) == 0
    person = factories.make_person()
    first = give_consent(person_id=person.pk, purpose="matching", language="en", version=1, by=person.pk, now=now)
    same = give_consent(person_id=person.pk, purpose="matching", language="ja", by=person.pk, now=now)
    assert same == first and same.language == "en"
    ConsentText.objects.create(purpose="matching", version=2, body_ja="新しい文", starts=now)
    with pytest.raises(ValidationError):
        give_consent(person_id=person.pk, purpose="matching", language="en", version=1, by=person.pk, now=now)
    second = give_consent(person_id=person.pk, purpose="matching", language="en", version=2, by=person.pk, now=now)
    first.refresh_from_db()
    assert first.withdrawn == now and second.text.version == 2
    assert withdraw_consent(person_id=person.pk, purpose="matching", by=person.pk, now=now) == 1
    assert withdraw_consent(person_id=person.pk, purpose="matching", by=person.pk, now=now) == 0


def test_a_guardian_has_a_name(now: datetime) -> None:
    load_consent_texts(ConsentText)
    profile = make_profile(now=now, born=date(2010, 1, 1))
    denial = can_be_matched(profile, now)
    assert denial is not None and denial.code == "no-guardian"
    who: dict[str, Any] = {"person_id": profile.person_id, "purpose": "guardian", "language": "ja", "by": None}
    with pytest.raises(ValidationError) as refused:
        give_consent(**who, guardian="  ", now=now)
    assert set(refused.value.message_dict) == {"guardian"}
    assert not matchable_profiles(now).exists()
    give_consent(**who, guardian="山田 太郎", now=now)
    assert can_be_matched(profile, now) is None and matchable_profiles(now).get() == profile


def test_an_identity_check_keeps_the_kind_alone(now: datetime) -> None:
    worker, profile = factories.make_user(), make_profile(now=now)
    post, by = factories.make_post(worker, Post.Kind.OFFICIAL, now).post, worker.person_id
    assert by is not None
    seen: dict[str, Any] = {"profile_id": profile.pk, "post_id": post.pk, "now": now}
    made = services.check_identity(**seen, document="passport", valid_until=date(2030, 1, 1), by=by)
    assert (made.post, made.document, made.valid_until) == (post, "passport", date(2030, 1, 1))
    for document, until, who in (
        ("library-card", date(2030, 1, 1), by),
        ("passport", date(2026, 11, 17), by),
        ("passport", date(2030, 1, 1), profile.person_id),
    ):
        with pytest.raises(ValidationError):
            services.check_identity(**seen, document=document, valid_until=until, by=who)
    assert profile.identity_checks.count() == 1
