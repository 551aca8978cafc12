"""Browsers and machines, and whose address counts."""

from __future__ import annotations

import pytest

from portal.shared.reach.readers import Visitor, address_of, is_machine

PHONE = "Mozilla/5.0 (Linux; Android 15; CUBOT X90) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari Line/15.1.0",
        PHONE,
    ],
)
def test_people_have_browsers(agent: str) -> None:
    assert not is_machine(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "facebookexternalhit/1.1;line-poker/1.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        "Mozilla/5.0 (compatible; UptimeRobot/2.0)",
    ],
)
def test_machines_say_what_they_are(agent: str) -> None:
    assert is_machine(agent)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("", 0, "10.0.0.1"),
        ("192.0.2.1", 0, "10.0.0.1"),
        ("192.0.2.1", 1, "192.0.2.1"),
        ("made up, 192.0.2.1", 1, "192.0.2.1"),
        ("made up, 192.0.2.1, 10.0.0.7", 2, "192.0.2.1"),
        ("192.0.2.1", 2, "10.0.0.1"),
    ],
)
def test_the_address_is_what_a_trusted_proxy_wrote(forwarded: str, proxies: int, found: str) -> None:
    assert address_of("10.0.0.1", forwarded, proxies) == found


def test_a_mark_needs_the_salt_and_holds_no_address() -> None:
    visitor = Visitor("192.0.2.1", PHONE)
    assert visitor.mark(b"a" * 32) == visitor.mark(b"a" * 32) != visitor.mark(b"b" * 32)
    assert len({visitor.mark(b"a" * 32), Visitor("192.0.2.2", PHONE).mark(b"a" * 32)}) == 2
    assert len(Visitor("\udcff", "\udcff").mark(b"a" * 32)) == 16
