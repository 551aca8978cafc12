"""Kept pages among many readers at once: each gets the page of its own language, person, release and moment."""

from __future__ import annotations

import gzip
import pickle
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from redis.exceptions import TimeoutError as RedisSlow

from organizations.places.models import Place
from portal.shared import page_cache, versions
from portal.shared.middleware.page_cache import PageCacheMiddleware
from portal.shared.page_cache import KEPT_PARAMETERS, LONGEST_SECONDS, cached_page, fetch_page, keep_page, page_key
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESSES = ("/ja/", "/ja-simple/", "/en/", "/en/map/", "/ja/map/?q=教室", "/en/credits/")


class House:
    """The cache before a view that counts how often it is asked."""

    def __init__(self, **marks: Any) -> None:
        self.asked = 0
        self.marks = marks
        self.middleware = PageCacheMiddleware(cached_page(self._view))

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response = HttpResponse(f"page {self.asked} of {request.path}", status=self.marks.get("status", 200))
        if "keep_seconds" in self.marks:
            response.keep_seconds = self.marks["keep_seconds"]  # type: ignore[attr-defined]
        for name, value in self.marks.get("cookies", {}).items():
            response.set_cookie(name, value)
        return response

    def get(self, address: str = "/en/", **asked: Any) -> HttpResponse:
        request = RequestFactory().get(address, headers=asked.get("headers", {}))
        request.COOKIES.update(asked.get("cookies", {}))
        return self.middleware(request)


def test_the_second_reader_gets_the_first_ones_page() -> None:
    house = House()
    assert house.get().content == house.get().content == b"page 1 of /en/"


def test_a_kept_page_tells_its_length() -> None:
    house = House()
    house.get()
    assert house.get()["Content-Length"] == str(len(b"page 1 of /en/"))


@pytest.mark.parametrize(
    "other",
    [
        {"address": "/ja/"},
        {"address": "/en/?q=x"},
        {"headers": {"host": "other.example"}},
        {"headers": {"accept-encoding": "gzip"}},
        {"headers": {"hx-request": "true"}},
        {"cookies": {"furigana": "on"}},
        {"cookies": {"furigana": "off"}},
    ],
)
def test_readers_who_would_see_another_page_do_not_share(other: dict[str, Any]) -> None:
    house = House()
    house.get()
    house.get(**other)
    assert house.asked == 2
    house.get(**other)
    house.get()
    assert house.asked == 2, "but each shares with those like itself"


@pytest.mark.parametrize(
    "same",
    [
        {"cookies": {"furigana": "perhaps"}},
        {"cookies": {"anything": "else"}},
        {"headers": {"user-agent": "x"}},
        {"headers": {"hx-request": "false"}},
        {"headers": {"accept-language": "vi"}},
    ],
)
def test_what_changes_nothing_makes_no_page_of_its_own(same: dict[str, Any]) -> None:
    house = House()
    house.get()
    house.get(**same)
    assert house.asked == 1


@pytest.mark.parametrize("cookies", [{settings.SESSION_COOKIE_NAME: "s"}, {"messages": "m"}])
def test_readers_with_a_session_or_a_message_are_neither_served_nor_kept(cookies: dict[str, str]) -> None:
    house = House()
    house.get(cookies=cookies)
    house.get()
    house.get(cookies=cookies)
    assert house.asked == 3


@pytest.mark.parametrize(
    "marks",
    [{"status": 404}, {"status": 302}, {"keep_seconds": 0}, {"keep_seconds": -5}, {"cookies": {"csrftoken": "x"}}],
)
def test_pages_that_are_not_for_all_are_not_kept(marks: dict[str, Any]) -> None:
    house = House(**marks)
    house.get()
    house.get()
    assert house.asked == 2


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_get_is_kept(method: str) -> None:
    assert page_key(RequestFactory().generic(method, "/en/")) is None


def test_an_endless_address_is_not_kept() -> None:
    assert page_key(RequestFactory().get("/en/?q=" + "x" * 398)) is not None
    assert page_key(RequestFactory().get("/en/?q=" + "x" * 399)) is None


@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=%FF%FE", "q=" + "%F0%9F%91%A8"])
def test_odd_bytes_have_a_key(query: str) -> None:
    request = RequestFactory().get("/en/")
    request.META["QUERY_STRING"] = query
    assert page_key(request)


def test_each_known_parameter_is_kept_and_one_unknown_beside_it_is_not() -> None:
    for name in sorted(KEPT_PARAMETERS):
        house = House()
        for _ in range(2):
            house.get(f"/en/?{name}=1")
        assert house.asked == 1
        for _ in range(2):
            house.get(f"/en/?{name}=2&made=up")
        assert house.asked == 3


