"""Posts count from their first moment to their last, and are read once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import Holding, Post, User
from portal.accounts.rules import (
    WARD_READERS,
    WARD_WORKERS,
    can_see_ward_desk,
    can_update_ward,
    can_work_for_ward,
    holds_post,
)
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _user(kind: str, starts: datetime, ends: datetime | None = None) -> User:
    user = factories.make_user()
    factories.make_post(user, kind, starts, ends=ends)
    return user


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (timedelta(0), None, True),
        (-HOUR, None, True),
        (HOUR, None, False),
        (-HOUR, HOUR, True),
        (-HOUR, timedelta(microseconds=1), True),
        (-HOUR, timedelta(0), False),
        (-2 * HOUR, -HOUR, False),
    ],
)
def test_a_post_holds_from_its_first_moment_until_its_last(
    now: datetime, starts: timedelta, ends: timedelta | None, holds: bool
) -> None:
    user = _user(Post.Kind.OFFICIAL, now + starts, None if ends is None else now + ends)
    assert holds_post(user, WARD_WORKERS, now) is holds
    assert user.holdings[0].held_at(now) is Holding.objects.held_at(now).exists(), "row and query agree"


@pytest.mark.parametrize("kind", Post.Kind.values)
def test_which_posts_open_the_ward_desk(now: datetime, kind: str) -> None:
    user = _user(kind, now)
    reads, works = kind in ("administrator", "official", "contractor", "auditor"), kind in ("administrator", "official")
    assert holds_post(user, WARD_READERS, now) is reads
    assert (can_see_ward_desk(user, now) is None) is reads
    assert (can_work_for_ward(user, now) is None) is works
    assert can_update_ward(user, now) == can_work_for_ward(user, now)


def test_an_auditor_is_told_why(now: datetime) -> None:
    denial = can_work_for_ward(_user(Post.Kind.AUDITOR, now), now)
    assert denial is not None
    assert "Auditors can read" in denial.reason and denial.next_step


def test_people_without_a_post_hold_none(now: datetime) -> None:
    without_person = User.objects.create_user("nobody@example.org")
    inactive = _user(Post.Kind.ADMINISTRATOR, now)
    inactive.is_active = False
    superuser = User.objects.create_superuser("root@example.org")
    for user in (AnonymousUser(), without_person, inactive, superuser, factories.make_user()):
        assert not holds_post(user, WARD_READERS, now)


def test_one_of_several_posts_is_enough(now: datetime) -> None:
    user = _user(Post.Kind.OFFICIAL, now - 2 * HOUR, now - HOUR)
    factories.make_post(user, Post.Kind.AUDITOR, now)
    assert holds_post(user, WARD_READERS, now) and not holds_post(user, WARD_WORKERS, now)


def test_posts_are_read_once(now: datetime, django_assert_num_queries: Any) -> None:
    user = User.objects.get(pk=_user(Post.Kind.OFFICIAL, now).pk)
    with django_assert_num_queries(1):
        for _ in range(5):
            holds_post(user, WARD_READERS, now)
            holds_post(user, WARD_WORKERS, now + HOUR)
