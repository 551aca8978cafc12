"""People with and without accounts; one account for each address, however it is written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import DataError, IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from portal.accounts.models import Holding, Person, Post, User
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_one_form() -> None:
    user = User.objects.create_user("  Hanako.Example@Example.ORG ", factories.PASSWORD)
    assert user.email == str(user) == "hanako.example@example.org"
    assert authenticate(username="hanako.example@example.org", password=factories.PASSWORD) == user


@pytest.mark.parametrize("other", ["a@example.org", "A@example.org", "a@EXAMPLE.org"])
def test_one_account_for_an_address_whatever_its_case(other: str) -> None:
    User.objects.create_user("a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=other)


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        User.objects.create_user("")


def test_without_a_password_nobody_can_sign_in() -> None:
    User.objects.create_user("b@example.org")
    for tried in ("", None, "None", "!"):
        assert authenticate(username="b@example.org", password=tried) is None


def test_only_a_superuser_counts_as_djangos_staff() -> None:
    assert User.objects.create_superuser("root@example.org").is_staff
    assert not User.objects.create_user("c@example.org").is_staff


def test_somebody_without_an_account_is_a_full_person() -> None:
    person = Person.objects.create(name="Nguyễn Thị Minh Khai", usual_name="ミン", language="vi")
    assert str(person) == "Nguyễn Thị Minh Khai" and person.uid and not hasattr(person, "user")


def test_nobody_is_without_a_name() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="")


def test_two_accounts_never_share_a_person() -> None:
    person = factories.make_person()
    factories.make_user(person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("second@example.org", person=person)


def test_a_person_with_account_or_post_is_not_deleted_by_the_way(now: datetime) -> None:
    user = factories.make_user()
    factories.make_post(user, Post.Kind.REVIEWER, now)
    for _ in range(2):
        with pytest.raises(ProtectedError):
            Person.objects.get(pk=user.person_id).delete()
        Holding.objects.all().delete()


@pytest.mark.parametrize("length", [timedelta(0), -timedelta(seconds=1)])
def test_a_post_ends_after_it_begins(now: datetime, length: timedelta) -> None:
    user = factories.make_user()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        factories.make_post(user, Post.Kind.OFFICIAL, now, ends=now + length)


def test_a_post_is_named_by_its_title_or_its_kind() -> None:
    assert str(Post(kind=Post.Kind.AUDITOR)) == "auditor"
    titled = Post(kind=Post.Kind.OFFICIAL, title_ja="協働推進係 主任", title_en="Collaboration desk")
    assert str(titled) == "Collaboration desk"
    with translation.override("ja"):
        assert str(titled) == "協働推進係 主任"


def test_an_account_without_a_person_has_no_posts_and_asks_nothing(django_assert_num_queries: Any) -> None:
    user = User.objects.create_user("d@example.org")
    with django_assert_num_queries(0):
        assert user.holdings == []