def test_a_new_release_has_new_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The styles that a kept page names may be gone."""

    class Release:
        manifest_hash = "one"

    release, house = Release(), House()
    monkeypatch.setattr(page_cache, "staticfiles_storage", release)
    house.get()
    release.manifest_hash = "two"
    house.get()
    assert house.asked == 2


def test_a_page_lives_as_long_as_it_says_and_never_longer_than_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for said, lives in ((20, 20), (LONGEST_SECONDS * 10, LONGEST_SECONDS)):
        caches["pages"].clear()
        house = House(keep_seconds=said)
        monkeypatch.setattr(page_cache.time, "time", lambda: now)
        house.get()
        monkeypatch.setattr(page_cache.time, "time", lambda lives=lives: now + lives - 1)
        house.get()
        assert house.asked == 1
        monkeypatch.setattr(page_cache.time, "time", lambda lives=lives: now + lives + 1)
        house.get()
        assert house.asked == 2


def test_what_streams_is_not_kept() -> None:
    response: Any = StreamingHttpResponse([b"a"])
    response.keep_seconds = 60
    keep_page("key", response, 1)
    assert fetch_page("key") is None
    marked = cached_page(lambda _: StreamingHttpResponse([b"a"]))(RequestFactory().get("/en/"))  # type: ignore[arg-type,return-value]
    assert marked.keep_seconds == 0  # type: ignore[attr-defined]


def test_a_page_made_while_the_content_changed_is_not_shown_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was read half before and half after: kept under the version before, so that nobody gets it."""
    monkeypatch.setattr(versions, "LOOK_AGAIN_SECONDS", 0)

    def view(_: HttpRequest) -> HttpResponse:
        versions._advance()
        return HttpResponse("half old")

    middleware = PageCacheMiddleware(cached_page(view))
    request = RequestFactory().get("/en/")
    middleware(request)
    key = page_key(request)
    assert key and caches["pages"].get(key) is not None and fetch_page(key) is None


@pytest.mark.parametrize("failure", [RedisSlow("slow"), ConnectionRefusedError(), OSError("gone")])
def test_a_redis_that_fails_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[str] = []

    def fails(name: str) -> Any:
        def call(*_: Any, **__: Any) -> None:
            calls.append(name)
            raise failure

        return call

    monkeypatch.setattr(type(caches["pages"]), "get", fails("get"))
    monkeypatch.setattr(type(caches["pages"]), "set", fails("set"))
    house = House()
    for _ in range(10):
        assert house.get().status_code == 200
    assert calls == ["get"], "one attempt, then none for five seconds"
    assert "Redis away" in caplog.text
    monkeypatch.setattr(page_cache, "_resume_at", 0.0)
    house.get()
    assert calls == ["get", "get"]


def test_a_fault_of_ours_is_not_taken_for_an_absent_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise pickle.PicklingError("not a page")

    monkeypatch.setattr(type(caches["pages"]), "set", broken)
    with pytest.raises(pickle.PicklingError):
        House().get()


def test_health_and_files_are_asked_afresh() -> None:
    house = House()
    for address in ("/healthz", "/readyz", "/static/css/base.css"):
        house.get(address)
        house.get(address)
    assert house.asked == 6


def _texts(client: Client, address: str, headers: dict[str, str], cookies: dict[str, str]) -> str:
    client.cookies.load(cookies)
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    packed = answer.get("Content-Encoding") == "gzip"
    assert not packed or "gzip" in headers.get("accept-encoding", ""), "nobody gets what it cannot unpack"
    return (gzip.decompress(answer.content) if packed else answer.content).decode()


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_each_get_their_own_language_and_furigana(now: datetime) -> None:
    """Eight threads, mixed readers, cold and warm cache: no page ever reaches somebody else."""
    factories.make_place(
        "四谷日本語教室", now=now, name_ja_simple="{四谷|よつや}の{教室|きょうしつ}", name_en="Yotsuya class"
    )
    official = factories.make_user("official@example.org")
    start = threading.Barrier(8)

    def reader(number: int) -> list[str]:
        start.wait(30)
        try:
            return [fault for turn in range(6) for fault in visit(number + turn)]
        finally:
            connection.close()

    def visit(turn: int) -> list[str]:
        address = ADDRESSES[turn % len(ADDRESSES)]
        language = address.split("/")[1]
        furigana = ("", "on", "off")[turn % 3]
        client = Client()
        signed_in = turn % 4 == 3
        if signed_in:
            client.force_login(official)
        headers = {"accept-encoding": "gzip" if turn % 2 else "identity", "accept-language": "en"}
        page = _texts(client, address, headers, {"furigana": furigana} if furigana else {})
        shown = furigana == "on" or (not furigana and language == "ja-simple")
        found = []
        if f'<html lang="{language}"' not in page:
            found.append(f"{address}: language")
        if ("<rt>" in page) != (shown and language == "ja-simple"):
            found.append(f"{address} {furigana}: furigana")
        if ("/accounts/logout/" in page) != signed_in:
            found.append(f"{address}: signed in")
        return found

    with ThreadPoolExecutor(8) as pool:
        assert [fault for faults in pool.map(reader, range(8)) for fault in faults] == []


@pytest.mark.django_db(transaction=True)
def test_nobody_sees_the_old_name_after_a_change_however_many_read(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers fill the cache all the while; what they get after the change is the new page."""
    monkeypatch.setattr(versions, "LOOK_AGAIN_SECONDS", 0)
    place = factories.make_place(now=now, name_en="Old name")
    address, ended = f"/en/places/{place.pk}/", threading.Event()
    changed_at: list[float] = []
    stale: list[float] = []

    def read() -> None:
        try:
            while not ended.is_set():
                asked = time.monotonic()
                page = Client().get(address).content.decode()
                if "Old name" in page and changed_at and asked > changed_at[0]:
                    stale.append(asked)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for one in readers:
        one.start()
    time.sleep(0.3)
    Place.objects.filter(pk=place.pk).update(name_en="New name")
    versions.content_changed()
    changed_at.append(time.monotonic())
    assert "New name" in Client().get(address).content.decode()
    time.sleep(0.3)
    ended.set()
    for one in readers:
        one.join()
    assert stale == []
