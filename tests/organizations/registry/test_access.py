"""Where nobody is left to manage an organisation the ward opens the door, and never for its own people."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organizations.directory.models import Invitation, JoinRequest, Membership, Organization
from organizations.directory.rules import can_review_organization
from portal.accounts.models import Post
from tests import factories
from tests.ward_people import holder, just_signed_in, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def orphan(cast: factories.Cast) -> Organization:
    """Its staff are left, and nobody who could answer."""
    Membership.objects.filter(person=cast.manager.person).delete()
    return cast.organization


def _restore(client: Client, organization: Organization, email: str) -> int:
    data = {"email": email, "language": "en", "reason": "Seen at the desk."}
    return client.post(f"/en/ward/organizations/{organization.pk}/restore-access/", data).status_code


def _asked(user_person: object, organization: Organization) -> JoinRequest:
    return JoinRequest.objects.create(organization=organization, person=user_person, asked=timezone.now())


def test_nobody_of_the_ward_gets_an_organization_from_the_ward(cast: factories.Cast, orphan: Organization) -> None:
    official, moment = just_signed_in(cast.official), timezone.now()
    colleague = holder(Post.Kind.AUDITOR, moment, "auditor@example.org")
    colleague.emailaddress_set.create(email="private@example.org", verified=False)
    for address in (cast.official.email.upper(), "auditor@example.org", "Private@example.org"):
        assert _restore(official, orphan, address) == 422
    assert not Invitation.objects.exists()
    assert _restore(signed_in(cast.official), orphan, "new@example.org") == 302
    assert not Invitation.objects.exists(), "the password is asked for first"
    assert _restore(just_signed_in(holder(Post.Kind.CONTRACTOR, moment)), orphan, "new@example.org") == 403
    assert _restore(official, orphan, "new@example.org") == 302
    assert Invitation.objects.get().email == "new@example.org"


def test_who_asks_where_nobody_answers_is_answered_by_the_ward(cast: factories.Cast, orphan: Organization) -> None:
    official, asked = just_signed_in(cast.official), _asked(cast.outsider.person, orphan)
    page = f"/en/ward/organizations/{orphan.pk}/"
    address = f"{page}join-requests/{asked.pk}/"
    assert address in official.get(page).content.decode()
    contractor = just_signed_in(holder(Post.Kind.CONTRACTOR, timezone.now()))
    assert address not in contractor.get(page).content.decode()
    assert contractor.post(address, {"verb": "accept"}).status_code == 403
    assert signed_in(cast.official).post(address, {"verb": "accept"})["Location"].startswith("/en/accounts/")
    elsewhere = f"/en/ward/organizations/{cast.other_organization.pk}/join-requests/{asked.pk}/"
    assert official.post(elsewhere, {"verb": "accept"}).status_code == 404
    assert official.post(address, {"verb": "accept"}).status_code == 302
    member = Membership.objects.get(person=cast.outsider.person)
    assert (member.organization_id, member.role) == (orphan.pk, "manager")
    again = _asked(holder(Post.Kind.REVIEWER, timezone.now()).person, orphan)
    late = official.post(f"{page}join-requests/{again.pk}/", {"verb": "decline"}, follow=True).content.decode()
    assert "has a manager" in late and JoinRequest.objects.get(pk=again.pk).status == "open"


def test_who_works_for_the_ward_is_not_let_in_by_it(cast: factories.Cast, orphan: Organization) -> None:
    asked = _asked(holder(Post.Kind.REVIEWER, timezone.now()).person, orphan)
    address = f"/en/ward/organizations/{orphan.pk}/join-requests/{asked.pk}/"
    official = just_signed_in(cast.official)
    assert "works for the ward" in official.post(address, {"verb": "accept"}, follow=True).content.decode()
    official.post(address, {"verb": "decline"})
    asked.refresh_from_db()
    assert asked.status == "declined"


def test_who_is_about_to_belong_to_it_does_not_decide(cast: factories.Cast, now: datetime) -> None:
    official, organization = cast.official, cast.organization
    assert can_review_organization(official, organization, now) is None
    invitation = Invitation.objects.create(
        organization=organization, email=official.email, invited=now, expires=now + timedelta(days=1)
    )
    for moment, barred in ((now, True), (now + timedelta(days=2), False)):
        denial = can_review_organization(official, organization, moment)
        assert (denial is not None and denial.code == "own-organization") is barred
    official.emailaddress_set.update(verified=False)
    assert can_review_organization(official, organization, now) is None, "anybody can claim an address"
    invitation.delete()
    asked = JoinRequest.objects.create(organization=organization, person=official.person, asked=now)
    assert can_review_organization(official, organization, now) is not None
    assert can_review_organization(official, cast.other_organization, now) is None
    JoinRequest.objects.filter(pk=asked.pk).update(status="declined")
    assert can_review_organization(official, organization, now) is None


@pytest.mark.parametrize(("verb", "status"), [("suspend", "published"), ("close", "published"), ("reopen", "closed")])
def test_what_takes_away_or_brings_back_asks_for_the_password(cast: factories.Cast, verb: str, status: str) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status=status)
    data = {"verb": verb, "reason": "調べました", "revision": cast.organization.revision}
    address = f"/en/ward/organizations/{cast.organization.pk}/"
    assert signed_in(cast.official).post(address, data)["Location"].startswith("/en/accounts/")
    assert Organization.objects.get(pk=cast.organization.pk).status == status
    assert just_signed_in(cast.official).post(address, data)["Location"] == "/en/ward/organizations/"
    assert Organization.objects.get(pk=cast.organization.pk).status != status
