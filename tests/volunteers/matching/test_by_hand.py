"""The desk writes down what volunteers without e-mail answer: on their behalf, on record, theirs alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from portal.accounts.models import Post
from portal.shared.japan import JAPAN
from portal.shared.models import Act, Ward
from tests.factories import make_person, make_post, make_user
from tests.volunteers.applications.asking import ask
from tests.volunteers.factories import (
    consent_text,
    make_application,
    make_opening,
    make_profile,
    make_proposal,
    make_shift,
)
from tests.ward_people import holder, signed_in
from volunteers.applications import services
from volunteers.applications.models import Application
from volunteers.applications.untold import note_told
from volunteers.matching.by_hand import to_reach
from volunteers.matching.models import Proposal
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import ConsentText, VolunteerProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanako() -> VolunteerProfile:
    """By telephone, without an account."""
    Ward.objects.create(pk=1, municipality_code="131041")
    return make_profile("はなこ", now=timezone.now(), person=make_person("山田 花子"), channel="telephone")


@pytest.fixture
def desk() -> Client:
    return signed_in(holder(Post.Kind.COORDINATOR, timezone.now() - timedelta(days=1)))


def _proposed(profile: VolunteerProfile, title: str = "読み聞かせ") -> Proposal:
    now = timezone.now()
    opening = make_opening(title, now=now)
    make_shift(opening, now=now)
    return make_proposal(profile, opening, now=now)


def test_a_yes_and_a_no_by_telephone(hanako: VolunteerProfile, desk: Client) -> None:
    first, second = _proposed(hanako), _proposed(hanako, "会場の受付")
    home = f"/en/ward/volunteers/{hanako.pk}/"
    page = desk.get(home).content.decode()
    assert "読み聞かせ" in page and "会場の受付" in page and "Says yes:" in page
    shift = first.opening.shifts.get()
    answer = desk.post(f"{home}answer/", {"verb": "accept", "proposal": first.pk, "shift": shift.pk}, follow=True)
    assert "Written down on the person&#x27;s behalf: Has a place." in answer.content.decode()
    desk.post(f"{home}answer/", {"verb": "decline", "proposal": second.pk, "reason": "Too far."})
    assert list(Proposal.objects.order_by("pk").values_list("status", "reason")) == [
        ("accepted", ""),
        ("declined", "Too far."),
    ]
    made = Application.objects.get()
    post = Post.objects.get()
    assert (made.recorded_by, made.profile, made.shift) == (post, hanako, shift)
    acts = Act.objects.filter(verb__in=("accept_proposal", "decline_proposal", "apply_application"))
    assert acts.count() == 3 and all(one.detail["on_behalf"] and one.detail["post"] == post.pk for one in acts)


def test_a_yes_may_pass_the_name_on_under_the_words_that_were_read(hanako: VolunteerProfile, desk: Client) -> None:
    first, second = _proposed(hanako), _proposed(hanako, "会場の受付")
    home = f"/en/ward/volunteers/{hanako.pk}/"
    words = consent_text(ConsentText.Purpose.CONTACT, timezone.now())
    page = desk.get(home).content.decode()
    assert escape(words.body_en.splitlines()[0]) in page and f'name="version" value="{words.version}"' in page
    said = {"verb": "accept", "proposal": first.pk, "shift": first.opening.shifts.get().pk, "agree": "on"}
    refused = desk.post(f"{home}answer/", {**said, "version": words.version + 1}, follow=True).content.decode()
    assert "The text has changed" in refused and not Application.objects.exists()
    desk.post(f"{home}answer/", {**said, "version": words.version})
    consent = Application.objects.get().contact_consent
    assert consent is not None and (consent.text, consent.recorded_by) == (words, Post.objects.get())
    Shift.objects.filter(opening=second.opening).update(starts=None, ends=None)
    quiet = {"verb": "accept", "proposal": second.pk, "shift": second.opening.shifts.get().pk, "version": words.version}
    desk.post(f"{home}answer/", quiet)
    assert Application.objects.latest("pk").contact_consent is None


def test_an_offered_place_and_somebody_who_cannot_come(hanako: VolunteerProfile, desk: Client) -> None:
    now = timezone.now()
    opening = make_opening("炊き出し", now=now)
    offers = [
        make_application(
            hanako,
            make_shift(opening, now=now, days=day, taken=1),
            now=now,
            status="offered",
            due=now + timedelta(hours=4),
        )
        for day in (5, 6)
    ]
    address = f"/en/ward/volunteers/{hanako.pk}/answer/"
    assert "Takes the place" in desk.get(address.removesuffix("answer/")).content.decode()
    for application, verb, status in ((0, "take", "accepted"), (1, "leave", "withdrawn"), (0, "withdraw", "withdrawn")):
        desk.post(address, {"verb": verb, "application": offers[application].pk})
        assert Application.objects.get(pk=offers[application].pk).status == status
    acts = Act.objects.filter(verb__in=("take_place_application", "withdraw_application"))
    assert acts.count() == 3 and all(one.detail["on_behalf"] for one in acts)
    desk.get(address.removesuffix("answer/"))
    refused = desk.post(address, {"verb": "take", "application": offers[0].pk}, follow=True).content.decode()
    assert "Written down" not in refused and "notice" in refused
    assert "Please press one of the buttons" in desk.post(address, follow=True).content.decode()


def test_only_what_is_this_persons_and_only_from_the_desk(hanako: VolunteerProfile, desk: Client) -> None:
    proposal = _proposed(make_profile("somebody else", now=timezone.now()))
    said = {"verb": "decline", "proposal": proposal.pk}
    address = f"/en/ward/volunteers/{hanako.pk}/answer/"
    for verb in ({}, {"verb": "take", "application": proposal.pk}, {"proposal": "x"}):
        assert desk.post(address, {**said, **verb}).status_code == 404
    mine = {"verb": "decline", "proposal": _proposed(hanako).pk}
    assert signed_in(make_user()).post(address, mine).status_code == 404
    anonymous = Client().post(address, mine)
    assert anonymous.status_code == 302 and anonymous["Location"].endswith(f"/ward/volunteers/{hanako.pk}/")
    assert not Proposal.objects.exclude(status="proposed").exists()


def test_who_gets_no_mail_is_listed_and_what_is_due_first_comes_first(hanako: VolunteerProfile, desk: Client) -> None:
    now = timezone.now()
    by_mail = make_profile("by mail", now=now, person=make_user().person)
    nobody_told = make_profile("no account", now=now, person=make_person("z"))
    for profile in (by_mail, nobody_told, hanako):
        _proposed(profile)
    Proposal.objects.filter(profile=hanako).update(due=now + timedelta(hours=2))
    make_profile("nothing waits", now=now, channel="letter")
    found, number = to_reach(now, "en")
    assert ([one.profile.nickname for one in found], number) == (["はなこ", "no account"], 2)
    assert not to_reach(now + timedelta(days=3), "en")[1]
    page = desk.get("/en/ward/matching/").content.decode()
    assert "はなこ" in page and "by mail" not in page and "山田" not in page
    auditor = signed_in(holder(Post.Kind.AUDITOR, now - timedelta(days=1))).get("/en/ward/matching/").content.decode()
    assert "Matching" in auditor and "はなこ" not in auditor


def _to_tell(now: datetime) -> list[str]:
    return [one.words or one.kind for one in to_reach(now, "en")[0]]


def test_news_that_no_mail_brings_stay_listed_until_somebody_has_told_them(
    hanako: VolunteerProfile, desk: Client
) -> None:
    now = timezone.now()
    opening = make_opening("読み聞かせ", now=now, answer=Opening.Answer.WE_CHOOSE)
    made = ask(make_shift(opening, now=now, days=20), hanako, now)
    ask(make_shift(opening, now=now, days=21), make_profile("by mail", now=now, person=make_user().person), now)
    assert _to_tell(now) == []
    services.accept_application(application_id=made.pk, by=None, now=now)
    assert _to_tell(now) == ["You have a place: 読み聞かせ"]
    (row,) = to_reach(now, "en")[0]
    services.cancel_application(application_id=made.pk, reason="大雨", by=None, now=now)
    page = desk.get("/en/ward/matching/").content.decode()
    assert "Cancelled: 読み聞かせ" in page and "大雨" in page and "You have a place" not in page
    told = {"verb": "told", "about": "application", "row": made.pk, "act": row.last_act}
    address = f"/en/ward/volunteers/{hanako.pk}/answer/"
    assert "Something else has happened since" in desk.post(address, told, follow=True).content.decode()
    (row,) = to_reach(timezone.now(), "en")[0]
    page = desk.post(address, {**told, "act": row.last_act}, follow=True).content.decode()
    assert "はなこ has been told." in page and "Cancelled: 読み聞かせ" not in page
    act = Act.objects.get(verb="tell_application")
    assert (act.object_id, act.detail) == (made.pk, {"post": Post.objects.get().pk, "act": row.last_act})


def test_the_desk_reminds_on_the_last_working_day_before(hanako: VolunteerProfile) -> None:
    thursday = datetime(2026, 11, 26, 10, tzinfo=JAPAN)
    opening = make_opening("炊き出し", now=thursday)
    monday = make_shift(opening, now=thursday, days=4)
    made = ask(monday, hanako, thursday - timedelta(days=3))
    assert _to_tell(thursday) == []
    friday = thursday + timedelta(days=1)
    (row,) = to_reach(friday, "en")[0]
    assert row.words.startswith("Soon: 炊き出し") and row.until == monday.starts
    post = make_post(make_user(), Post.Kind.COORDINATOR, thursday).post_id
    assert note_told(application=made, last_act=row.last_act, by=None, post_id=post, now=friday)
    assert [_to_tell(friday + timedelta(days=days)) for days in range(3)] == [[], [], []]
    other = ask(make_shift(opening, now=friday, days=3, hours=1, starts=None, ends=None), hanako, friday)
    assert other.status == "accepted" and _to_tell(friday) == [], "without a day nobody is reminded"


def test_new_words_to_agree_to_are_told_by_the_desk(hanako: VolunteerProfile, desk: Client) -> None:
    words = consent_text(ConsentText.Purpose.MATCHING, timezone.now())
    ConsentText.objects.create(purpose="matching", version=words.version + 1, body_ja="新", starts=timezone.now())
    make_profile("new words read", now=timezone.now(), channel="letter")
    page = desk.get("/en/ward/matching/").content.decode()
    assert "the text they agreed to has changed" in page and _to_tell(timezone.now()) == ["words"]
    desk.post(f"/en/ward/volunteers/{hanako.pk}/answer/", {"verb": "told"})
    assert _to_tell(timezone.now()) == []


def test_the_list_costs_the_same_for_one_and_for_many(hanako: VolunteerProfile, desk: Client) -> None:
    now, counts = timezone.now(), []
    opening = make_opening(now=now, answer=Opening.Answer.WE_CHOOSE)
    for number in range(3):
        made = ask(make_shift(opening, now=now, days=10 + number), hanako, now)
        services.decline_application(application_id=made.pk, reason="満員", by=None, now=now)
        if number != 1:
            desk.get("/en/ward/matching/")
            with CaptureQueriesContext(connection) as asked:
                desk.get("/en/ward/matching/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_costs_the_same_for_one_and_for_many(hanako: VolunteerProfile, desk: Client) -> None:
    counts = []
    for number in (1, 4):
        for row in range(number):
            _proposed(hanako, f"{number} {row}")
            opening = make_opening(f"場所 {number} {row}", now=timezone.now())
            make_application(hanako, make_shift(opening, now=timezone.now(), days=9 + number + row), now=timezone.now())
        desk.get(f"/en/ward/volunteers/{hanako.pk}/")
        with CaptureQueriesContext(connection) as asked:
            desk.get(f"/en/ward/volunteers/{hanako.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
