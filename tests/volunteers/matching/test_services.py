"""The whole night on a small ward in PostgreSQL, compared with every choice there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations, product
from typing import Any

import pytest

from organizations.directory.models import Membership
from portal.shared.japan import JAPAN
from tests.factories import make_organization
from tests.volunteers.factories import make_application, make_opening, make_profile, make_shift
from volunteers.matching import services
from volunteers.matching.assignment import BONUS
from volunteers.matching.days import When
from volunteers.matching.models import MatchingRun, NotReached, Proposal
from volunteers.matching.naive import naive_score
from volunteers.matching.needs import read_openings
from volunteers.matching.proposing import propose
from volunteers.matching.reading import read_volunteers
from volunteers.matching.releasing import release_overdue
from volunteers.matching.scoring import Weights, score_one
from volunteers.matching.services import run_matching
from volunteers.matching.weighing import weights_of
from volunteers.openings.models import Opening
from volunteers.profiles.consents import give_consent
from volunteers.profiles.models import Consent, ConsentText
from volunteers.profiles.rules import obstacles
from volunteers.profiles.selectors import matchable_profiles

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


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


@pytest.mark.parametrize("reason", ["withdrawn", "ended", "minor", "member", "asked", "older words"])
def test_who_may_not_be_asked_is_not(now: datetime, reason: str) -> None:
    profile = make_profile("one", now=now, born=datetime(2010, 5, 1).date() if reason == "minor" else None)
    organization = make_organization("会")
    opening = make_opening(now=now, organization=organization)
    make_shift(opening, now=now)
    if reason == "withdrawn":
        Consent.objects.update(withdrawn=now)
    elif reason == "ended":
        type(profile).objects.update(ended=now)
    elif reason == "older words":
        newer_words(now)
    elif reason == "member":
        Membership.objects.create(organization=organization, person=profile.person, accepted=now)
    elif reason == "asked":
        run_matching(night=now.date(), now=now)
        assert Proposal.objects.exists()
    before, later = Proposal.objects.count(), now + timedelta(days=3)
    run_matching(night=later.date(), now=later)
    assert Proposal.objects.count() == before


def newer_words(now: datetime) -> None:
    """Everybody has agreed to what held until now."""
    held = ConsentText.objects.filter(purpose=ConsentText.Purpose.MATCHING).latest("version")
    ConsentText.objects.create(purpose=held.purpose, version=held.version + 1, body_ja="新しい文", starts=now)


def test_newer_words_are_asked_for_and_end_nothing_that_was_begun(now: datetime) -> None:
    profile = make_profile("one", now=now)
    make_shift(make_opening(now=now), now=now)
    run_matching(night=now.date(), now=now)
    newer_words(now + HOUR)
    assert [one.code for one in obstacles(profile, now + HOUR)] == ["no-consent"]
    assert not matchable_profiles(now + HOUR).exists() and matchable_profiles(now).exists()
    assert release_overdue(now=now + HOUR) == {"expired": 0, "released": 0}
    give_consent(person_id=profile.person_id, purpose="matching", language="ja", by=profile.person_id, now=now + HOUR)
    assert obstacles(profile, now + HOUR) == [] and matchable_profiles(now + HOUR).exists()


@pytest.mark.parametrize(("hours", "proposals"), [(7 * 24 - 1, 2), (7 * 24, 4)])
def test_seven_days_are_counted_by_the_hour(now: datetime, hours: int, proposals: int) -> None:
    """Asked in the evening, a week later a night begins early."""
    evening = now.replace(hour=23)
    one = make_profile("one", now=evening, proposals_per_week=2)
    for number in range(6):
        make_shift(make_opening(f"手伝い{number}", now=evening), now=evening, days=20)
    for opening in Opening.objects.order_by("id")[:2]:
        propose(opening_id=opening.pk, profile_id=one.pk, origin=Proposal.Origin.ORGANIZATION, by=None, now=evening)
    Proposal.objects.update(status=Proposal.Status.EXPIRED)
    later = evening + timedelta(hours=hours)
    run_matching(night=(later + timedelta(hours=2)).date(), now=later)
    assert Proposal.objects.count() == proposals


@pytest.mark.parametrize("reason", ["withdrawn", "left", "paused", "closed", "asked"])
def test_what_happens_while_the_night_calculates_is_left_out_and_not_counted(
    now: datetime, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, other = make_profile("one", now=now), make_profile("other", now=now)
    openings = [make_opening(title, now=now) for title in ("はじめ", "つぎ")]
    shifts = [make_shift(opening, now=now) for opening in openings]
    write = services.write_run

    def overtaken(*args: Any) -> MatchingRun:
        run = write(*args)
        if reason == "withdrawn":
            Consent.objects.filter(person=profile.person).update(withdrawn=now)
        elif reason == "closed":
            Opening.objects.filter(pk=openings[0].pk).update(status=Opening.Status.CLOSED)
        elif reason == "asked":
            make_application(profile, shifts[0], now=now)
        else:
            fields = {"ended": now} if reason == "left" else {"paused_until": now.date()}
            type(profile).objects.filter(pk=profile.pk).update(**fields)
        return run

    monkeypatch.setattr(services, "write_run", overtaken)
    run, _ = run_matching(night=now.date(), now=now)
    left = set(Proposal.objects.values_list("profile_id", "opening_id"))
    people, wanted = (profile.pk, other.pk), [one.pk for one in openings]
    gone = {"closed": set(product(people, wanted[:1])), "asked": {(profile.pk, wanted[0])}}
    assert left == set(product(people, wanted)) - gone.get(reason, set(product(people[:1], wanted)))
    run.refresh_from_db()
    assert (run.proposals, run.score) == (len(left), sum(Proposal.objects.values_list("score", flat=True)))
    assert run.reached == len({opening for _person, opening in left})
