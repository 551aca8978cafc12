"""Who may do what to a place, and the reason if not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from organizations.directory.models import Membership, Organization
from organizations.places import rules
from organizations.places.models import Place
from portal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
Rule = Callable[[Any, Place, datetime], Any]
EDIT, CONFIRM = rules.can_edit_place, rules.can_confirm_place
CLOSE, REOPEN = rules.can_close_place, rules.can_reopen_place


def code(denial: Any) -> str:
    return "" if denial is None else str(denial.code)


@pytest.mark.parametrize("rule", [EDIT, CONFIRM, CLOSE])
@pytest.mark.parametrize("who", ["other_manager", "official", "outsider"])
def test_strangers_change_nothing(cast: factories.Cast, now: datetime, rule: Rule, who: str) -> None:
    assert code(rule(getattr(cast, who), cast.place, now)) == "not-a-member"


@pytest.mark.parametrize(
    ("rule", "status", "manager", "staff"),
    [
        (EDIT, "published", "", ""),
        (EDIT, "draft", "", ""),
        (EDIT, "suspended", "suspended", "suspended"),
        (EDIT, "closed", "closed", "closed"),
        (CONFIRM, "published", "", ""),
        (CONFIRM, "closed", "closed", "closed"),
        (CLOSE, "published", "", "not-a-manager"),
        (CLOSE, "draft", "", "not-a-manager"),
        (CLOSE, "suspended", "suspended", "suspended"),
        (CLOSE, "closed", "closed", "closed"),
        (REOPEN, "closed", "", "not-a-manager"),
        (REOPEN, "published", "not-closed", "not-a-manager"),
        (REOPEN, "suspended", "suspended", "suspended"),
    ],
)
def test_members_by_role_and_state_of_the_place(
    cast: factories.Cast, now: datetime, rule: Rule, status: str, manager: str, staff: str
) -> None:
    Place.objects.filter(pk=cast.place.pk).update(status=status)
    cast.place.refresh_from_db()
    assert code(rule(cast.manager, cast.place, now)) == manager
    assert code(rule(cast.staff, cast.place, now)) == staff


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("draft", ""),
        ("submitted", ""),
        ("returned", ""),
        ("published", ""),
        ("suspended", "suspended"),
        ("closed", "closed"),
    ],
)
def test_an_organization_in_the_wards_hands_changes_no_place(
    cast: factories.Cast, now: datetime, status: str, expected: str
) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status, submitted_at=now)
    place = Place.objects.get(pk=cast.place.pk)
    organization = Organization.objects.get(pk=cast.organization.pk)
    assert code(EDIT(cast.manager, place, now)) == expected
    assert code(CLOSE(cast.manager, place, now)) == expected
    assert code(rules.can_create_place(cast.manager, organization, now)) == expected


def test_only_members_add_places(cast: factories.Cast, now: datetime) -> None:
    assert rules.can_create_place(cast.staff, cast.organization, now) is None
    for stranger in (cast.other_manager, cast.official, AnonymousUser()):
        assert code(rules.can_create_place(stranger, cast.organization, now)) == "not-a-member"


def test_a_place_of_nobody_is_edited_by_nobody(cast: factories.Cast, now: datetime) -> None:
    place = factories.make_place("公園", now=now)
    for user in (cast.manager, cast.official, AnonymousUser()):
        assert code(EDIT(user, place, now)) == "not-a-member"


@pytest.mark.parametrize("state", ["not accepted", "accepted later", "account switched off", "without person"])
def test_who_does_not_count_as_a_member(cast: factories.Cast, now: datetime, state: str) -> None:
    membership = Membership.objects.filter(person=cast.manager.person)
    if state == "not accepted":
        membership.update(accepted=None)
    elif state == "accepted later":
        membership.update(accepted=now + timedelta(seconds=1))
    elif state == "account switched off":
        User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    else:
        User.objects.filter(pk=cast.manager.pk).update(person=None)
    user = User.objects.get(pk=cast.manager.pk)
    assert code(EDIT(user, cast.place, now)) == "not-a-member"


def test_every_denial_is_told_in_a_sentence(cast: factories.Cast, now: datetime) -> None:
    Place.objects.filter(pk=cast.place.pk).update(status="closed")
    cast.place.refresh_from_db()
    closed = EDIT(cast.manager, cast.place, now)
    assert closed is not None and "manager" in closed.next_step and closed.reason.endswith(".")
    denied = REOPEN(cast.staff, cast.place, now)
    assert denied is not None and denied.next_step.startswith("Please ask")


def test_types_are_the_wards(cast: factories.Cast, now: datetime) -> None:
    assert rules.can_edit_place_type(cast.official, now) is None
    for user in (cast.manager, cast.outsider, AnonymousUser()):
        assert rules.can_edit_place_type(user, now) is not None
