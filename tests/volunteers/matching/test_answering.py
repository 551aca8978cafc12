"""Yes becomes an application, no is never asked again, and the clock gives places back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.accounts.models import Post
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from portal.shared.transitions import MoveRefusedError
from tests.factories import make_organization, make_post, make_user
from tests.volunteers.factories import make_application, make_opening, make_profile, make_shift
from volunteers.applications.models import Application
from volunteers.matching.answering import accept_proposal, decline_proposal
from volunteers.matching.letters import send_proposals
from volunteers.matching.models import Proposal
from volunteers.matching.proposing import propose
from volunteers.matching.releasing import release_overdue
from volunteers.matching.sentences import reasons_of
from volunteers.matching.services import run_matching
from volunteers.openings.models import Opening
from volunteers.openings.services import cancel_opening
from volunteers.profiles.models import AvailabilityException, Consent, VolunteerProfile

pytestmark = pytest.mark.django_db
NIGHT, ORGANIZATION = Proposal.Origin.NIGHT, Proposal.Origin.ORGANIZATION


def proposed(now: datetime, **fields: object) -> Proposal:
    """One person, one opening with two times, and the night's proposal."""
    make_profile("one", now=now, **fields)
    opening = make_opening(now=now)
    make_shift(opening, now=now, days=5)
    make_shift(opening, now=now, days=6)
    run_matching(night=now.date(), now=now)
    return Proposal.objects.get()


def test_yes_is_an_application_through_the_night(now: datetime) -> None:
    proposal = proposed(now)
    second = proposal.opening.shifts.latest("starts")
    made = accept_proposal(proposal_id=proposal.pk, shift_id=second.pk, by=proposal.profile.person_id, now=now)
    proposal.refresh_from_db()
    assert (made.status, made.channel) == (Application.Status.ACCEPTED, Application.Channel.NIGHT)
    assert made.shift_id == second.pk and proposal.status == Proposal.Status.ACCEPTED
    assert Act.objects.filter(verb="accept_proposal").count() == 1
    with pytest.raises(MoveRefusedError):
        accept_proposal(proposal_id=proposal.pk, by=None, now=now)


def test_what_overlaps_with_something_else_cannot_be_taken(now: datetime) -> None:
    proposal = proposed(now)
    other = make_opening("ほかの手伝い", now=now)
    shifts = [make_shift(other, now=now, days=days) for days in (5, 6)]
    first = proposal.opening.shifts.earliest("starts")
    accepted = Application.Status.ACCEPTED
    Application.objects.create(
        shift=shifts[0], opening=other, organization=other.organization, profile=proposal.profile, status=accepted,
        channel=Application.Channel.SEARCH, during=(shifts[0].starts, shifts[0].ends), applied=now,
    )  # fmt: skip
    with pytest.raises(MoveRefusedError):
        accept_proposal(proposal_id=proposal.pk, shift_id=first.pk, by=None, now=now)
    proposal.refresh_from_db()
    assert proposal.status == Proposal.Status.PROPOSED
    assert accept_proposal(proposal_id=proposal.pk, by=None, now=now).shift_id != first.pk


def test_after_two_days_others_are_asked_and_the_same_person_is_not(now: datetime) -> None:
    proposal = proposed(now)
    late = proposal.due + timedelta(minutes=1)
    with pytest.raises(MoveRefusedError):
        accept_proposal(proposal_id=proposal.pk, by=None, now=late)
    assert release_overdue(now=late) == {"expired": 1, "released": 0}
    run_matching(night=late.date(), now=late)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("reason", ["withdrawn", "filled", "closed", "asked"])
def test_what_is_no_longer_needed_is_released(now: datetime, reason: str) -> None:
    proposal = proposed(now)
    if reason == "withdrawn":
        Consent.objects.update(withdrawn=now)
    elif reason == "filled":
        proposal.opening.shifts.update(taken=1)
    elif reason == "asked":
        make_application(proposal.profile, proposal.opening.shifts.earliest("starts"), now=now)
    else:
        Opening.objects.update(status=Opening.Status.CLOSED)
    assert release_overdue(now=now) == {"expired": 0, "released": 1}
    assert release_overdue(now=now) == {"expired": 0, "released": 0}


def test_a_no_may_have_a_reason(now: datetime) -> None:
    proposal = proposed(now)
    decline_proposal(proposal_id=proposal.pk, by=None, now=now, reason=" 時間がない ")
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == (Proposal.Status.DECLINED, "時間がない")


