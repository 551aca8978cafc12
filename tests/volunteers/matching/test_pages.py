"""What people see: reasons instead of points, one tap, the coordinator's morning; always the same number of queries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import Post
from tests.factories import Cast, make_organization, make_post, make_user
from tests.volunteers.factories import make_opening, make_profile, make_shift
from volunteers.applications.models import Application
from volunteers.matching.board import BOARD
from volunteers.matching.models import MatchingRun, NotReached, Proposal, WeightTable
from volunteers.matching.scoring import Weights
from volunteers.matching.sentences import blocking_words
from volunteers.matching.services import run_matching
from volunteers.openings.models import Opening
from volunteers.profiles.models import VolunteerProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment() -> datetime:
    return timezone.localtime()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_three_proposals_with_reasons_and_one_tap(moment: datetime) -> None:
    user, client = make_user("one@example.org"), Client()
    client.force_login(user)
    profile = make_profile("one", now=moment, person=user.person, languages_basic=("ja", "vi"))
    first = make_opening("はじめ", now=moment, languages_welcome=("vi",))
    make_shift(first, now=moment)
    run_matching(night=moment.date(), now=moment)
    few = queries(client, "/en/volunteer/me/proposals/")
    for number in range(2):
        later = make_opening(f"あと{number}", now=moment)
        make_shift(later, now=moment)
        make_shift(later, now=moment, days=9)
        Proposal.objects.create(
            opening=later, profile=profile, weights=WeightTable.objects.get(), score=1, parts=[0] * 11,
            proposed=moment, due=moment + timedelta(days=1),
        )  # fmt: skip
    assert queries(client, "/en/volunteer/me/proposals/") == few
    page = client.get("/en/volunteer/me/proposals/").content.decode()
    assert "Please answer first. Then we look for more." in page
    assert '<span class="count">3</span>' in client.get("/en/volunteer/me/").content.decode()
    proposal = Proposal.objects.get(opening=first)
    assert "Vietnamese" in page and "Less than 100 m away" in page and str(proposal.score) not in page
    answer = client.post(f"/en/volunteer/me/proposals/{proposal.pk}/accept/")
    assert answer.headers["Location"] == "/en/volunteer/me/applications/"
    assert Application.objects.get().status == Application.Status.ACCEPTED


def test_an_organisation_sees_cards_without_names_and_asks(cast: Cast, moment: datetime) -> None:
    client = Client()
    client.force_login(cast.manager)
    opening = make_opening(now=moment, organization=cast.organization, skills_welcome=("cooking",))
    make_shift(opening, now=moment, places=4)
    address = f"/en/npo/openings/{opening.pk}/candidates/"
    make_profile("Sunny", now=moment, skills=("cooking",))
    few = queries(client, address)
    for number in range(6):
        make_profile(f"Helper {number}", now=moment)
    assert queries(client, address) == few
    page = client.get(address).content.decode()
    sunny = VolunteerProfile.objects.get(nickname="Sunny")
    assert page.index("Sunny") < page.index("Helper 0") and "Can do: Cooking" in page
    assert client.post(address, {"person": str(sunny.uid)}).status_code == 302
    assert Proposal.objects.get().origin == Proposal.Origin.ORGANIZATION
    after = client.get(address).content.decode()
    assert 'value="' + str(sunny.uid) not in after
    assert "Waiting for an answer" in after and "Waiting for your answer" not in after
    assert "Sunny is asked now. The answer is due by" in after
    VolunteerProfile.objects.update(languages_basic=(), languages_conversational=(), languages_fluent=())
    Opening.objects.update(languages_basic=("ne",))
    BOARD.forget()
    alone = client.get(address).content.decode()
    assert "There is nobody who speaks Nepali (A little)." in alone and f"/openings/{opening.pk}/edit/" in alone
    Opening.objects.update(status="filled")
    assert "Publish the opening" not in client.get(address).content.decode()


def test_the_coordinator_reads_what_stands_in_the_way(moment: datetime) -> None:
    user, client = make_user("coordinator@example.org"), Client()
    make_post(user, Post.Kind.COORDINATOR, moment - timedelta(days=1))
    client.force_login(user)
    for number in range(3):
        make_profile(f"p{number}", now=moment, slots=("sat-morning",) if number else ())
    organization = make_organization("会")
    weekly = {"kind": Opening.Kind.ONGOING, "slots": ("sun-morning",), "languages_basic": ("ne",)}
    make_shift(make_opening(now=moment, organization=organization, **weekly), now=moment, starts=None, ends=None)
    run_matching(night=moment.date(), now=moment)
    missed = NotReached.objects.get()
    assert blocking_words(missed.opening, missed.blocking) == ["There is nobody who speaks Nepali (A little)."]
    page = client.get("/en/ward/matching/").content.decode()
    assert "There is nobody who speaks Nepali" in page


def test_the_report_tells_why_openings_reached_nobody(moment: datetime) -> None:
    """Two who fit have no room for a third opening; others were asked, are not free, or do not speak the language."""
    make_profile("one", now=moment, proposals_per_week=1)
    for number in range(2):
        make_shift(make_opening(f"手伝い{number}", now=moment), now=moment)
    make_shift(make_opening("通訳", now=moment, languages_basic=("ne",)), now=moment)
    run, _new = run_matching(night=moment.date(), now=moment)
    assert (run.reached, run.reachable) == (1, 2)
    later = moment + timedelta(days=1)
    user, client = make_user("coordinator@example.org"), Client()
    make_post(user, Post.Kind.COORDINATOR, moment - timedelta(days=1))
    client.force_login(user)
    page = client.get("/en/ward/matching/")
    assert [number for _words, number in page.context["reasons"]] == [1, 1]
    words = page.content.decode()
    assert "1 of 2 that somebody fits (50.0 %)" in words and "every opening that can be reached" not in words
    assert "asked for other openings up to their limit: <b>1</b>" in words
    run_matching(night=later.date(), now=later)
    reasons = dict(client.get("/en/ward/matching/").context["reasons"])
    assert reasons == {
        "Whoever fits was asked before, takes part already, or takes no more proposals now": 2,
        "Nobody fulfils what the opening asks": 1,
    }
    few = queries(client, "/en/ward/matching/")
    for number in range(5):
        opening = make_opening(f"ほか{number}", now=moment)
        NotReached.objects.create(
            run_id=MatchingRun.objects.latest("night").pk,
            opening=opening,
            blocking={
                "eligible": 0,
                "without": {"time": 2, "new": 0, "capacity": 0},
                "together": ["time"],
                "lifting": "time",
            },
        )
    assert queries(client, "/en/ward/matching/") == few
    assert client.get("/en/ward/matching/").context["reasons"][1] == ("Whoever fits is not free then", 5)


def test_weights_are_looked_at_before_they_count(moment: datetime) -> None:
    user, client = make_user("coordinator@example.org"), Client()
    make_post(user, Post.Kind.COORDINATOR, moment - timedelta(days=1))
    client.force_login(user)
    make_profile("one", now=moment)
    make_shift(make_opening(now=moment), now=moment)
    values = {name: str(getattr(Weights(), name)) for name in Weights.__slots__} | {"skills": "150"}
    preview = client.post("/en/ward/matching/weights/", {**values, "preview": "1"})
    assert preview.status_code == 200 and "Nothing is saved yet" in preview.content.decode()
    assert not WeightTable.objects.exists() and not Proposal.objects.exists()
    unseen = client.post("/en/ward/matching/weights/", {**values, "reason": "なぜなら"})
    assert unseen.status_code == 422 and "what these weights change" in unseen.content.decode()
    seen = {"seen": preview.context["seen"]}
    assert client.post("/en/ward/matching/weights/", {**values, **seen}).status_code == 422, "without a reason"
    others = {**values, **seen, "skills": "151", "reason": "なぜなら"}
    assert client.post("/en/ward/matching/weights/", others).status_code == 422, "other ones than those looked at"
    assert not WeightTable.objects.exists()
    assert client.post("/en/ward/matching/weights/", {**values, **seen, "reason": "なぜなら"}).status_code == 302
    run_matching(night=moment.date(), now=timezone.now())
    assert Proposal.objects.get().weights.values["skills"] == 150
