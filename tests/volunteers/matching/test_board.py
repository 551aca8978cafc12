"""The columns in memory: marked changes are seen at once, the answer is that of the tables."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.matching.board import BOARD, best_openings, best_people
from volunteers.matching.days import today
from volunteers.matching.models import Proposal
from volunteers.matching.reading import read_volunteers
from volunteers.matching.scoring import Weights
from volunteers.matching.services import run_matching
from volunteers.profiles.models import AvailabilityException, Consent, VolunteerProfile

pytestmark = pytest.mark.django_db
WEIGHTS = Weights()


@pytest.fixture(autouse=True)
def _empty_board() -> None:
    BOARD.forget()


def test_whoever_has_just_signed_up_changed_or_left_is_seen_at_once(now: datetime) -> None:
    opening = make_opening(now=now, skills_required=("cooking",))
    shift = make_shift(opening, now=now)
    assert shift.starts is not None
    when = today(now)
    cook = make_profile("cook", now=now, skills=("cooking",))
    learner = make_profile("learner", now=now)
    assert best_people(opening.pk, when, WEIGHTS, 5).ids.tolist() == [cook.pk]
    VolunteerProfile.objects.filter(pk=learner.pk).update(skills=("cooking",))
    third = make_profile("third", now=now, skills=("cooking",), confirmed=now.date() - timedelta(days=100))
    assert set(best_people(opening.pk, when, WEIGHTS, 5).ids.tolist()) == {cook.pk, learner.pk, third.pk}
    assert best_people(opening.pk, when, WEIGHTS, 5).ids.tolist()[-1] == third.pk
    Consent.objects.filter(person=cook.person).update(withdrawn=now)
    AvailabilityException.objects.create(profile=learner, day=shift.starts.date(), times=())
    assert best_people(opening.pk, when, WEIGHTS, 5).ids.tolist() == [third.pk]
    assert BOARD.volunteers(when).id.tolist() == read_volunteers(when).id.tolist()


def test_what_the_night_has_asked_is_not_offered_again(now: datetime) -> None:
    person = make_profile("one", now=now)
    openings = [make_opening(f"手伝い{number}", now=now) for number in range(3)]
    for opening in openings:
        make_shift(opening, now=now)
    when = today(now)
    assert set(best_openings(person.pk, when, WEIGHTS, 9).ids.tolist()) == {one.pk for one in openings}
    VolunteerProfile.objects.update(proposals_per_week=5)
    run_matching(night=now.date(), now=now)
    assert Proposal.objects.count() == 3
    assert not len(best_openings(person.pk, when, WEIGHTS, 9).ids)
    assert not len(best_people(openings[0].pk, when, WEIGHTS, 9).ids)


def test_the_order_is_that_of_the_night(now: datetime) -> None:
    opening = make_opening(now=now, skills_welcome=("cooking", "music"))
    make_shift(opening, now=now, places=2)
    for number, skills in enumerate(((), ("music",), ("cooking", "music"), ("cooking",))):
        make_profile(f"p{number}", now=now, skills=skills, radius=5000)
    found = best_people(opening.pk, today(now), WEIGHTS, 4)
    run_matching(night=now.date(), now=now)
    stored = dict(Proposal.objects.values_list("profile_id", "score"))
    assert dict(zip(found.ids.tolist(), found.ranked.score.tolist(), strict=True)) == stored
