"""What a seat of the ward has in hand passes on with the seat."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from organizations.directory.models import Organization
from organizations.registry import services
from portal.accounts.models import Holding, Post
from portal.accounts.posts.services import hand_over_post
from portal.accounts.rules import WARD_REVIEWERS, posts_held
from portal.shared.models import Act
from tests import factories
from tests.ward_people import holder, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> Organization:
    return factories.make_organization("待つ会", status="submitted", submitted_at=timezone.now())


def test_on_the_first_day_the_next_official_finds_the_open_queue(waiting: Organization) -> None:
    caches["pages"].clear()
    moment = timezone.now()
    old = holder(Post.Kind.OFFICIAL, moment, "old@example.org")
    post = Holding.objects.get(person=old.person).post
    new = holder(Post.Kind.OFFICIAL, moment, "new@example.org")
    address = f"/en/ward/organizations/{waiting.pk}/take-on/"
    assert "in your hands now" in signed_in(old).post(address, follow=True).content.decode()
    assert "1 waits in your hands" in signed_in(old).get("/en/ward/organizations/").content.decode()
    assert "waits in your hands" not in signed_in(new).get("/en/ward/organizations/").content.decode()
    hand_over_post(post_id=post.pk, to_person_id=new.person_id or 0, at=timezone.now(), by=None, now=moment)
    queue = signed_in(new).get("/en/ward/organizations/?mine=1").content.decode()
    assert "待つ会" in queue
    assert signed_in(old).get("/en/ward/organizations/").status_code == 404, "whose post has passed on is outside"


def test_laying_down_and_others_own(waiting: Organization) -> None:
    official = holder(Post.Kind.OFFICIAL, timezone.now())
    address = f"/en/ward/organizations/{waiting.pk}/take-on/"
    signed_in(official).post(address)
    assert "You have laid it down" in signed_in(official).post(address, {"lay_down": "1"}, follow=True).content.decode()
    assert Organization.objects.get().reviewing_post is None
    signed_in(holder(Post.Kind.OFFICIAL, timezone.now(), "colleague@example.org")).post(address)
    theirs = signed_in(official).post(address, {"lay_down": "1"}, follow=True).content.decode()
    assert "somebody else" in theirs and Organization.objects.get().reviewing_post is not None
    Post.objects.update(title_en="Desk two")
    assert "in the hands of: Desk two" in signed_in(official).post(address, follow=True).content.decode()
    factories.make_member(official, waiting, timezone.now())
    assert signed_in(official).post(address).status_code == 403
    assert Act.objects.filter(verb="take_on_organization").count() == 4


def test_what_is_decided_is_in_nobodys_hands(waiting: Organization) -> None:
    Organization.objects.update(status="published")
    official = holder(Post.Kind.OFFICIAL, timezone.now())
    answer = signed_in(official).post(f"/en/ward/organizations/{waiting.pk}/take-on/", follow=True)
    assert "not yet decided" in answer.content.decode()
    assert Organization.objects.get().reviewing_post is None


def test_what_is_returned_comes_back_to_the_same_hands_and_what_is_decided_leaves_them(
    waiting: Organization, now: datetime
) -> None:
    official = holder(Post.Kind.OFFICIAL, now)
    post = next(iter(posts_held(official, WARD_REVIEWERS, now)))
    Organization.objects.update(phone="03-1234-5678", summary_ja="会です")
    services.take_on(organization_id=waiting.pk, post_id=post, by=official.person_id or 0, now=now)
    services.take_on(organization_id=waiting.pk, post_id=post, by=official.person_id or 0, now=now)
    assert Act.objects.filter(verb="take_on_organization").count() == 1, "taking twice is once"
    by = {"by": official.person_id or 0, "organization_id": waiting.pk}
    for number, (verb, reason) in enumerate((("return", "The telephone is silent."), ("publish", ""))):
        row = Organization.objects.get()
        services.decide(verb=verb, revision=row.revision, reason=reason, now=now + timedelta(minutes=number), **by)
        row.refresh_from_db()
        assert row.reviewing_post_id == (post if verb == "return" else None)
        Organization.objects.filter(status="returned").update(status="submitted")
