"""Absurd requests, headers on every answer, and a full house."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from portal.shared.middleware.back_pressure import BackPressureMiddleware

pytestmark = pytest.mark.django_db

ABSURD = [
    "/en/?q=%00",
    "/en/?" + "a=1&" * 10_000,
    "/en/?q=" + "x" * 100_000,
]


@pytest.mark.parametrize("address", ABSURD, ids=["nul", "ten thousand parameters", "long"])
def test_absurd_addresses_get_a_sentence(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "address" in answer.content.decode() or "search" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/en/", "/ja/", "/nowhere", "/en/nowhere/", "/healthz", "/en/?q=%00", "/static/nothing.css"]
)
def test_headers_are_on_every_answer(client: Client, address: str) -> None:
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] and answer["Cross-Origin-Opener-Policy"]


@override_settings(MAX_CONCURRENT_REQUESTS=2)
def test_a_full_house_says_when_to_come_back() -> None:
    inside, leave = threading.Semaphore(0), threading.Event()

    def slow(_: HttpRequest) -> HttpResponse:
        inside.release()
        leave.wait(10)
        return HttpResponse("done")

    middleware = BackPressureMiddleware(slow)
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(middleware(RequestFactory().get("/en/")))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=10)
    turned_away = middleware(RequestFactory().get("/en/"))
    assert turned_away.status_code == 503 and turned_away["Retry-After"]
    leave.set()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert middleware(RequestFactory().get("/en/")).status_code == 200


def test_a_statement_cut_short_says_when_to_come_back(rf: RequestFactory) -> None:
    def slow(_: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '50ms'")
            cursor.execute("SELECT pg_sleep(5)")
        return HttpResponse("done")

    middleware = BackPressureMiddleware(slow)
    with pytest.raises(OperationalError) as cut, transaction.atomic():
        slow(rf.get("/en/"))
    answer = middleware.process_exception(rf.get("/en/"), cut.value)
    assert answer is not None and answer.status_code == 503 and answer["Retry-After"]
    assert middleware.process_exception(rf.get("/en/"), ValueError()) is None
