"""The posts' pages: an administrator gives out, hands over and ends; officials and auditors look on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organizations.directory.models import Organization
from portal.accounts.models import Holding, Person, Post, User
from portal.shared.japan import JAPAN
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories
from tests.ward_people import holder, just_signed_in, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def administrator(moment: datetime) -> Client:
    return just_signed_in(holder(Post.Kind.ADMINISTRATOR, moment, "administrator@example.org"))


@pytest.fixture
def held(moment: datetime) -> Holding:
    user = holder(Post.Kind.OFFICIAL, moment, "old@example.org")
    return Holding.objects.get(person=user.person)


def day(moment: datetime, days: int) -> str:
    return (moment.astimezone(JAPAN) + timedelta(days=days)).strftime("%Y-%m-%d")


def test_a_post_passes_on_a_day_at_midnight(administrator: Client, held: Holding, moment: datetime) -> None:
    new = factories.make_user("new@example.org")
    address = f"/en/ward/posts/{held.post_id}/hand-over/"
    assert (
        b"At midnight" in administrator.get(address).content
        or b"midnight in Japan" in administrator.get(address).content
    )
    answer = administrator.post(address, {"email": "NEW@example.org", "day": day(moment, 9)}, follow=True)
    text = answer.content.decode()
    assert "The hand-over is noted" in text and "to come" in text and "new" in text
    held.refresh_from_db()
    coming = Holding.objects.get(person=new.person)
    assert held.ends == coming.starts and coming.starts.astimezone(JAPAN).strftime("%H:%M") == "00:00"
    mails = {one.to: (one.template, one.values) for one in Message.objects.all()}
    assert mails["new@example.org"][0] == "post_given" and not mails["new@example.org"][1]["password_url"]
    assert mails["old@example.org"][0] == "post_passed" and mails["old@example.org"][1]["successor"] == "new"
    overview = administrator.get("/en/ward/posts/").content.decode()
    assert "2 posts" in overview and "from " in overview


def test_somebody_without_an_account_gets_one_when_named(
    administrator: Client, held: Holding, moment: datetime
) -> None:
    address = f"/en/ward/posts/{held.post_id}/appoint/?deputy=1"
    values = {"email": "deputy@example.org", "day": day(moment, 0), "last_day": day(moment, 6), "deputy": "on"}
    refused = administrator.post(address, values)
    assert refused.status_code == 422 and "Please add the name" in refused.content.decode()
    assert not User.objects.filter(email="deputy@example.org").exists()
    administrator.post(address, {**values, "name": "Deputy"})
    deputy = User.objects.get(email="deputy@example.org")
    assert not deputy.has_usable_password() and deputy.person is not None
    holding = Holding.objects.get(person=deputy.person)
    mail = Message.objects.get()
    assert mail.to == deputy.email
    assert mail.values["password_url"] == "http://localhost:8000/en/accounts/password/reset/", "not the request's host"
    assert mail.values["deputy"]
    assert holding.deputy and holding.ends is not None and holding.ends.astimezone(JAPAN).strftime("%H:%M") == "00:00"
    assert holding.ends - holding.starts > timedelta(days=6)


def test_what_cannot_be_is_said_at_its_field_and_leaves_nothing(
    administrator: Client, held: Holding, moment: datetime
) -> None:
    address = f"/en/ward/posts/{held.post_id}/appoint/"
    values = {"email": "second@example.org", "name": "Second", "day": day(moment, 1)}
    answer = administrator.post(address, values)
    assert answer.status_code == 422 and "Somebody else holds the post" in answer.content.decode()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="second@example.org").exists(), "half an appointment is none"
    answer = administrator.post(address, {**values, "day": day(moment, 3), "last_day": day(moment, 2)})
    assert "must not come before" in answer.content.decode()
    for field, never in (("day", "0001-01-01"), ("last_day", "9999-12-31"), ("day", "2200-01-01")):
        answer = administrator.post(address, {**values, field: never})
        assert answer.status_code == 422 and "Please choose a day from 1900" in answer.content.decode(), never
    past = administrator.post(f"/en/ward/posts/{held.post_id}/hand-over/", {**values, "day": day(moment, -2)})
    assert past.status_code == 422 and "in the past" in past.content.decode()


def test_a_new_post_is_made_and_filled(administrator: Client, moment: datetime) -> None:
    assert administrator.post("/en/ward/posts/new/", {"kind": "contractor", "title_ja": "受託"}).status_code == 422
    organization = factories.make_organization()
    values = {"kind": "contractor", "title_ja": "協働センター", "title_en": "Centre", "operated_by": organization.pk}
    answer = administrator.post("/en/ward/posts/new/", values)
    post = Post.objects.get(kind="contractor")
    assert answer["Location"] == f"/en/ward/posts/{post.pk}/appoint/"
    page = administrator.get(f"/en/ward/posts/{post.pk}/").content.decode()
    assert "Nobody holds this post yet" in page and organization.name_ja in page
    administrator.post(
        f"/en/ward/posts/{post.pk}/", {"title_ja": "新しい名", "title_en": "New", "operated_by": organization.pk}
    )
    post.refresh_from_db()
    assert post.title_ja == "新しい名"
    Organization.objects.update(status="suspended")
    values = {"title_ja": "三つ目の名", "operated_by": organization.pk}
    assert administrator.post(f"/en/ward/posts/{post.pk}/", values).status_code == 302, "it stays what it is"
    assert administrator.post(f"/en/ward/posts/{post.pk}/", {"title_ja": "名"}).status_code == 422


def test_who_was_to_take_over_and_will_not_is_told(administrator: Client, held: Holding, moment: datetime) -> None:
    address = f"/en/ward/posts/{held.post_id}/hand-over/"
    for email in ("struck@example.org", "other@example.org"):
        factories.make_user(email)
        administrator.post(address, {"email": email, "day": day(moment, 9)})
    letters = list(Message.objects.filter(to="struck@example.org").order_by("pk"))
    assert [one.template for one in letters] == ["post_given", "post_ended"] and letters[1].values["day"] == ""
    told = Message.objects.filter(to="old@example.org", template="post_passed").order_by("pk")
    assert [one.values["successor"] for one in told] == ["struck", "other"], "who leaves knows who comes instead"
    administrator.post(address, {"email": "other@example.org", "day": day(moment, 8)})
    assert told.all().count() == 3 and Message.objects.filter(to="other@example.org").count() == 2, (
        "another day is said too"
    )


def test_ending_now(administrator: Client, held: Holding, moment: datetime) -> None:
    administrator.post(f"/en/ward/holdings/{held.pk}/end/")
    assert not Holding.objects.held_at(timezone.now()).filter(pk=held.pk).exists()
    letter = Message.objects.get(to="old@example.org")
    assert letter.template == "post_ended" and letter.values["day"]
    own = Holding.objects.get(person__user__email="administrator@example.org")
    answer = administrator.post(f"/en/ward/holdings/{own.pk}/end/", follow=True)
    assert "at least one administrator" in answer.content.decode()


def test_officials_look_on_and_name_their_own_deputy(held: Holding, moment: datetime) -> None:
    official = just_signed_in(User.objects.get(email="old@example.org"))
    page = official.get(f"/en/ward/posts/{held.post_id}/").content.decode()
    assert "Name a deputy" in page and "Hand the post over" not in page
    deputy = factories.make_user("deputy@example.org")
    address, values = f"/en/ward/posts/{held.post_id}/appoint/", {"email": "deputy@example.org", "day": day(moment, 0)}
    outsider = official.post(address, {**values, "deputy": "on"})
    unknown = official.post(address, {**values, "email": "nobody@example.org", "deputy": "on"})
    for answer in (outsider, unknown):
        assert answer.status_code == 422 and "already holds a post" in answer.content.decode()
    factories.make_post(deputy, Post.Kind.REVIEWER, moment - timedelta(days=1))
    assert official.post(address, values).status_code == 403, "a holder appoints no holder"
    assert official.post(address, {**values, "deputy": "on"}).status_code == 302
    stranger = just_signed_in(holder(Post.Kind.OFFICIAL, moment, "stranger@example.org"))
    assert stranger.get(address).status_code == 403
    assert Act.objects.filter(verb="appoint").count() == 1


def test_the_list_asks_as_much_for_ten_posts_as_for_one(
    administrator: Client, moment: datetime, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    administrator.get("/en/ward/posts/")
    with django_assert_max_num_queries(15) as few:
        administrator.get("/en/ward/posts/")
    for _ in range(10):
        holder(Post.Kind.REVIEWER, moment)
    with django_assert_num_queries(len(few)):
        assert "11 posts" in administrator.get("/en/ward/posts/").content.decode()
    assert Person.objects.count() == 11


def test_an_old_sign_in_is_asked_to_prove_itself_first(held: Holding, moment: datetime) -> None:
    client = signed_in(holder(Post.Kind.ADMINISTRATOR, moment))
    for path in ("new/", f"{held.post_id}/appoint/", f"{held.post_id}/hand-over/"):
        assert "/accounts/reauthenticate/" in client.get(f"/en/ward/posts/{path}")["Location"]
    assert "/accounts/reauthenticate/" in client.post(f"/en/ward/holdings/{held.pk}/end/")["Location"]
    assert Holding.objects.filter(pk=held.pk, ends=None).exists()
