"""Who belongs to an organisation, and what may be done with it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from organizations.directory.models import Invitation, Membership, Organization
from organizations.directory.rules import (
    can_update_organization,
    is_member,
    organization_is_active,
    own_organizations,
    role_in,
)
from portal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "role"),
    [("manager", "manager"), ("staff", "staff"), ("other_manager", None), ("official", None), ("outsider", None)],
)
def test_the_role_of_each_of_the_cast(cast: factories.Cast, now: datetime, who: str, role: str | None) -> None:
    user = getattr(cast, who)
    assert role_in(user, cast.organization.pk, now) == role
    assert is_member(user, now) is (role is not None or who == "other_manager")
    denial = can_update_organization(user, cast.organization, now)
    assert (denial is None) is (role is not None)
    assert denial is None or denial.code == "not-a-member"


def test_nobody_has_a_role_without_organization_or_account(cast: factories.Cast, now: datetime) -> None:
    assert role_in(cast.manager, None, now) is None
    assert role_in(cast.manager, 987_654_321, now) is None
    assert role_in(AnonymousUser(), cast.organization.pk, now) is None
    assert not is_member(AnonymousUser(), now)


@pytest.mark.parametrize(
    ("accepted", "counts"),
    [(None, False), (timedelta(seconds=1), False), (timedelta(0), True), (timedelta(days=-900), True)],
)
def test_an_invitation_counts_from_its_acceptance(
    cast: factories.Cast, now: datetime, accepted: timedelta | None, counts: bool
) -> None:
    moment = None if accepted is None else now + accepted
    Membership.objects.filter(person=cast.staff.person).update(accepted=moment)
    assert (role_in(cast.staff, cast.organization.pk, now) is not None) is counts
    assert is_member(cast.staff, now) is counts


@pytest.mark.parametrize("change", [{"is_active": False}, {"person": None}])
def test_an_account_that_is_off_or_nobodys_has_no_role(
    cast: factories.Cast, now: datetime, change: dict[str, object]
) -> None:
    User.objects.filter(pk=cast.manager.pk).update(**change)
    user = User.objects.get(pk=cast.manager.pk)
    assert role_in(user, cast.organization.pk, now) is None and not is_member(user, now)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("draft", None),
        ("submitted", None),
        ("returned", None),
        ("published", None),
        ("suspended", "suspended"),
        ("closed", "closed"),
    ],
)
def test_a_suspended_or_closed_organization_is_in_the_wards_hands(
    cast: factories.Cast, now: datetime, status: str, code: str | None
) -> None:
    organization = cast.organization
    organization.status = status
    for denial in (organization_is_active(organization), can_update_organization(cast.manager, organization, now)):
        assert (denial.code if denial else None) == code
        assert denial is None or denial.next_step == "Please ask the ward office."


def test_only_accepted_members_run_an_organization(cast: factories.Cast, now: datetime) -> None:
    assert list(Organization.objects.managed_by(cast.staff)) == [cast.organization]
    assert not Organization.objects.managed_by(cast.official).exists()
    Membership.objects.filter(person=cast.staff.person).update(accepted=None)
    assert not Organization.objects.managed_by(cast.staff).exists()
    factories.make_member(cast.staff, cast.other_organization, now, Membership.Role.STAFF)
    assert list(Organization.objects.managed_by(cast.staff)) == [cast.other_organization]


def test_an_open_invitation_makes_an_organisations_matters_ones_own(cast: factories.Cast, now: datetime) -> None:
    """Whatever case the address was typed in; an address that is not verified proves nothing."""
    user = cast.official
    values = {"organization": cast.organization, "role": "staff", "invited": now, "expires": now + timedelta(days=1)}
    Invitation.objects.create(email=user.email.lower(), **values)
    EmailAddress.objects.filter(user=user).update(verified=False)
    assert own_organizations(user, now) == set()
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email.capitalize(), verified=True)
    assert own_organizations(user, now) == {cast.organization.pk}
    assert own_organizations(user, now + timedelta(days=2)) == set()
