"""Which answers are page views: whole public pages, given to a person, kept ones too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from redis import Redis

from portal import page_kinds
from portal.accounts.activity import DAY_KEY
from portal.shared.japan import JAPAN
from tests import factories
from tests.portal.accounts.factors.test_setup import signed_in
from tests.portal.shared.reach.readers_at_work import BROWSER, counted, keys, reader, redis, total, visitors

pytestmark = pytest.mark.django_db


def views() -> dict[tuple[str, str], int]:
    total(timezone.now())
    return {(kind, language): number for (_day, kind, language), number in counted().items()}


def test_a_page_counts_by_kind_and_language_also_when_it_was_kept(
    now: datetime, django_assert_max_num_queries: Any
) -> None:
    place = factories.make_place(now=now)
    here = reader()
    here.get(f"/en/places/{place.pk}/")
    with django_assert_max_num_queries(1):  # the version of the content
        here.get(f"/en/places/{place.pk}/")
    here.get("/ja/map/")
    here.get("/ja-simple/")
    here.get("/en/credits/")
    assert views() == {("place", "en"): 2, ("map", "ja"): 1, ("home", "ja-simple"): 1, ("other", "en"): 1}


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/", {}),
        ("/en/places/999999/", {}),
        ("/en/ward/", {}),
        ("/en/accounts/login/", {}),
        ("/open-data/places.csv", {}),
        ("/map/points", {}),
        ("/healthz", {}),
        ("/en/?q=%00", {}),
        ("/en/", {"user-agent": "Googlebot/2.1"}),
        ("/en/", {"user-agent": ""}),
        ("/en/", {"sec-purpose": "prefetch;prerender"}),
        ("/en/", {"hx-request": "true"}),
    ],
)
def test_what_is_no_page_view(address: str, headers: dict[str, str]) -> None:
    reader().get(address, headers=headers)
    assert keys() == [] and views() == {}


def test_only_what_was_got_counts() -> None:
    reader().head("/en/")
    reader().post("/en/")
    assert views() == {}


def test_who_takes_part_counts_and_who_works_for_the_ward_does_not() -> None:
    volunteer, official = factories.make_user("v@example.org"), factories.make_user("o@example.org")
    factories.make_post(official, "official", timezone.now() - timedelta(days=1))
    for user in (volunteer, official):
        client = signed_in(user)
        for _ in range(2):
            client.get("/en/credits/", headers={"user-agent": BROWSER})
        assert client.session[DAY_KEY] == [f"{timezone.now().astimezone(JAPAN):%Y-%m-%d}", user is official]
    assert views() == {("other", "en"): 2}


def test_visitors_are_estimated_and_nothing_of_them_is_kept() -> None:
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2"):
        reader(address).get("/en/")
    reader("192.0.2.2", BROWSER.replace("Windows", "Linux")).get("/en/")
    with redis() as client:
        day = timezone.now().astimezone(JAPAN).date()
        assert keys() == [f"reach:salt:{day}", "reach:views", f"reach:visitors:{day}"]
        assert client.hgetall("reach:views") == {f"{day}|home|en": "4"}
        assert len(client.get(f"reach:salt:{day}")) == 64 and client.pfcount(f"reach:visitors:{day}") == 3
    with Redis.from_url(settings.REACH_URL) as client:
        sketch = client.get(f"reach:visitors:{day}")
    assert sketch.startswith(b"HYLL") and b"192.0.2" not in sketch and b"Firefox" not in sketch
    total(timezone.now())
    assert list(visitors().values()) == [3]
    assert not reader().get("/en/").cookies


@override_settings(ENV=type("Env", (), {"proxy_count": 1, "demo": False, "shows_demo": False})())
def test_behind_a_proxy_its_word_counts() -> None:
    for made_up in ("192.0.2.7", "192.0.2.8"):
        reader().get("/en/", headers={"x-forwarded-for": f"{made_up}, 192.0.2.9"})
    total(timezone.now())
    assert list(visitors().values()) == [1]


def addresses(patterns: list[Any], route: str = "", names: str = "") -> list[tuple[str, str]]:
    """Every address below the language with the name of its view."""
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += addresses(
                one.url_patterns, route + str(one.pattern), f"{names}{one.namespace}:" if one.namespace else names
            )
        elif isinstance(one, URLPattern):
            found.append((route + str(one.pattern), f"{names}{one.name}"))
    return found


def test_every_page_has_a_kind_or_is_left_out_on_purpose() -> None:
    below = [
        (route.removeprefix("en/"), name)
        for route, name in addresses(get_resolver().url_patterns)
        if route.startswith("en/")
    ]
    assert len(below) > 100
    public = {name for route, name in below if not route.startswith(page_kinds.NOT_COUNTED)}
    assert public - page_kinds.NOT_COUNTED_VIEWS == page_kinds.PAGE_KINDS.keys()
