"""The desk writes down what volunteers without e-mail answer: on their behalf, on record, theirs alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import Post
from portal.shared.models import Act, Ward
from tests.factories import make_person, make_user
from tests.volunteers.factories import make_application, make_opening, make_profile, make_proposal, make_shift
from tests.ward_people import holder, signed_in
from volunteers.applications.models import Application
from volunteers.matching.by_hand import to_reach
from volunteers.matching.models import Proposal
from volunteers.profiles.models import VolunteerProfile

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
    found, number = to_reach(now)
    assert ([one.nickname for one in found], number) == (["はなこ", "no account"], 2)
    assert not to_reach(now + timedelta(days=3))[1]
    page = desk.get("/en/ward/matching/").content.decode()
    assert "はなこ" in page and "by mail" not in page and "山田" not in page
    auditor = signed_in(holder(Post.Kind.AUDITOR, now - timedelta(days=1))).get("/en/ward/matching/").content.decode()
    assert "Matching" in auditor and "はなこ" not in auditor


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
