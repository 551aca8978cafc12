"""The places of an organisation follow it: found by its new name, public once it is."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import caches
from django.test import Client

from organizations.directory.models import Organization
from organizations.places import organization_services, services
from organizations.places.models import Place
from tests import factories

pytestmark = pytest.mark.django_db


def _found(q: str, name: str) -> bool:
    caches[
        "pages"
    ].clear()  # the version of the content moves only after a commit, which a test's transaction never has
    return name in Client().get("/ja/map/", {"q": q}).content.decode()


def test_places_are_found_by_the_new_name_of_their_organization(cast: factories.Cast, now: datetime) -> None:
    assert not _found("ひまわりの輪", cast.place.name_ja)
    client = Client()
    client.force_login(cast.manager)
    organization = cast.organization
    data = {"seen": organization.updated.isoformat(), "kind": "npo", "name_ja": "ひまわりの輪", "phone": "119"}
    assert client.post(f"/en/npo/organizations/{organization.pk}/edit/", data).status_code == 302
    assert _found("ひまわりの輪", cast.place.name_ja)
    assert not _found("ひまわりの輪", cast.other_place.name_ja)


def test_a_place_waits_for_its_organization_and_is_public_with_it(cast: factories.Cast, now: datetime) -> None:
    organization = factories.make_organization("新しい会", status=Organization.Status.SUBMITTED)
    place = services.create_place(
        organization_id=organization.pk,
        type_id=cast.place.type_id,
        texts={"name_ja": "新しい教室"},
        by=None,
        now=now,
    )
    url = f"/en/places/{place.pk}/"
    assert Client().get(url).status_code == 404
    organization_services.publish_organization(organization_id=organization.pk, by=cast.official.person_id, now=now)
    assert Client().get(url).status_code == 200
    assert _found("新しい教室", "新しい教室")


def test_a_closed_place_stays_closed_when_its_organization_is_published(cast: factories.Cast, now: datetime) -> None:
    organization = factories.make_organization("新しい会", status=Organization.Status.SUBMITTED)
    place = factories.make_place(now=now, organization=organization, status=Place.Status.CLOSED)
    organization_services.publish_organization(organization_id=organization.pk, by=None, now=now)
    place.refresh_from_db()
    assert place.status == Place.Status.CLOSED


def test_a_place_reopened_under_an_unpublished_organization_waits(cast: factories.Cast, now: datetime) -> None:
    organization = factories.make_organization("新しい会", status=Organization.Status.SUBMITTED)
    place = factories.make_place(now=now, organization=organization, status=Place.Status.CLOSED)
    services.reopen_place(place_id=place.pk, revision=1, reason="", by=None, now=now)
    place.refresh_from_db()
    assert place.status == Place.Status.DRAFT
