"""Redis is away: pages of volunteers and their answers work, and the night that nobody started is made up for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from redis.exceptions import RedisError

from portal.accounts.models import Post
from portal.nightly import NIGHTLY
from portal.shared.nights.services import run_due_night
from portal.shared.outbox import nudging
from portal.shared.outbox.models import Message
from tests import factories
from tests.volunteers.factories import make_opening, make_profile, make_proposal, make_shift
from tests.ward_people import signed_in
from volunteers.applications.models import Application
from volunteers.matching.models import MatchingRun, Proposal

pytestmark = pytest.mark.django_db
NOWHERE = "redis://localhost:9/0"
ME = "/en/volunteer/me"


@pytest.fixture(autouse=True)
def _redis_is_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither rendered pages nor the queue can be reached."""
    settings.CACHES = {**portal_settings.CACHES, "pages": {**portal_settings.CACHES["pages"], "LOCATION": NOWHERE}}
    settings.CELERY_BROKER_URL = NOWHERE
    monkeypatch.setattr(nudging, "_resume_at", 0.0)
    nudging._sender.cache_clear()
    with pytest.raises(RedisError):
        caches["pages"].get("anything")
    yield
    nudging._sender.cache_clear()


@pytest.fixture
def moment() -> datetime:
    return timezone.localtime()


def test_pages_of_all_three_sides_are_there(moment: datetime) -> None:
    cast = factories.make_cast(moment - timedelta(days=1))
    opening = make_opening(now=moment, organization=cast.organization)
    make_shift(opening, now=moment)
    make_profile("Minh", now=moment, person=cast.outsider.person)
    coordinator = factories.make_user("coordinator@example.org")
    factories.make_post(coordinator, Post.Kind.COORDINATOR, moment - timedelta(days=1))
    npo = f"/en/npo/openings/{opening.pk}"
    pages = {
        Client(): ["/en/volunteer/", "/en/volunteer/openings/", f"/en/volunteer/openings/{opening.pk}/"],
        signed_in(cast.outsider): [f"{ME}/", f"{ME}/proposals/", f"{ME}/applications/", f"{ME}/hours/"],
        signed_in(cast.manager): ["/en/npo/openings/", f"{npo}/", f"{npo}/candidates/", f"{npo}/applications/"],
        signed_in(coordinator): ["/en/ward/matching/"],
    }
    said = {address: client.get(address).status_code for client, found in pages.items() for address in found}
    assert said == dict.fromkeys(said, 200)


def test_an_answer_is_kept_with_its_mails(
    moment: datetime, django_capture_on_commit_callbacks: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    user = factories.make_user("minh@example.org")
    opening = make_opening(now=moment)
    make_shift(opening, now=moment)
    proposal = make_proposal(make_profile("Minh", now=moment, person=user.person), opening, now=moment)
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(user).post(f"{ME}/proposals/{proposal.pk}/accept/")
    assert answer.status_code == 302
    assert "mail waits for beat" in caplog.text, "somebody tried to wake a worker"
    assert Application.objects.get().status == Application.Status.ACCEPTED
    assert Message.objects.get(template="application_answered").status == Message.Status.WAITING


def test_the_missed_night_is_made_up_for_once(moment: datetime) -> None:
    """Nobody took the clock's ticks for two nights; the first tick afterwards does the work of both."""
    user = factories.make_user("minh@example.org")
    make_profile("Minh", now=moment, person=user.person)
    make_shift(make_opening(now=moment), now=moment, days=20)
    steps = [step for step in NIGHTLY if step.name in ("run_matching", "send_proposals")]
    assert [line["error"] for line in run_due_night(steps, hour=0, now=moment)] == ["", ""]
    assert Proposal.objects.count() == Message.objects.filter(template="proposals").count() == 1
    make_shift(make_opening("あとの手伝い", now=moment), now=moment, days=20)
    back = moment + timedelta(days=3)
    assert [line["night"] for line in run_due_night(steps, hour=0, now=back)] == [str(back.date())] * 2
    assert run_due_night(steps, hour=0, now=back) == []
    assert MatchingRun.objects.count() == Proposal.objects.count() == 2
    assert Message.objects.filter(template="proposals").count() == 2
