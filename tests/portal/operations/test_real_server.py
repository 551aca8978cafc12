"""The portal as a ward runs it, with real faults: database restarted, servers frozen, twice the load, hostile words."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.portal.embedded.ground import wait_until
from tests.portal.operations.server import PLACES, PROCESSES, TOKEN, Answer, Portal, running_portal

HEADERS = (
    "Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy",
    "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "X-Request-ID",
)  # fmt: skip


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with running_portal(tmp_path_factory.mktemp("production")) as found:
        yield found


def assert_all_headers(answer: Answer) -> None:
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    for cookie in answer.headers.get_all("Set-Cookie", []):
        assert {"secure", "httponly"} <= {part.strip().lower() for part in cookie.split(";")}, cookie


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/en/", 200),
        ("GET", "/", 302),
        ("GET", "/en/ward/", 302),
        ("GET", "/en/nowhere/", 404),
        ("GET", "/en/?q=%00", 400),
        ("GET", "/en/?q=" + "x" * 5000, 400),
        ("POST", "/en/accounts/login/", 403),
        ("GET", "/open-data/places.csv", 200),
        ("GET", "/open-data/places.csv?layout=nonsense", 400),
        ("GET", "/map/points?bbox=nonsense", 400),
        ("GET", "/static/css/base.css", 200),
        ("GET", "/static/none.css", 404),
        ("GET", "/files/00000000-0000-4000-8000-000000000000", 404),
        ("GET", "/robots.txt", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 404),
        ("HEAD", "/en/", 200),
        ("OPTIONS", "/en/", 405),
    ],
)
def test_every_answer_has_all_headers(portal: Portal, method: str, path: str, status: int) -> None:
    answer = portal.ask(path, method, "" if method == "POST" else None)
    assert answer.status == status
    assert_all_headers(answer)


def test_without_https_readers_are_led_to_it_and_watchers_are_answered(portal: Portal) -> None:
    answer = portal.ask("/en/map/?q=x", X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["Location"]) == (301, "https://portal.example/en/map/?q=x")
    assert portal.ask("/readyz", X_Forwarded_Proto="http").status == 200
    wrong = portal.ask("/en/", Host="evil.example")
    assert wrong.status == 400
    assert_all_headers(wrong)


def test_twice_the_load_is_refused_quickly_and_leaves_nothing_behind(portal: Portal) -> None:
    """All places are held by pages that wait for a locked table; whoever comes then is told at once or in a second."""
    crowd = 40
    with psycopg.connect(portal.environment["DATABASE_URL"]) as holder, ThreadPoolExecutor(crowd) as pool:
        holder.execute("LOCK TABLE organizations_place IN ACCESS EXCLUSIVE MODE")
        asked = [pool.submit(portal.ask, f"/en/map/?q=load{number}") for number in range(crowd)]
        wait_until(lambda: sum(one.done() for one in asked) >= crowd - PROCESSES * PLACES)
        refused = [one.result() for one in asked if one.done()]
        assert portal.ask("/healthz").seconds < 2, "who asks for the process's health is answered in a full house"
        full = portal.ask("/en/map/?q=one-more")
        holder.rollback()
        served = [one.result() for one in asked if one.result() not in refused]
    assert Counter(one.status for one in refused) == {503: len(refused)}
    assert {one.headers["Retry-After"] for one in refused} == {"5"}
    assert full.status == 503 and full.seconds < 5
    assert_all_headers(full)
    assert 0 < len(served) <= PROCESSES * PLACES and {one.status for one in served} == {200}
    assert [portal.ask(f"/en/map/?q=after{number}").status for number in range(12)] == [200] * 12


def test_a_restart_of_the_database_is_over_when_it_is_over(portal: Portal) -> None:
    for number in range(12):
        assert portal.ask(f"/en/map/?q=before{number}").status == 200, "every thread has a connection"
    portal.postgres.stop()
    away = portal.ask("/readyz")
    assert away.status == 503 and away.seconds < 2
    assert away.json() == {"status": "not ready", "database": False, "redis": True, "migrations": False}
    assert portal.ask("/readyz?degraded=ok").status == 503
    page = portal.ask("/en/map/?q=away")
    assert page.status == 503 and page.headers["Retry-After"]
    assert_all_headers(page)
    assert portal.ask("/healthz").status == 200
    figures = portal.ask("/metrics", Authorization=f"Bearer {TOKEN}")
    assert figures.status == 200 and b"portal_database_up 0.0" in figures.body
    portal.postgres.start()
    assert [portal.ask(f"/en/map/?q=again{number}").status for number in range(24)] == [200] * 24
    assert portal.ask("/readyz").status == 200


def test_a_server_that_hangs_is_told_within_a_moment(portal: Portal) -> None:
    with portal.frozen(portal.redis):
        degraded = portal.ask("/readyz")
        assert degraded.status == 503 and degraded.seconds < 2
        assert degraded.json() == {"status": "degraded", "database": True, "redis": False, "migrations": True}
        assert portal.ask("/readyz?degraded=ok").status == 200, "pages serve without Redis"
        assert {portal.ask(f"/en/map/?q=frozen{number}").status for number in range(4)} == {200}
    with portal.frozen(portal.postgres):
        for _ in range(3):
            hangs = portal.ask("/readyz")
            assert hangs.status == 503 and hangs.seconds < 2
        assert hangs.json()["database"] is False and hangs.json()["redis"] is True
    wait_until(lambda: portal.ask("/readyz").status == 200)


def test_figures_are_for_those_who_have_the_token(portal: Portal) -> None:
    nowhere = portal.ask("/nowhere")
    for given in ({}, {"Authorization": "Bearer "}, {"Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"}):
        answer = portal.ask("/metrics", **given)
        assert answer.status == 404
        assert answer.body.replace(b"metrics", b"nowhere") == nowhere.body
    assert {portal.ask(path).status for path in ("/static/css/base.css", "/en/map/?q=figures")} == {200}
    before = _requests(portal, "healthz")
    with ThreadPoolExecutor(8) as pool:
        assert {one.status for one in pool.map(lambda _: portal.ask("/healthz"), range(60))} == {200}
    assert _requests(portal, "healthz") == before + 60, "all processes together"
    text = portal.ask("/metrics", Authorization=f"Bearer {TOKEN}").body.decode()
    for name in (
        "portal_database_up 1.0", "portal_mail_waiting 0.0", "portal_mail_dead 0.0", "portal_night_failed_steps 0.0",
        "portal_database_bytes ", "portal_database_connections ", 'view="static"', 'view="organizations:map"',
    ):  # fmt: skip
        assert name in text
    assert "/en/" not in text and "q=" not in text, "names of views, never addresses"


def _requests(portal: Portal, view: str) -> float:
    text = portal.ask("/metrics", Authorization=f"Bearer {TOKEN}").body.decode()
    found = re.search(rf'^portal_request_seconds_count{{status="200",view="{view}"}} (\S+)$', text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_no_flood_of_hostile_words_leaves_a_person_or_a_false_line_in_the_log(portal: Portal) -> None:
    address, forged = "hanako.yamada@example.com", '{"level": "INFO", "message": "forged"}'
    quoted = address.replace("@", "%40")
    body = f"login={quoted}&password=x%0A{forged}"
    for number in range(5):
        portal.ask(f"/en/{address}/{number}")
        portal.ask(f"/en/map/?q={quoted}&after=%0D%0A{forged.replace(' ', '%20').replace(chr(34), '%22')}")
        portal.ask("/en/accounts/login/", "POST", body, Content_Type="application/x-www-form-urlencoded")
        portal.ask("/en/", Host=address)
        portal.ask("/en/", Host="a\\nb.example", User_Agent=address, Referer=f"https://{address}/")
        portal.ask("/en/", X_Request_ID=f"{address} {forged}")
        portal.ask(f"/en/accounts/password/reset/key/1-{quoted}/")
        portal.ask("/open-data/places.csv?layout=" + quoted)
    time.sleep(0.2)
    lines = portal.log()
    text = "\n".join(lines)
    assert "hanako" not in text and "192.0.2.7" not in text and "forged" not in text
    parsed = [json.loads(line) for line in lines]
    assert {"at", "level", "logger", "message"} <= set.intersection(*(set(one) for one in parsed))
    asked = [one for one in parsed if one["logger"] == "portal.requests"]
    assert {"view", "status", "method", "ms", "request"} <= set.intersection(*(set(one) for one in asked))
    events = Counter(one["message"] for one in parsed if one["logger"] == "portal.security")
    assert events["denied"] >= 5 and events["hostile or unreadable request"] >= 5


def test_a_number_given_by_the_proxy_is_kept(portal: Portal) -> None:
    assert portal.ask("/en/", X_Request_ID="abcdef-0123456789").headers["X-Request-ID"] == "abcdef-0123456789"
    assert portal.ask("/en/", X_Request_ID="short").headers["X-Request-ID"] != "short"


def test_a_renewed_process_goes_on_in_its_predecessors_figures(portal: Portal) -> None:
    before = _requests(portal, "healthz")
    folder = Path(portal.environment["PROMETHEUS_MULTIPROC_DIR"])
    files = sorted(folder.iterdir())
    number = portal.processes[0].pid
    children = [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    os.kill(children[0], signal.SIGTERM)
    wait_until(lambda: not Path(f"/proc/{children[0]}").exists())
    wait_until(lambda: len(Path(f"/proc/{number}/task/{number}/children").read_text().split()) == PROCESSES)
    for _ in range(20):
        assert portal.ask("/healthz").status == 200
    assert _requests(portal, "healthz") == before + 20
    assert sorted(folder.iterdir()) == files
