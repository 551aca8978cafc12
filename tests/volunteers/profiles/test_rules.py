"""Who may write and be asked; the card before both sides agree; the same answer for one and for many; erasing."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import Post
from portal.personal_data import REGISTER, find
from portal.shared.privacy.register import Erasing
from tests import factories
from tests.volunteers.factories import make_profile
from volunteers.profiles import rules, services
from volunteers.profiles.consent_texts import load_consent_texts
from volunteers.profiles.consents import give_consent
from volunteers.profiles.models import AvailabilityException, Consent, ConsentText, IdentityCheck, VolunteerProfile
from volunteers.profiles.selectors import PublicCard, area_name, matchable_profiles, public_card

pytestmark = pytest.mark.django_db
CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"paused_until": date(2026, 11, 18)}, ["paused"]),
    ({"paused_until": date(2026, 11, 17)}, []),
    ({"proposals_per_week": 0}, ["wants-none"]),
    ({"born": date(2008, 10, 1)}, []),
    ({"born": date(2008, 11, 1)}, ["no-guardian"]),
    ({"born": date(2010, 1, 1), "paused_until": date(2027, 1, 1)}, ["no-guardian", "paused"]),
    ({"ended": datetime.fromisoformat("2026-11-01T00:00:00+09:00"), "proposals_per_week": 0}, ["ended"]),
]


@pytest.mark.parametrize(("columns", "codes"), CASES)
def test_one_and_many_are_judged_alike(columns: dict[str, Any], codes: list[str], now: datetime) -> None:
    profile = make_profile(now=now, **columns)
    assert [one.code for one in rules.obstacles(profile, now)] == codes
    first = rules.can_be_matched(profile, now)
    assert (first.code if first else None) == (codes[0] if codes else None)
    assert matchable_profiles(now).exists() == (not codes)


def test_without_consent_nobody_is_asked(now: datetime) -> None:
    profile = make_profile(now=now)
    Consent.objects.update(withdrawn=now)
    denial = rules.can_be_matched(profile, now)
    assert denial is not None and denial.code == "no-consent" and not matchable_profiles(now).exists()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("coordinator", None),
        ("contractor", None),
        ("official", None),
        ("administrator", None),
        ("auditor", "not-at-the-desk"),
        ("reviewer", "not-at-the-desk"),
        ("", "not-at-the-desk"),
    ],
)
def test_who_acts_for_others(kind: str, code: str | None, now: datetime) -> None:
    profile, user = make_profile(now=now), factories.make_user()
    if kind:
        factories.make_post(user, kind, now)
    for rule in (rules.can_act_for, rules.can_update_profile, rules.can_check_identity):
        denial = rule(user, profile, now)
        assert (denial.code if denial else None) == code
    assert (rules.desk_post(user, now) is None) == (code is not None)
    assert rules.can_act_for(AnonymousUser(), profile, now) is not None


def test_people_write_for_themselves_and_nobody_after_they_left(now: datetime) -> None:
    user = factories.make_user()
    factories.make_post(user, Post.Kind.OFFICIAL, now)
    profile = make_profile(now=now, person=user.person)
    assert rules.can_update_profile(user, profile, now) is None
    for rule in (rules.can_act_for, rules.can_check_identity):
        denial = rule(user, profile, now)
        assert denial is not None and denial.code == "oneself"
    profile.ended = now
    denial = rules.can_update_profile(user, profile, now)
    assert denial is not None and denial.code == "ended"


def test_the_card_tells_four_things_and_nothing_else(now: datetime) -> None:
    person = factories.make_person("Tran Van Minh")
    profile = make_profile(
        "Minh", now=now, person=person, about="+81-90-0000-0000", phone="03-1111-2222", postal_address="若葉1-1", skills=("cooking", "web"), born=date(1999, 5, 1),
        languages_basic=("ja", "vi"), languages_conversational=("vi",), languages_fluent=("vi",),
    )  # fmt: skip
    assert [one.name for one in fields(PublicCard)] == ["nickname", "skills", "languages", "area"]
    card = public_card(profile, "en")
    assert card == PublicCard(
        "Minh", ("Cooking", "Websites"), (("Japanese", "A little"), ("Vietnamese", "Fluently")), "Wakaba"
    )
    assert public_card(profile, "ja").area == "若葉"
    assert [area_name("1310410004001", language) for language in ("ja-simple", "zh-hans", "vi")] == [
        "{若葉|わかば}", "若葉", "Wakaba",
    ]  # fmt: skip
    assert area_name("", "en") == area_name("9999999999999", "en") == ""


def _everything(now: datetime) -> VolunteerProfile:
    load_consent_texts(ConsentText)
    worker = factories.make_user()
    post = factories.make_post(worker, Post.Kind.OFFICIAL, now).post
    person = factories.make_person("Tran Van Minh")
    profile = make_profile(
        "Minh",
        now=now,
        person=person,
        about="Hello",
        skills=("web",),
        born=date(2010, 5, 1),
        phone="03-1111-2222",
        postal_address="若葉1-1",
    )
    give_consent(person_id=person.pk, purpose="guardian", language="en", guardian="Tran Lan", by=None, now=now)
    services.set_availability(profile_id=profile.pk, days={date(2026, 12, 1): ["night"]}, by=None, now=now)
    services.check_identity(
        profile_id=profile.pk, document="passport", valid_until=date(2027, 1, 1), post_id=post.pk,
        by=worker.person_id or 0, now=now,
    )  # fmt: skip
    return profile


def test_what_is_kept_is_shown_and_erased(now: datetime) -> None:
    profile = _everything(now)
    subject = find(profile.person.uid)
    assert subject is not None
    kinds = [one for one in REGISTER.kinds if any(label.startswith("volunteers.") for label in one.fields)]
    shown = json.dumps([one.show(subject) for one in kinds if one.show], default=str)
    assert all(
        word in shown for word in ("Minh", "Hello", "web", "Tran Lan", "night", "passport", "mon-morning", "03-1111")
    )
    for kind in kinds:
        assert (kind.erase is not None and kind.erase(subject, Erasing(by=None, now=now)) > 0) or kind.name not in MINE
    for kind in kinds:
        assert kind.erase is not None and kind.erase(subject, Erasing(by=None, now=now)) == 0
    left = json.dumps([one.show(subject) for one in kinds if one.show], default=str)
    assert not any(
        word in left for word in ("Minh", "Hello", "web", "Tran Lan", "night", "passport", "mon-morning", "03-1111")
    )
    row = VolunteerProfile.objects.get()
    assert (row.ended, row.slots, row.latitude, row.born) == (now, (), None, None)
    assert not Consent.objects.standing_at(now).exists()


MINE = {"identity_checks", "volunteer_days", "volunteer_consents", "volunteer_profiles"}


def test_what_is_over_is_forgotten_in_time(now: datetime) -> None:
    profile = _everything(now)
    services.end_profile(profile_id=profile.pk, by=None, now=now)
    overdue = {
        days: {
            name for name in MINE if (rows := REGISTER.kind(name).retention.rows(now + timedelta(days=days))) and rows
        }
        for days in (1, 44, 179, 180, 410)
    }
    assert overdue == {
        1: set(),
        44: {"volunteer_days"},
        179: {"volunteer_days"},
        180: {"volunteer_days", "volunteer_consents", "volunteer_profiles"},
        410: MINE,
    }
    forget = {name: REGISTER.kind(name).retention.forget for name in ("volunteer_profiles", "volunteer_consents")}
    for name, forgetting in forget.items():
        rows = REGISTER.kind(name).retention.rows(now + timedelta(days=180))
        assert forgetting is not None and rows is not None
        assert forgetting([one.pk for one in rows], now) == 1
        assert not rows.all().exists()
    assert not AvailabilityException.objects.exists() and IdentityCheck.objects.exists()
    assert VolunteerProfile.objects.get().nickname == "—"
