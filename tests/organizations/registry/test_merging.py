"""Two entries of one organisation become one, or stay two for good."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from organizations.directory.models import DistinctPair, Membership, Organization
from organizations.places.models import Place
from organizations.registry.merging import proposed_pairs
from portal.shared.models import Act
from portal.shared.outbox.models import Message
from tests import factories
from tests.ward_people import signed_in

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
    official = signed_in(cast.official)
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
        assert signed_in(cast.official).post(swapped, {"two": "1"}).status_code == 302
    assert proposed_pairs() == []
    assert DistinctPair.objects.count() == 1


def test_only_a_published_organization_takes_another_in(cast: factories.Cast, double: Organization) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(status="suspended")
    answer = signed_in(cast.official).post(_address(cast, double), _data(cast, double))
    assert answer.status_code == 422 and "Only a published organisation" in answer.content.decode()


def test_who_belongs_to_one_of_both_does_not_decide(cast: factories.Cast, double: Organization, now: datetime) -> None:
    factories.make_member(cast.official, double, now, "staff")
    assert signed_in(cast.official).post(_address(cast, double), _data(cast, double)).status_code == 403