def test_an_organisation_asks_within_the_limit_alone(now: datetime) -> None:
    person = make_profile("one", now=now, proposals_per_week=2)
    openings = [make_opening(f"手伝い{number}", now=now) for number in range(3)]
    for opening in openings:
        make_shift(opening, now=now)
    for opening in openings[:2]:
        made = propose(opening_id=opening.pk, profile_id=person.pk, origin=ORGANIZATION, by=None, now=now)
        assert made.run_id is None and len(made.parts) == 11 and made.score > 0
    for opening in (openings[0], openings[2]):
        with pytest.raises(MoveRefusedError):
            propose(opening_id=opening.pk, profile_id=person.pk, origin=ORGANIZATION, by=None, now=now)
    assert Proposal.objects.count() == 2


def test_one_mail_in_the_morning_with_reasons(now: datetime) -> None:
    night = now.replace(hour=3)
    user = make_user("one@example.org")
    assert user.person is not None
    user.person.language = "en"
    user.person.save()
    make_profile("one", now=night, person=user.person)
    make_profile("letters", now=night, channel=VolunteerProfile.Channel.LETTER)
    for number in range(4):
        owner = make_organization(f"会{number}")
        make_shift(make_opening(f"手伝い{number}", now=night, organization=owner), now=night, places=2)
    run_matching(night=night.date(), now=night)
    for _ in range(2):
        chunk = send_proposals(night=night.date(), now=night, cursor=None)
        assert chunk.cursor is None
    (mail,) = Message.objects.filter(template="proposals")
    assert mail.due == night.replace(hour=7, minute=0) and len(mail.values["proposals"]) == 3
    assert (
        "Speaks Japanese" not in str(mail.values) and "Less than 100 m away" in mail.values["proposals"][0]["reasons"]
    )


def test_what_ends_before_the_morning_is_not_announced(now: datetime) -> None:
    night = now.replace(hour=3)
    user = make_user("one@example.org")
    make_profile("one", now=night, person=user.person)
    openings = [
        make_opening(f"手伝い{number}", now=night, organization=make_organization(f"会{number}")) for number in range(3)
    ]
    for opening in openings:
        make_shift(opening, now=night)
    run_matching(night=night.date(), now=night)
    send_proposals(night=night.date(), now=night, cursor=None)
    (mail,) = Message.objects.filter(template="proposals")
    cancel_opening(opening_id=openings[0].pk, reason="中止", by=None, now=night + timedelta(hours=1))
    mail.refresh_from_db()
    assert mail.status == "waiting" and mail.values["number"] == len(mail.values["proposals"]) == 2
    assert "手伝い0" not in str(mail.values)
    second, third = Proposal.objects.filter(status="proposed").order_by("opening")
    decline_proposal(proposal_id=second.pk, by=user.person_id, now=night + timedelta(hours=1))
    accept_proposal(proposal_id=third.pk, by=user.person_id, now=night + timedelta(hours=1))
    send_proposals(night=night.date(), now=night + timedelta(hours=1), cursor=None)
    (mail,) = Message.objects.filter(template="proposals")
    assert (mail.status, mail.values, mail.key) == ("given_up", {}, f"proposals:{night.date()}:{user.person_id}")


def test_a_day_taken_out_or_cancelled_is_no_reason(now: datetime) -> None:
    profile, opening = make_profile("one", now=now), make_opening(now=now)
    first, second, third = (make_shift(opening, now=now, days=days) for days in (5, 6, 7))
    third.cancelled = now
    third.save()
    AvailabilityException.objects.create(profile=profile, day=first.starts.date(), times=())  # type: ignore[union-attr]
    run_matching(night=now.date(), now=now)
    reasons = reasons_of(profile, opening, Proposal.objects.get().parts, now)
    assert "Free at 1 of 2 times" in reasons
    first.delete()
    AvailabilityException.objects.all().delete()
    (named,) = (one for one in reasons_of(profile, opening, Proposal.objects.get().parts, now) if "Free on" in one)
    assert named.count("(") == 1 and str(second.starts.day) in named  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", [Post.Kind.COORDINATOR, Post.Kind.CONTRACTOR])
def test_the_numbers_know_who_brought_them_together(kind: str, now: datetime) -> None:
    holding = make_post(make_user(), kind, now)
    profile, opening = make_profile("one", now=now), make_opening(now=now)
    make_shift(opening, now=now)
    asked = {"opening_id": opening.pk, "profile_id": profile.pk, "origin": "coordinator", "now": now}
    proposal = propose(**asked, by=holding.person_id, post_id=holding.post_id)
    assert accept_proposal(proposal_id=proposal.pk, by=profile.person_id, now=now).channel == kind
