"""What is counted and logged of a request, and what is left out."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from portal.operations import counting, figures, slots, watching
from portal.operations.watching import WatchMiddleware

pytestmark = pytest.mark.django_db


def counted(view: str, status: int) -> float:
    return (
        counting.registry().get_sample_value("portal_request_seconds_count", {"view": view, "status": str(status)})
        or 0.0
    )


@pytest.mark.parametrize(
    ("path", "status", "view"),
    [
        ("/healthz", 200, "healthz"),
        ("/en/nowhere/", 404, "none"),
        ("/static/none.css", 404, "static"),
        ("/en/ward/", 302, "ward_desk"),
    ],
)
def test_requests_are_counted_by_the_views_name(client: Client, path: str, status: int, view: str) -> None:
    before = counted(view, status)
    assert client.get(path).status_code == status
    assert counted(view, status) == before + 1


def test_a_kept_page_is_counted_too(client: Client) -> None:
    client.get("/en/credits/")
    before = counted("kept page", 200)
    client.get("/en/credits/")
    assert counted("kept page", 200) == before + 1


@pytest.mark.parametrize(
    ("view", "method", "status", "event"),
    [
        ("account_login", "POST", 200, "failed sign-in"),
        ("account_login", "POST", 302, ""),
        ("account_login", "GET", 200, ""),
        ("mfa_authenticate", "POST", 200, "failed sign-in"),
        ("home", "GET", 200, ""),
        ("home", "GET", 404, ""),
        ("account_login", "POST", 429, "rate limit reached"),
        ("organizations:close_place", "POST", 403, "denied"),
        ("metrics", "GET", 404, "metrics without token"),
    ],
)
def test_what_looks_like_an_attack(view: str, method: str, status: int, event: str) -> None:
    request = RequestFactory().generic(method, "/")
    assert watching.event_of(request, view, status) == event


def test_a_failed_sign_in_is_a_line_without_a_name(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "portal.security"):
        client.post("/en/accounts/login/", {"login": "nobody@example.com", "password": "x"})
    line = next(one for one in caplog.records if one.name == "portal.security")
    assert line.getMessage() == "failed sign-in"
    assert line.fields == {"view": "account_login", "status": 200, "method": "POST", "user": None}  # type: ignore[attr-defined]


@override_settings(LOG_REQUESTS=True)
def test_lines_hold_names_and_numbers_only(caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        return HttpResponse(status=404)

    with caplog.at_level(logging.INFO, "portal.requests"):
        answer = WatchMiddleware(broken)(RequestFactory().generic("SPEAK", "/a@b.example?c=d@e.example"))
    fields: dict[str, Any] = caplog.records[0].fields  # type: ignore[attr-defined]
    assert fields.pop("ms") >= 0
    assert fields == {"view": "none", "status": 404, "method": "OTHER"}
    assert len(answer["X-Request-ID"]) == 16


def test_the_lowest_free_place_is_taken() -> None:
    assert slots.free([]) == 0
    assert slots.free([0, 1, None]) == 2
    assert slots.free([1, 2]) == 0


def test_figures_of_mail_are_asked_by_index(now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        figures.exposition(now=now)
    of_mail = [one["sql"] for one in asked.captured_queries if '"outbox_message"' in one["sql"]]
    assert len(of_mail) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for question in of_mail:
            cursor.execute(f"EXPLAIN {question}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert re.search(r"on message_(?:due|dead|ended)\b|using message_(?:due|dead|ended)\b", plan), plan
