"""One search, one set of places: page, paper, map, files and count never differ, whatever is asked."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from unittest import mock

import pytest
from django.core.cache import caches
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organizations.places.models import Place
from organizations.resource_map import views
from organizations.resource_map.query import MapQuery
from organizations.resource_map.search import search_words
from tests import factories
from tests.conftest import NOW
from tests.organizations.resource_map.chance import FILTERS, fits, make_many

WORDS = ["", "", "教室", "日本語", "図書", "四谷日本語教室1", "こども 食堂", "温泉", "図", "ヨツヤ", "四谷 相談"]
SEARCHES = st.builds(
    lambda query, q, sort: query.with_changes(q=q, sort=sort),
    FILTERS,
    st.sampled_from(WORDS),
    st.sampled_from(["", "kana", "fresh"]),
)
EVERYWHERE = "122,20,154,46"


def _page(client: Client, query: MapQuery) -> tuple[list[int], int]:
    """The places of all pages, in order, and the number that the first one names."""
    found: list[int] = []
    path, total = "/en/map/?" + query.query_string(), -1
    while path:
        html = client.get(path).content.decode()
        found += [int(number) for number in re.findall(r'data-place="(\d+)"', html)]
        if total < 0:
            said = re.search(r'results__total" role="status"><strong class="numbers">(\d+) place', html)
            assert said is not None, html
            total = int(said[1])
        following = re.search(r'href="([^"]*)" rel="next"', html)
        path = following[1].replace("&amp;", "&") if following else ""
    return found, total


def _printed(client: Client, query: MapQuery) -> list[int]:
    html = client.get("/en/map/?" + query.query_string(view="print")).content.decode()
    return [int(number) for number in re.findall(r'<th scope="row"><a href="/en/places/(\d+)/"', html)]


def _csv(client: Client, query: MapQuery) -> set[int]:
    answer = client.get("/open-data/places.csv?" + query.query_string())
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    pages = [row for line in csv.DictReader(io.StringIO(text)) for row in line.values() if "/places/" in (row or "")]
    return {int(re.search(r"/places/(\d+)/", page)[1]) for page in pages}  # type: ignore[index]


def _geojson(client: Client, query: MapQuery) -> dict[int, object]:
    answer = client.get("/open-data/places.geojson?" + query.query_string())
    features = json.loads(b"".join(answer))["features"]  # type: ignore[arg-type]
    return {one["id"]: one["geometry"] for one in features}


def _json(client: Client, query: MapQuery) -> int:
    return len(json.loads(b"".join(client.get("/open-data/places.json?" + query.query_string())))["places"])  # type: ignore[arg-type]


def _mapped(client: Client, query: MapQuery, zoom: int) -> tuple[int, set[int]]:
    """How many places the map shows everywhere at this zoom, and the ids of those that it names."""
    asked = query.query_string(sort="", view="list")
    found = client.get(f"/map/points?bbox={EVERYWHERE}&zoom={zoom}&{asked}").json()
    named = {one[0] for one in found["places"]}
    return sum(one[2] for one in found["clusters"]) + len(named), named


def _expected(places: list[Place], query: MapQuery) -> set[int]:
    words = search_words(query.q)
    return {one.pk for one in places if fits(one, query, NOW) and _has_words(one, words)}


def _has_words(place: Place, words: list[str]) -> bool:
    if len(words) == 1 and len(words[0]) == 1:
        return "\n" + words[0] in place.name_key
    return all(word in place.search_text for word in words)


class EqualForms(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.places = make_many(70, seed=11)
        cls.on_map = {one.pk for one in cls.places if one.public_latitude is not None}

    def setUp(self) -> None:
        moment = mock.patch("django.utils.timezone.now", return_value=NOW)
        moment.start()
        self.addCleanup(moment.stop)

    def setup_example(self) -> None:
        super().setup_example()
        caches["pages"].clear()

    @settings(max_examples=60, deadline=None)
    @given(SEARCHES)
    def test_each_form_of_a_search_holds_the_same_places(self, query: MapQuery) -> None:
        expected = _expected(self.places, query)
        listed, total = _page(self.client, query)
        assert set(listed) == expected and len(listed) == total == len(expected)
        assert _printed(self.client, query) == listed, "paper keeps the order of the list"
        assert _csv(self.client, query) == expected
        assert _json(self.client, query) == len(expected)

    @settings(max_examples=40, deadline=None)
    @given(SEARCHES, st.integers(0, 22))
    def test_the_map_holds_those_that_may_be_shown_on_it(self, query: MapQuery, zoom: int) -> None:
        expected = _expected(self.places, query)
        count, named = _mapped(self.client, query, zoom)
        assert count == len(expected & self.on_map)
        assert named <= expected & self.on_map
        drawn = _geojson(self.client, query)
        assert drawn.keys() == expected
        assert {pk for pk, shape in drawn.items() if shape is not None} == expected & self.on_map

    @settings(max_examples=40, deadline=None)
    @given(
        SEARCHES,
        st.sampled_from(
            ["type", "field", "audience", "facts", "hazard", "lang", "area", "near", "open", "day", "time"]
        ),
    )
    def test_a_filter_taken_away_never_takes_a_place_away(self, query: MapQuery, name: str) -> None:
        wider = query.with_changes(**{name: MapQuery.__dataclass_fields__[name].default})
        if name == "lang":
            wider = wider.with_changes(today=False)
        assert set(_page(self.client, query)[0]) <= set(_page(self.client, wider)[0])

    def test_the_searches_tried_are_neither_all_empty_nor_all_full(self) -> None:
        sizes = {len(_expected(self.places, MapQuery(q=q, facts=facts))) for q in WORDS for facts in ((), ("free",))}
        assert 0 in sizes and len(sizes) > 5


pytestmark = pytest.mark.django_db


def test_the_three_views_lead_to_each_other_with_the_search(client: Client, now: datetime) -> None:
    factories.make_place(now=now, facts=["free"], languages=[{"language": "vi"}])
    for view in ("list", "map", "print"):
        html = client.get(f"/en/map/?facts=free&lang=vi&sort=kana&view={view}").content.decode()
        assert "/en/map/?lang=vi&amp;facts=free&amp;sort=kana" in html
        for other in {"map", "print"} - {view} if view != "print" else set():
            assert f"/en/map/?lang=vi&amp;facts=free&amp;sort=kana&amp;view={other}" in html


def test_paper_beyond_its_sheet_leads_on_and_loses_nobody(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PRINT_SIZE", 4)
    numbers = {factories.make_place(f"教室{number}", now=now).pk for number in range(10)}
    seen: list[int] = []
    path = "/en/map/?view=print&sort=kana"
    while path:
        html = client.get(path).content.decode()
        seen += [int(number) for number in re.findall(r'row"><a href="/en/places/(\d+)/"', html)]
        following = re.search(r'href="([^"]*)" rel="next"', html)
        path = following[1].replace("&amp;", "&") if following else ""
        assert not following or "view=print" in path
    assert len(seen) == 10 and set(seen) == numbers
