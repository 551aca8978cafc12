"""Posts are given out, handed over and ended; the seat keeps what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.accounts.models import Holding, Person, Post
from portal.accounts.posts import rules, services
from portal.shared.models import Act
from tests import factories

pytestmark = pytest.mark.django_db
APRIL = datetime(2027, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
SECOND = timedelta(seconds=1)


@pytest.fixture
def post(now: datetime) -> Post:
    return services.create_post(columns={"kind": "official", "title_ja": "協働推進係"}, by=None, now=now)


def holders(post: Post, moment: datetime) -> list[str]:
    return list(Holding.objects.held_at(moment).filter(post=post).order_by("id").values_list("person__name", flat=True))


def test_on_the_first_of_april_the_post_passes_at_midnight(post: Post, now: datetime) -> None:
    old, new = factories.make_person("old"), factories.make_person("new")
    services.appoint(post_id=post.pk, person_id=old.pk, starts=now, by=None, now=now)
    services.hand_over_post(post_id=post.pk, to_person_id=new.pk, at=APRIL, by=None, now=now)
    assert holders(post, APRIL - SECOND) == ["old"]
    assert holders(post, APRIL) == ["new"]
    assert Act.objects.get(verb="hand_over_post").detail == {
        "from": old.pk, "to": new.pk, "at": "2027-04-01T00:00:00+09:00", "replaced": [],
    }  # fmt: skip


def test_a_planned_hand_over_is_replaced_by_the_next_plan(post: Post, now: datetime) -> None:
    old, first, second = (factories.make_person(name) for name in ("old", "first", "second"))
    services.appoint(post_id=post.pk, person_id=old.pk, starts=now, by=None, now=now)
    services.hand_over_post(post_id=post.pk, to_person_id=first.pk, at=APRIL, by=None, now=now)
    with pytest.raises(ValidationError, match="holds the post"):
        services.hand_over_post(post_id=post.pk, to_person_id=old.pk, at=APRIL - SECOND, by=None, now=now)
    services.hand_over_post(post_id=post.pk, to_person_id=second.pk, at=APRIL, by=None, now=now)
    assert holders(post, APRIL - SECOND) == ["old"] and holders(post, APRIL) == ["second"]


def test_an_empty_post_is_handed_over_too(post: Post, now: datetime) -> None:
    services.hand_over_post(post_id=post.pk, to_person_id=factories.make_person("new").pk, at=now, by=None, now=now)
    assert holders(post, now) == ["new"]


def test_the_past_is_not_written_anew(post: Post, now: datetime) -> None:
    person = factories.make_person()
    holding = services.appoint(post_id=post.pk, person_id=person.pk, starts=now, by=None, now=now)
    with pytest.raises(ValidationError, match="in the past"):
        services.hand_over_post(post_id=post.pk, to_person_id=person.pk, at=now - SECOND, by=None, now=now)
    with pytest.raises(ValidationError, match="in the past"):
        services.end_holding(holding_id=holding.pk, at=now - SECOND, by=None, now=now)
    with pytest.raises(ValidationError, match="after the beginning"):
        services.appoint(
            post_id=post.pk, person_id=factories.make_person().pk, starts=now, ends=now, by=None, now=now, deputy=True
        )


def test_two_cannot_hold_one_post_but_a_deputy_can_stand_in(post: Post, now: datetime) -> None:
    holder, deputy = factories.make_person("holder"), factories.make_person("deputy")
    services.appoint(post_id=post.pk, person_id=holder.pk, starts=now, by=None, now=now)
    with pytest.raises(ValidationError, match="Somebody else holds"):
        services.appoint(post_id=post.pk, person_id=deputy.pk, starts=APRIL, by=None, now=now)
    week = {"starts": now, "ends": now + timedelta(days=7)}
    services.appoint(post_id=post.pk, person_id=deputy.pk, deputy=True, by=None, now=now, **week)
    assert holders(post, now) == ["holder", "deputy"] and holders(post, APRIL) == ["holder"]
    with pytest.raises(ValidationError, match="in that time already"):
        services.appoint(post_id=post.pk, person_id=holder.pk, deputy=True, by=None, now=now, **week)


def test_the_database_itself_refuses_a_second_holder(post: Post, now: datetime) -> None:
    rows = [Holding(post=post, person=factories.make_person(), starts=now) for _ in range(2)]
    with pytest.raises(IntegrityError, match="one_holder"), transaction.atomic():
        Holding.objects.bulk_create(rows)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_appoint_at_once_take_turns(
    now: datetime, run_at_once: Callable[..., list[Any]]
) -> None:
    post = services.create_post(columns={"kind": "official"}, by=None, now=now)
    people = [factories.make_person(str(number)).pk for number in range(6)]

    def appoint() -> bool:
        try:
            services.appoint(post_id=post.pk, person_id=people.pop(), starts=now, by=None, now=now)
        except ValidationError:
            return False
        return True

    assert sorted(run_at_once(appoint, 6)) == [False] * 5 + [True]
    assert len(holders(post, now)) == 1 and Act.objects.filter(verb="appoint").count() == 1


def test_ending_a_holding(post: Post, now: datetime) -> None:
    person = factories.make_person("one")
    begun = services.appoint(post_id=post.pk, person_id=person.pk, starts=now, by=None, now=now)
    services.end_holding(holding_id=begun.pk, at=APRIL, by=None, now=now)
    assert holders(post, APRIL - SECOND) == ["one"] and holders(post, APRIL) == []
    with pytest.raises(ValidationError, match="already"):
        services.end_holding(holding_id=begun.pk, at=APRIL, by=None, now=now)
    later = services.appoint(post_id=post.pk, person_id=person.pk, starts=APRIL, by=None, now=now)
    services.end_holding(holding_id=later.pk, at=APRIL, by=None, now=now)
    assert not Holding.objects.filter(pk=later.pk).exists(), "who had not begun is struck out"


def test_an_administrator_remains(now: datetime) -> None:
    first = services.appoint_to_new_post(kind="administrator", person_id=factories.make_person().pk, by=None, now=now)
    with pytest.raises(ValidationError, match="at least one administrator"):
        services.end_holding(holding_id=first.pk, at=APRIL, by=None, now=now)
    services.appoint_to_new_post(kind="administrator", person_id=factories.make_person().pk, by=None, now=now)
    services.end_holding(holding_id=first.pk, at=APRIL, by=None, now=now)
    assert Holding.objects.held_at(APRIL).count() == 1


def test_nobody_appoints_themselves(post: Post, now: datetime) -> None:
    person = factories.make_person()
    for call in (
        lambda: services.appoint(post_id=post.pk, person_id=person.pk, starts=now, by=person.pk, now=now),
        lambda: services.hand_over_post(post_id=post.pk, to_person_id=person.pk, at=now, by=person.pk, now=now),
    ):
        with pytest.raises(ValidationError, match="to themselves"):
            call()
    assert not Holding.objects.exists()


def test_contracted_operators_name_their_organisation(now: datetime) -> None:
    with pytest.raises(ValidationError, match="which organisation"):
        services.create_post(columns={"kind": "contractor"}, by=None, now=now)
    with pytest.raises(ValidationError, match="Only contracted"):
        services.create_post(columns={"kind": "official", "operated_by": 3}, by=None, now=now)
    post = services.create_post(columns={"kind": "contractor", "operated_by": 3}, by=None, now=now)
    with pytest.raises(ValidationError, match="which organisation"):
        services.update_post(post_id=post.pk, columns={"operated_by": None}, by=None, now=now)
    with pytest.raises(ValueError, match="kind"):
        services.update_post(post_id=post.pk, columns={"kind": "official"}, by=None, now=now)


def test_titles_change_and_the_same_again_is_nothing(post: Post, now: datetime) -> None:
    assert services.update_post(post_id=post.pk, columns={"title_en": "Desk"}, by=None, now=now)
    assert not services.update_post(post_id=post.pk, columns={"title_en": " Desk "}, by=None, now=now)
    assert Post.objects.get().title_en == "Desk" and Act.objects.filter(verb="update_post").count() == 1


def test_who_may_give_out_posts_and_name_deputies(post: Post, now: datetime) -> None:
    administrator, official, auditor = (factories.make_user() for _ in range(3))
    factories.make_post(administrator, "administrator", now)
    factories.make_post(auditor, "auditor", now)
    services.appoint(post_id=post.pk, person_id=official.person_id or 0, starts=now, by=None, now=now)
    assert rules.can_manage_posts(administrator, now) is None
    assert rules.can_manage_posts(official, now) is not None
    assert rules.can_name_deputy(official, post, now) is None
    assert rules.can_name_deputy(auditor, post, now) is not None
    assert Person.objects.count() == 3
