"""What is suspended or closed is gone at once from every public address, with its places, and comes back as it was."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote

import pytest
from django.test import Client

from organizations.directory.models import Organization
from organizations.places.models import Place
from organizations.places.organization_services import move_organization
from portal.shared.models import Act
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
NAME, PLACE = "かくれる会", "かくれる教室"
LISTS = (
    "/ja/", "/ja/organizations/", "/ja/organizations/?q=かくれる", "/ja/map/?q=かくれる", "/ja/map/", "/ja/map/?view=print",
    "/ja/map/?view=map", "/map/points?zoom=18&q=かくれる", "/open-data/places.csv", "/open-data/places.json",
    "/open-data/places.geojson", "/open-data/places.csv?q=かくれる", "/open-data/organizations.csv",
)  # fmt: skip


def _text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def _shown() -> set[str]:
    """The lists that name the organisation or its place; asked twice, so that the second answer is a kept one."""
    found = set()
    for address in LISTS:
        first, second = _text(address), _text(address)
        assert (NAME in first or PLACE in first) is (NAME in second or PLACE in second)
        if NAME in second or PLACE in second:
            found.add(address)
    return found


@pytest.fixture
def hidden(now: datetime) -> Organization:
    organization = factories.make_organization(NAME, phone="03-0000-5555")
    common = {"now": now, "organization": organization, "confirmed": now.date()}
    factories.make_place(PLACE, **common)
    factories.make_place("とじた教室", **common, status="closed")
    factories.make_place("とめた教室", **common, status="suspended")
    return organization


def _states(organization: Organization) -> dict[str, tuple[str, str]]:
    rows = Place.objects.filter(organization=organization)
    return {row.name_ja: (row.status, row.suspended_with_organization) for row in rows}


def _pages(organization: Organization) -> list[str]:
    place = Place.objects.get(name_ja=PLACE)
    return [f"/en/organizations/{organization.pk}/", f"/en/places/{place.pk}/", f"/en/places/{place.pk}/card/"]


def _without(page: str, content: bytes) -> str:
    """The page without its own address, plain and in links."""
    rest = page.removeprefix("/en/")
    return content.decode().replace(rest, "HERE").replace(quote(rest, safe=""), "HERE")


@pytest.mark.parametrize(("gone", "back"), [("suspend", "restore"), ("close", "reopen")])
def test_gone_at_once_everywhere_and_back_as_it_was(hidden: Organization, now: datetime, gone: str, back: str) -> None:
    before, pages = _states(hidden), _pages(hidden)
    assert _shown() == set(LISTS)
    assert [Client().get(page).status_code for page in pages * 2] == [200] * 6
    move_organization(organization_id=hidden.pk, verb=gone, reason="調べています", by=None, now=now)
    assert _shown() == set()
    for page in pages:
        nowhere = re.sub(r"\d+", "987654321", page)
        answer, missing = Client().get(page), Client().get(nowhere)
        assert answer.status_code == 404
        assert _without(page, answer.content) == _without(nowhere, missing.content)
    assert _states(hidden) == {
        PLACE: ("suspended", "published"), "とじた教室": ("closed", ""), "とめた教室": ("suspended", ""),
    }  # fmt: skip
    move_organization(organization_id=hidden.pk, verb=back, reason="分かりました", by=None, now=now)
    assert _states(hidden) == before
    assert _shown() == set(LISTS)
    place = Place.objects.get(name_ja=PLACE)
    assert (place.edited_by_hand, place.revision) == (None, 3)
    verbs = Act.objects.filter(object_type="organizations.place", object_id=place.pk).order_by("pk")
    assert [act.verb for act in verbs] == ["suspend_place", "restore_place"]


def test_a_place_that_waited_waits_no_longer_when_its_organization_comes_back(
    hidden: Organization, now: datetime
) -> None:
    move_organization(organization_id=hidden.pk, verb="suspend", reason="調べています", by=None, now=now)
    Place.objects.filter(name_ja="とじた教室").update(status="draft")
    move_organization(organization_id=hidden.pk, verb="restore", by=None, now=now)
    assert _states(hidden)["とじた教室"] == ("published", "")
