"""The mixture of searches holds no address that the portal would understand otherwise."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.http import QueryDict

from bench import rows, server
from bench.client import Target
from organizations.resource_map.reading import read_query
from portal.demo import run
from portal.demo.content import MUNICIPALITY


@pytest.mark.parametrize("query", rows.LIST_QUERIES)
def test_every_search_of_the_mixture_is_understood_whole(query: str) -> None:
    reading = read_query(QueryDict(query), municipality_code=MUNICIPALITY)
    assert reading.notices == ()
    assert bool(query) == bool(reading.query.as_params())


def test_letters_of_an_address_are_quoted() -> None:
    target = next(one for one in rows.list_targets() if "q=" in one.path)
    assert target.path.isascii()
    assert "相談" in unquote(target.path)


def test_the_request_names_its_headers() -> None:
    raw = Target("/x", (("If-None-Match", '"1"'),)).raw()
    assert raw.startswith(b"GET /x HTTP/1.1\r\nHost: localhost\r\n")
    assert raw.endswith(b'If-None-Match: "1"\r\n\r\n')


def test_the_bench_starts_the_web_server_of_the_demo() -> None:
    ours, demo = server.command(8123), run.programs("127.0.0.1", 8123)["web"]
    assert ours == demo
