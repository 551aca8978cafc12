"""Whoever answers first, the answer has every header, the reader's language and furigana."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from psycopg.errors import QueryCanceled

from portal.pages import views
from portal.shared.middleware.back_pressure import BackPressureMiddleware
from portal.shared.middleware.hostile_input import MAX_PARAMETERS, MAX_QUERY_BYTES, HostileInputMiddleware

pytestmark = pytest.mark.django_db
HEADERS = (
    "Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy",
    "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options",
)  # fmt: skip


def assert_all_headers(answer: Any) -> None:
    assert [name for name in HEADERS if name not in answer] == []
    assert "unsafe" not in answer["Content-Security-Policy"]


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=3600)
def test_the_way_to_https_has_them_too(client: Client) -> None:
    answer = client.get("/en/map/?q=x")
    assert answer.status_code == 301 and answer["Location"] == "https://testserver/en/map/?q=x"
    assert_all_headers(answer)
    assert "Strict-Transport-Security" not in answer
    safe = client.get("/en/", secure=True)
    assert "max-age=3600" in safe["Strict-Transport-Security"]
    assert_all_headers(safe)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/", 200),
        ("/", 302),
        ("/en/nowhere/", 404),
        ("/en/ward/", 302),
        ("/en/?q=%00", 400),
        ("/open-data/places.csv", 200),
        ("/open-data/places.csv?layout=nonsense", 400),
        ("/map/points?bbox=nonsense", 400),
        ("/static/css/base.css", 200),
        ("/static/none.css", 404),
        ("/robots.txt", 200),
        ("/healthz", 200),
        ("/readyz", 200),
    ],
)
def test_every_kind_of_answer_has_all_headers(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert_all_headers(answer)


def test_refused_methods_hosts_and_seals_have_them(client: Client) -> None:
    assert_all_headers(client.post("/en/"))
    wrong_host = client.get("/en/", headers={"host": "evil.example"})
    assert wrong_host.status_code == 400
    assert_all_headers(wrong_host)
    sealed = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {"login": "a"})
    assert sealed.status_code == 403
    assert_all_headers(sealed)


def test_a_fault_of_ours_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(views.selectors, "home_page", broken)
    answer = Client(raise_request_exception=False).get("/en/")
    assert answer.status_code == 500
    assert_all_headers(answer)
    assert "RuntimeError" not in answer.content.decode()


def test_a_statement_that_took_too_long_is_a_full_house(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any, **__: Any) -> None:
        raise OperationalError("canceling statement") from QueryCanceled("canceling statement")

    monkeypatch.setattr(views.selectors, "home_page", slow)
    answer = Client(raise_request_exception=False).get("/en/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert_all_headers(answer)


@override_settings(MAX_CONCURRENT_REQUESTS=1)
def test_a_full_house_still_answers_for_its_health() -> None:
    answers: dict[str, int] = {}

    def inside(request: HttpRequest) -> HttpResponse:
        if request.path == "/en/":
            for address in ("/healthz", "/readyz", "/en/map/"):
                answers[address] = middleware(RequestFactory().get(address)).status_code
        return HttpResponse()

    middleware = BackPressureMiddleware(inside)
    middleware(RequestFactory().get("/en/"))
    assert answers == {"/healthz": 200, "/readyz": 503, "/en/map/": 503}


@override_settings(MAX_CONCURRENT_REQUESTS=1)
def test_a_broken_page_gives_its_seat_back() -> None:
    def broken(_: HttpRequest) -> HttpResponse:
        raise RuntimeError

    middleware = BackPressureMiddleware(broken)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            middleware(RequestFactory().get("/en/"))


@pytest.mark.parametrize(
    ("address", "language", "word"),
    [
        ("/ja/?q=%00", "ja", "文字"),
        ("/ja-simple/?q=%00", "ja-simple", "<ruby>"),
        ("/en/?q=%00", "en", "character"),
        ("/map/points?q=%00", "ja", "文字"),
    ],
)
def test_absurd_addresses_are_refused_in_the_readers_language(
    client: Client, address: str, language: str, word: str
) -> None:
    answer = client.get(address, headers={"accept-language": "ja"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'<html lang="{language}"' in page and word in page
    assert "{" not in page.partition("<main")[2].partition("</main>")[0], "no markup of furigana is left"


def refused(query: str, path: str = "/en/") -> bool:
    request = RequestFactory().get("/en/")
    request.META["QUERY_STRING"], request.path = query, path
    return HostileInputMiddleware(lambda _: HttpResponse("through"))(request).status_code == 400


def test_limits_are_met_to_the_byte_and_to_the_parameter() -> None:
    assert not refused("q=" + "x" * (MAX_QUERY_BYTES - 2)) and refused("q=" + "x" * (MAX_QUERY_BYTES - 1))
    assert not refused("&".join(["a=1"] * MAX_PARAMETERS)) and refused("&".join(["a=1"] * (MAX_PARAMETERS + 1)))


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "q=\x00", "%00=1"])
def test_no_nul_comes_through(query: str) -> None:
    assert refused(query)
    assert refused("", path="/en/\x00/")


@pytest.mark.parametrize("query", ["", "q=%E6%95%99%E5%AE%A4", "q=100%", "q=%2500", "q=a+b&type=x&type=y"])
def test_what_people_ask_comes_through(query: str) -> None:
    assert not refused(query)


def test_those_that_add_headers_stand_above_those_that_answer() -> None:
    names = [name.rsplit(".", 1)[1] for name in settings.MIDDLEWARE]
    adding = max(names.index(name) for name in ("CSPMiddleware", "XFrameOptionsMiddleware", "HeadersMiddleware"))
    answering = ("SecurityMiddleware", "WhiteNoiseMiddleware", "BackPressureMiddleware", "PageCacheMiddleware")
    assert adding < min(names.index(name) for name in answering)
    assert names.index("BackPressureMiddleware") < names.index("PageCacheMiddleware") < names.index("GZipMiddleware")
    assert names.index("LocaleMiddleware") < names.index("RubyMiddleware") < names.index("HostileInputMiddleware")
