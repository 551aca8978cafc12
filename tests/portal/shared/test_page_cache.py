"""Anonymous pages are kept, age with the content, and never reach the wrong reader."""

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory
from redis.exceptions import ConnectionError as RedisAway

from portal.shared import page_cache, versions
from tests import factories

HOME = "/en/"


def _key(cookies: dict[str, str] | None = None, **headers: str) -> str | None:
    request = RequestFactory().get(HOME, headers=headers)
    request.COOKIES.update(cookies or {})
    return page_cache.page_key(request)


def test_signed_in_readers_are_never_served_from_it() -> None:
    assert _key({"sessionid": "x"}) is None


def test_furigana_and_compression_have_pages_of_their_own() -> None:
    keys = {_key(), _key({"furigana": "on"}), _key({"furigana": "off"}), _key(accept_encoding="gzip")}
    assert len(keys) == 4


def test_foreign_hosts_have_pages_of_their_own() -> None:
    one = RequestFactory().get(HOME, headers={"host": "a.example"})
    two = RequestFactory().get(HOME, headers={"host": "b.example"})
    assert page_cache.page_key(one) != page_cache.page_key(two)


@pytest.mark.django_db(transaction=True)
def test_a_change_shows_at_once(
    now: datetime, client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "LOOK_AGAIN_SECONDS", 60)
    first = client.get(HOME)
    assert first.status_code == 200
    versions.content_version()
    with django_assert_num_queries(0):
        assert client.get(HOME).content == first.content
    factories.make_place("新しい場所", now=now, name_en="A new place", confirmed=now.date())
    versions.content_changed()
    versions._seen.looked = float("-inf")
    second = client.get(HOME)
    assert second.content != first.content


@pytest.mark.django_db(transaction=True)
def test_without_redis_pages_are_made_afresh(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise RedisAway("gone")

    monkeypatch.setattr(page_cache, "_resume_at", 0.0)
    monkeypatch.setattr(type(caches["pages"]), "get", away)
    monkeypatch.setattr(type(caches["pages"]), "set", away)
    assert client.get(HOME).status_code == 200
    monkeypatch.setattr(page_cache, "_resume_at", 0.0)


@pytest.mark.django_db(transaction=True)
def test_kept_pages_carry_the_same_headers(client: Client) -> None:
    first, second = client.get(HOME), client.get(HOME)
    for name in ("Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options", "Content-Type"):
        assert first[name] == second[name]


@pytest.mark.django_db(transaction=True)
def test_made_up_parameters_are_not_kept(client: Client) -> None:
    here = {"host": "testserver"}
    for address, kept in ((HOME + "?made=up", False), (HOME, True)):
        client.get(address, headers=here)
        key = page_cache.page_key(RequestFactory().get(address, headers=here))
        assert key and (page_cache.fetch_page(key) is not None) == kept


def test_a_made_up_cookie_is_no_page_of_its_own() -> None:
    assert _key({"furigana": "xyz"}) == _key()


def test_a_page_is_old_in_the_very_second_in_which_its_words_change(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.5]
    monkeypatch.setattr(page_cache.time, "time", lambda: clock[0])
    monkeypatch.setattr(page_cache, "content_version", lambda: 7)
    response = HttpResponse("open until 17:00")
    response.keep_seconds, response.asked = 10, 1000.0  # type: ignore[attr-defined]
    page_cache.keep_page("moment", response, 7)
    clock[0] = 1009.999
    assert page_cache.fetch_page("moment") is not None
    clock[0] = 1010.0
    assert page_cache.fetch_page("moment") is None
