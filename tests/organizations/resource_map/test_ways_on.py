"""An empty list offers what would find something, with how much, and no dead ends."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from organizations.resource_map import ways_on as module
from organizations.resource_map.place_types import read_types
from organizations.resource_map.query import MapQuery
from organizations.resource_map.ways_on import MOST, Way, ways_on
from tests import factories

pytestmark = pytest.mark.django_db


def _ways(now: datetime, **query: Any) -> list[Way]:
    with translation.override("en"):
        return ways_on(MapQuery(**query), read_types("en"), "en", now=now)


def test_each_filter_taken_away_with_its_count(now: datetime) -> None:
    for number in range(3):
        factories.make_place(f"教室{number}", now=now, facts=["free"])
    factories.make_place("図書館", now=now, type_slug="library", languages=[{"language": "ne"}])
    found = {way.label: (way.total, way.url) for way in _ways(now, type=("japanese-class",), lang="ne")}
    assert found == {
        "Without “Japanese class”": (1, "/en/map/?lang=ne"),
        "Without “Nepali”": (3, "/en/map/?type=japanese-class"),
    }


def test_one_word_too_many(now: datetime) -> None:
    factories.make_place("四谷日本語教室", now=now)
    assert [(way.label, way.total) for way in _ways(now, q="四谷 xyzzy")] == [("Without “xyzzy”", 1)]


def test_what_finds_nothing_either_is_not_offered_but_one_thing_alone_is(now: datetime) -> None:
    factories.make_place("教室", now=now, languages=[{"language": "vi"}])
    found = _ways(now, q="xyzzy", lang="vi", facts=("free",), area="131130")
    assert [(way.label, way.total) for way in found] == [("All places where Vietnamese is spoken", 1)]
    assert _ways(now, q="xyzzy", lang="ne") == [] and _ways(now, q="xyzzy") == []


def test_any_of_several_go_together(now: datetime) -> None:
    factories.make_place("教室", now=now)
    found = _ways(now, type=("library", "shelter"))
    assert [(way.total, way.url) for way in found] == [(1, "/en/map/")]
    assert "Library" in found[0].label


def test_at_most_six_in_one_query_with_counts_up_to_a_cap(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNT_CAP", 2)
    for number in range(4):
        factories.make_place(f"a b c d e f g h{number}", now=now)
    types = read_types("en")
    with CaptureQueriesContext(connection) as queries:
        found = ways_on(MapQuery(q="aa bb cc dd ee ff gg xyzzy"), types, "en", now=now)
    assert len(queries) == 1 and len(found) <= MOST
    (way,) = _ways(now, q="h0 xyzzy")
    assert (way.total, way.capped) == (1, False)
    (way,) = _ways(now, facts=("free",))
    assert (way.total, way.capped) == (2, True)


def test_the_page_shows_them(client: Any, now: datetime) -> None:
    factories.make_place(now=now)
    html = client.get("/en/map/?q=四谷+xyzzy").content.decode()
    assert re.search(r"Without “xyzzy”</a> <span[^>]*>1 place<", html)
