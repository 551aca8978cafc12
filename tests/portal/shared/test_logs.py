"""A line of the log is one line of JSON, whatever happened, and holds nobody's data."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from portal.accounts.models import User
from portal.shared.logs import JsonFormatter
from tests import factories


def written(message: str, *arguments: Any, error: bool = False) -> dict[str, Any]:
    """The line as an operator's program reads it back from the disk."""
    info = sys.exc_info() if error else None
    record = logging.LogRecord("portal.trial", logging.WARNING, __file__, 1, message, arguments, info)
    line = JsonFormatter().format(record).encode("utf-8")
    assert b"\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_what_a_line_says() -> None:
    line = written("Redis away: %s", "TimeoutError")
    assert (line["level"], line["logger"], line["message"]) == (
        "WARNING",
        "portal.trial",
        "Redis away: TimeoutError",
    )
    assert datetime.fromisoformat(line["at"]).utcoffset() is not None
    assert "trace" not in line


@pytest.mark.parametrize(
    "text", ["つなぐ", 'a "b" \\ c', "two\nlines\r\n", "\x1b[31m", "\u2028", "\ud800 lone", "\x00"]
)
def test_hostile_text_stays_one_line_and_comes_back(text: str) -> None:
    assert written("%s", text)["message"] == text


def test_an_error_has_its_trace() -> None:
    try:
        raise ValueError("wrong number")
    except ValueError:
        line = written("failed", error=True)
    assert line["trace"].startswith("Traceback") and line["trace"].endswith("ValueError: wrong number")


@pytest.mark.django_db
def test_the_row_that_the_database_refused_is_not_quoted() -> None:
    address = factories.make_user().email
    try:
        with transaction.atomic():
            User.objects.create(email=address)
    except IntegrityError as error:
        line = written("could not store: %s", error, error=True)
    assert "duplicate key" in line["trace"] and "duplicate key" in line["message"]
    assert address not in json.dumps(line)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("no mail to hanako.yamada+x@mail.example.co.jp today", "no mail to (address) today"),
        ("<山田@例え.jp>", "<(address)>"),
        ("?email=a%40b.example&x=1", "?email=(address)&x=1"),
        ("Invalid request from ip=203.0.113.77: bad", "Invalid request from ip=(network): bad"),
        ("from 2001:db8::1:2 twice", "from (network) twice"),
        ("version 5.2.1 at 10:05:30", "version 5.2.1 at 10:05:30"),
        ("celery@machine ready", "celery@machine ready"),
        ("x" * 200 + "@long.example", "(address)"),
        ("@decorator and a @ b", "@decorator and a @ b"),
    ],
)
def test_nobodys_address_is_written(text: str, kept: str) -> None:
    assert written("%s", text)["message"] == kept


def test_a_text_without_end_has_one() -> None:
    assert len(written("%s", "a@" * 200_000)["message"]) < 30_000


def test_of_a_request_only_the_views_name_is_told(rf: RequestFactory) -> None:
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s: %s", ("Error", "/a/secret-name"), None
    )
    record.status_code, record.request = 500, rf.get("/a/secret-name")
    line = json.loads(JsonFormatter().format(record))
    assert line["message"] == "Internal Server Error in no view"
