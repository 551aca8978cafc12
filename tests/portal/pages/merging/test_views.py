"""The page on which two entries of one organisation become one, or stay two for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from organizations.directory.models import DistinctPair, Invitation, JoinRequest, Membership, Organization
from organizations.places.models import Place
from organizations.places.organization_services import move_organization
from organizations.registry.merging import proposed_pairs
from portal.accounts.models import Person, Post, User
from portal.shared.models import Act, Ward
from portal.shared.outbox.letters import write_letter
from portal.shared.outbox.models import Message
from tests import factories
from tests.ward_people import holder, just_signed_in, signed_in

pytestmark = pytest.mark.django_db
DUPLICATES = "/en/ward/organizations/duplicates/"


@pytest.fixture
def double(cast: factories.Cast) -> Organization:
    """The same circle again, as a list brought it in, with the same telephone."""
    Organization.objects.filter(pk=cast.organization.pk).update(phone="03-0000-7777")
    return factories.make_organization(
        "ＮＰＯ法人つなぐ日本語の会", phone="03-0000-7777", import_key="list:1", corporate_number="7000012050002"
    )


def _address(cast: factories.Cast, double: Organization) -> str:
    return f"/en/ward/organizations/{cast.organization.pk}/merge/{double.pk}/"


def _data(cast: factories.Cast, double: Organization, **more: object) -> dict[str, object]:
    return {"keep": cast.organization.pk, "revisions": "1-1", "sure": "on", "reason": "同じ団体です", **more}


def test_members_places_and_keys_come_together_and_the_old_address_leads_on(
    cast: factories.Cast, double: Organization, now: datetime
) -> None:
    official = just_signed_in(cast.official)
    place = factories.make_place("もうひとつの教室", now=now, organization=double)
    factories.make_member(cast.staff, double, now, "manager")
    factories.make_member(cast.outsider, double, now, "staff")
    earlier = factories.make_organization("もっと前", status="closed", merged_into=double)
    assert "つなぐ日本語の会" in official.get(DUPLICATES).content.decode()
    assert official.post(_address(cast, double), _data(cast, double, sure="")).status_code == 422
    assert official.post(_address(cast, double), _data(cast, double, revisions="1-2")).status_code == 422
    assert official.post(_address(cast, double), _data(cast, double)).status_code == 302
    kept, gone = Organization.objects.get(pk=cast.organization.pk), Organization.objects.get(pk=double.pk)
    assert (kept.corporate_number, kept.import_key) == ("7000012050002", "list:1")
    assert (gone.status, gone.merged_into_id, gone.import_key) == ("closed", kept.pk, None)
    place.refresh_from_db()
    assert (place.organization_id, place.status) == (kept.pk, Place.Status.PUBLISHED)
    roles = dict(Membership.objects.filter(organization=kept).values_list("person_id", "role"))
    assert roles == {
        cast.manager.person_id: "manager", cast.staff.person_id: "manager", cast.outsider.person_id: "staff",
    }  # fmt: skip
    for number in (gone.pk, earlier.pk):
        answer = Client().get(f"/en/organizations/{number}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/en/organizations/{kept.pk}/")
    assert {one.to for one in Message.objects.filter(template="organization_merged")} == {
        cast.manager.email, cast.staff.email,
    }  # fmt: skip
    assert Act.objects.filter(verb="merge_organization", object_id=gone.pk).exists()
    page = official.get(f"/en/ward/organizations/{gone.pk}/").content.decode()
    data = {"verb": "reopen", "reason": "doch", "revision": gone.revision}
    assert "Merged into" in page
    assert official.post(f"/en/ward/organizations/{gone.pk}/", data).status_code == 422, "it cannot be undone"


def test_two_that_look_alike_are_remembered_as_two(cast: factories.Cast, double: Organization) -> None:
    assert [(one.pk, other.pk) for one, other in proposed_pairs()] == [(cast.organization.pk, double.pk)]
    swapped = f"/en/ward/organizations/{double.pk}/merge/{cast.organization.pk}/"
    for _ in range(2):
        assert just_signed_in(cast.official).post(swapped, {"two": "1"}).status_code == 302
    assert proposed_pairs() == []
    assert DistinctPair.objects.count() == 1


def test_only_a_published_organization_takes_another_in(cast: factories.Cast, double: Organization) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    answer = just_signed_in(cast.official).post(_address(cast, double), _data(cast, double))
    assert answer.status_code == 422 and "Only a published organisation" in answer.content.decode()


def test_who_belongs_to_one_of_both_does_not_decide(cast: factories.Cast, double: Organization, now: datetime) -> None:
    factories.make_member(cast.official, double, now, "staff")
    assert just_signed_in(cast.official).post(_address(cast, double), _data(cast, double)).status_code == 403


def _letter_to(user: User) -> str:
    letter = Message.objects.get(to=user.email, template="organization_merged")
    return write_letter(letter.template, letter.values, "en", Ward(pk=1)).text


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
def test_whoever_registered_a_look_alike_only_asks_and_its_places_stay_out_of_sight(
    cast: factories.Cast, double: Organization, now: datetime, status: str
) -> None:
    Organization.objects.filter(pk=double.pk).update(status=status, submitted_at=now)
    place = factories.make_place("にせの教室", now=now, organization=double, status="draft")
    factories.make_member(cast.outsider, double, now, "manager")
    factories.make_member(cast.staff, double, now, "manager")
    invitation = Invitation.objects.create(
        organization=double, email="friend@example.org", role="manager", invited=now, expires=now + timedelta(days=9)
    )
    official = just_signed_in(cast.official)
    page = official.get(_address(cast, double)).content.decode()
    assert page.index("Members of each") < page.index(str(cast.outsider.person)) < page.index('name="sure"')
    assert official.post(_address(cast, double), _data(cast, double)).status_code == 302
    roles = dict(Membership.objects.filter(organization=cast.organization).values_list("person_id", "role"))
    assert roles == {cast.manager.person_id: "manager", cast.staff.person_id: "staff"}
    assert not Membership.objects.filter(organization=double).exists()
    asked = JoinRequest.objects.get()
    assert (asked.organization_id, asked.person_id, asked.status) == (
        cast.organization.pk, cast.outsider.person_id, "open",
    )  # fmt: skip
    invitation.refresh_from_db()
    assert invitation.status == "withdrawn"
    assert not Person.objects.get(pk=cast.outsider.person_id).mfa_required, "nothing is entrusted to them"
    assert "has been asked" in _letter_to(cast.outsider)
    assert "members are together" in _letter_to(cast.manager) == _letter_to(cast.staff)
    for verb in ("suspend", "restore"):
        move_organization(organization_id=cast.organization.pk, verb=verb, reason="調べます", by=None, now=now)
    place.refresh_from_db()
    assert (place.organization_id, place.status) == (cast.organization.pk, "suspended")


def test_a_suspended_organization_does_not_come_back_by_being_merged(
    cast: factories.Cast, double: Organization
) -> None:
    Organization.objects.filter(pk=double.pk).update(status="suspended")
    answer = just_signed_in(cast.official).post(_address(cast, double), _data(cast, double))
    assert answer.status_code == 422 and "cannot be merged" in answer.content.decode()


def test_an_entry_known_by_its_lists_key_alone_is_merged_and_its_operator_stays_barred(
    cast: factories.Cast, double: Organization, now: datetime
) -> None:
    Organization.objects.filter(pk=double.pk).update(phone="", address="")
    operator = holder(Post.Kind.CONTRACTOR, now)
    Post.objects.filter(holdings__person_id=operator.person_id).update(operated_by=double.pk)
    assert just_signed_in(operator).post(_address(cast, double), _data(cast, double)).status_code == 403
    assert just_signed_in(cast.official).post(_address(cast, double), _data(cast, double)).status_code == 302
    assert Organization.objects.get(pk=cast.organization.pk).import_key == "list:1"
    post = Post.objects.get(kind="contractor")
    assert post.operated_by == cast.organization.pk
    act = Act.objects.get(verb="update_post", object_id=post.pk)
    assert act.detail["after"] == {"operated_by": cast.organization.pk}
    refused = signed_in(operator).post(f"/en/ward/organizations/{cast.organization.pk}/", {"verb": "suspend"})
    assert refused.status_code == 403
    assert signed_in(cast.official).get(_address(cast, double))["Location"].startswith("/en/accounts/"), "asked anew"


def test_a_draft_brings_no_number_that_is_a_third_ones(cast: factories.Cast, double: Organization) -> None:
    Organization.objects.filter(pk=double.pk).update(status="draft")
    third = factories.make_organization("本物", corporate_number="7000012050002")
    assert just_signed_in(cast.official).post(_address(cast, double), _data(cast, double)).status_code == 302
    holders = Organization.objects.filter(corporate_number="7000012050002", status="published")
    assert [one.pk for one in holders] == [third.pk]
