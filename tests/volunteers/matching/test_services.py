"""The whole night on a small ward in PostgreSQL, compared with every choice there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations, product

import pytest

from organizations.directory.models import Membership
from portal.shared.japan import JAPAN
from tests.factories import make_organization
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.matching.assignment import BONUS
from volunteers.matching.days import When
from volunteers.matching.models import MatchingRun, NotReached, Proposal
from volunteers.matching.naive import naive_score
from volunteers.matching.needs import read_openings
from volunteers.matching.reading import read_volunteers
from volunteers.matching.scoring import Weights, score_one
from volunteers.matching.services import run_matching
from volunteers.matching.weighing import weights_of
from volunteers.openings.models import Opening
from volunteers.profiles.models import Consent

pytestmark = pytest.mark.django_db


def small_ward(now: datetime) -> None:
    """Four people and three openings, scarce: one asks for Nepali, one is online, one far away."""
    make_profile("a", now=now, proposals_per_week=1, skills=("cooking",))
    make_profile("b", now=now, proposals_per_week=2, online=True, interests=("2",))
    make_profile("c", now=now, proposals_per_week=1, languages_basic=("ja", "ne"), radius=500)
    make_profile("paused", now=now, paused_until=now.astimezone(JAPAN).date() + timedelta(days=9))
    for number, fields in enumerate(
        (
            {"skills_welcome": ("cooking",)},
            {"on_site": False, "online": True, "kind": Opening.Kind.ONGOING, "slots": ("mon-morning", "sat-evening")},
            {"languages_basic": ("ne",), "latitude": 35.7052, "longitude": 139.7547},
        )
    ):
        make_shift(make_opening(f"お手伝い{number}", now=now, **fields), now=now, days=5)


def best_objective(now: datetime) -> int:
    """By trying every set of pairs."""
    when = When(now.date(), now)
    people = read_volunteers(when)
    openings = read_openings(when, people.id)
    points = {
        (v, o): found
        for v, o in product(range(len(people)), range(len(openings)))
        if (found := naive_score(people, openings, v, o, Weights())) is not None
    }
    best = 0
    for size in range(len(points) + 1):
        for chosen in combinations(points, size):
            fits = all(sum(one[0] == v for one in chosen) <= people.cap[v] for v in range(len(people)))
            fits &= all(sum(one[1] == o for one in chosen) <= openings.quota[o] for o in range(len(openings)))
            if fits:
                best = max(best, sum(points[one] for one in chosen) + BONUS * len({one[1] for one in chosen}))
    return best


def test_the_night_finds_what_trying_everything_finds(now: datetime) -> None:
    small_ward(now)
    expected = best_objective(now)
    run, is_new = run_matching(night=now.date(), now=now)
    rows = list(Proposal.objects.all())
    assert is_new and run.proposals == len(rows) > 0
    assert sum(row.score for row in rows) + BONUS * len({row.opening_id for row in rows}) == expected
    assert run.score == sum(row.score for row in rows) <= run.bound
    assert (run.reached, run.reachable) == (2, 2)
    (missed,) = NotReached.objects.all()
    assert missed.opening.languages_basic == ("ne",) and missed.blocking["eligible"] == 0
    for row in rows:
        assert score_one(row.parts, weights_of(row.weights.values)) == row.score


def test_the_same_night_twice_changes_nothing(now: datetime) -> None:
    small_ward(now)
    first, _ = run_matching(night=now.date(), now=now)
    before = list(Proposal.objects.order_by("id").values())
    again, is_new = run_matching(night=now.date(), now=now + timedelta(hours=2))
    assert (again.pk, is_new) == (first.pk, False)
    assert list(Proposal.objects.order_by("id").values()) == before and MatchingRun.objects.count() == 1


def test_nobody_is_asked_beyond_the_limit_in_any_seven_days(now: datetime) -> None:
    make_profile("one", now=now, proposals_per_week=2)
    for number in range(30):
        make_shift(make_opening(f"手伝い{number}", now=now), now=now, days=20)
    days = []
    for night in range(15):
        moment = now + timedelta(days=night)
        run_matching(night=moment.date(), now=moment)
        days += [night] * Proposal.objects.filter(run__night=moment.date()).count()
    assert len(days) >= 5
    assert all(sum(begin <= day < begin + 7 for day in days) <= 2 for begin in range(15))
    assert Proposal.objects.count() == len(set(Proposal.objects.values_list("opening_id", flat=True)))


@pytest.mark.parametrize("reason", ["withdrawn", "ended", "minor", "member", "asked"])
def test_who_may_not_be_asked_is_not(now: datetime, reason: str) -> None:
    profile = make_profile("one", now=now, born=datetime(2010, 5, 1).date() if reason == "minor" else None)
    organization = make_organization("会")
    opening = make_opening(now=now, organization=organization)
    make_shift(opening, now=now)
    if reason == "withdrawn":
        Consent.objects.update(withdrawn=now)
    elif reason == "ended":
        type(profile).objects.update(ended=now)
    elif reason == "member":
        Membership.objects.create(organization=organization, person=profile.person, accepted=now)
    elif reason == "asked":
        run_matching(night=now.date(), now=now)
        assert Proposal.objects.exists()
    before, later = Proposal.objects.count(), now + timedelta(days=3)
    run_matching(night=later.date(), now=later)
    assert Proposal.objects.count() == before
