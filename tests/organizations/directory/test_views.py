"""The list of organisations, and the editor of one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.directory import services
from organizations.directory.models import Organization
from organizations.places.organization_services import enter_organization
from portal.accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def _make(number: int, now: datetime, kind: str = "npo") -> Organization:
    made = services.create_organization(
        texts={"name_ja": f"会{number}", "name_en": f"Circle {number:03d}"},
        columns={"legal_kana": f"カイ{number:03d}", "kind": kind, "phone": "119"},
        by=None,
        now=now,
    )
    enter_organization(organization_id=made.pk, by=None, now=now)
    return made


def test_paging_shows_every_organization_once_in_kana_order(now: datetime) -> None:
    made = [_make(number, now) for number in range(45)]
    client, url, seen = Client(), "/en/organizations/", list[str]()
    for _page in range(3):
        page = client.get(url).content.decode()
        seen += [one.name_en or "" for one in made if f">{one.name_en}<" in page]
        url = "/en/organizations/" + page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace(
            "&amp;", "&"
        )
    assert seen == [f"Circle {number:03d}" for number in range(45)]


def test_queries_do_not_grow_with_the_list(now: datetime) -> None:
    counts = []
    for number in range(2):
        _make(number, now)
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/en/organizations/?q=&n={number}")
        counts.append(sum("content_version" not in one["sql"] for one in captured.captured_queries))
        for more in range(10, 25):
            _make(more * 100 + number, now)
    assert counts[0] == counts[1] <= 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=circle+001", True),
        ("q=カイ００１", True),
        ("q=かい001", True),
        ("q=circle+002", False),
        ("kind=school", False),
        ("kind=npo", True),
        ("kind=nonsense", True),
    ],
)
def test_names_are_found_in_any_script_and_kinds_filter(now: datetime, query: str, found: bool) -> None:
    _make(1, now)
    assert ("Circle 001" in Client().get(f"/en/organizations/?{query}").content.decode()) == found


@pytest.mark.parametrize(
    "query",
    [
        "after=garbage",
        "after=1",
        "after=%00",
        "after=9999999999999999999.x",
        "q=%ED%A0%80",
        "q=" + "あ" * 200,
        "q=%25_\\",
        "after=1.%F0%9F%A6%8A",
    ],
)
def test_absurd_addresses_are_answered_calmly(now: datetime, query: str) -> None:
    assert Client().get(f"/en/organizations/?{query}").status_code in (200, 400)


def _data(organization: Organization, **more: str) -> dict[str, str]:
    return {"seen": organization.updated.isoformat(), "kind": "npo", "name_ja": organization.name_ja, **more}


def _login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_members_edit_and_strangers_find_nothing(cast: factories.Cast) -> None:
    url = f"/en/npo/organizations/{cast.organization.pk}/edit/"
    assert Client().get(url).status_code == 302
    for stranger in (cast.other_manager, cast.official, cast.outsider):
        assert _login(stranger).get(url).status_code == 404
        assert _login(stranger).post(url, _data(cast.organization, phone="119")).status_code == 404
    assert _login(cast.staff).get(url).status_code == 200
    assert _login(cast.manager).post(url, _data(cast.organization, phone="0332091111")).status_code == 302
    cast.organization.refresh_from_db()
    assert cast.organization.phone == "03-3209-1111"


def test_errors_lose_nothing_and_the_second_editor_is_told(cast: factories.Cast, now: datetime) -> None:
    url = f"/en/npo/organizations/{cast.organization.pk}/edit/"
    client, data = _login(cast.manager), _data(cast.organization, corporate_number="123", address="若葉1-2")
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="123"' in page and 'value="若葉1-2"' in page
    services.update_organization(
        organization_id=cast.organization.pk, seen=cast.organization.updated, texts={}, columns={"phone": "119"},
        by=None, now=now + timedelta(days=1),
    )  # fmt: skip
    told = client.post(url, _data(cast.organization, phone="110"))
    assert told.status_code == 409 and "119" in told.content.decode() and 'value="110"' in told.content.decode()
    assert client.post(url, {"seen": "garbage", "kind": "npo", "name_ja": "x"}).status_code == 409
