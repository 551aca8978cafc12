"""Page after page, each place once: with ties, with changes in between, with cursors that somebody made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organizations.places.indexing import index_place
from organizations.places.models import Place
from organizations.resource_map import search
from organizations.resource_map.cursors import MAX_ID, Cursor
from organizations.resource_map.query import MapQuery
from organizations.resource_map.reading import read_query
from tests import factories
from tests.conftest import NOW
from tests.organizations.resource_map.chance import make_many

pytestmark = pytest.mark.django_db
NEAR = (35.69, 139.73)
SORTS = ["", "kana", "fresh", "near"]
FILTERS = [
    {},
    {"q": "教室"},
    {"q": "図"},
    {"q": "四谷 日本語"},
    {"type": ("library", "food-support")},
    {"facts": ("free",)},
    {"lang": "vi"},
    {"area": "1310410004"},
    {"open": True},
    {"q": "こども", "audience": ("children", "women")},
]


def _query(sort: str, filters: dict[str, object]) -> MapQuery:
    given_point = {"near": NEAR, "radius": 20.0} if sort == "near" else {}
    return MapQuery(sort="" if sort == "near" else sort, **given_point, **filters)  # type: ignore[arg-type]


def _pages(query: MapQuery, size: int) -> Iterator[list[int]]:
    """Ids page by page, each cursor sent through an address as a browser would."""
    for _ in range(300):
        found = search.find(query, now=NOW, size=size)
        yield [one.id for one in found.entries]
        if not found.more:
            return
        reading = read_query(QueryDict(query.with_changes(after=found.entries[-1].cursor).query_string()))
        assert not reading.notices
        query = replace(query, after=reading.query.after)
    raise AssertionError("the pages do not end")


class EachPlaceOnce(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.places = make_many(60, seed=23)

    def test_for_each_order_each_filter_and_each_size(self) -> None:
        empty = 0
        for sort, filters, size in product(SORTS, FILTERS, (1, 7, 20)):
            query = _query(sort, filters)
            whole = [one.id for one in search.find(query, now=NOW, size=1000).entries]
            pages = list(_pages(query, size))
            assert [pk for page in pages for pk in page] == whole, (sort, filters, size)
            assert all(len(page) == size for page in pages[:-1])
            assert len(whole) == len(set(whole)) == search.count(query, now=NOW)[0]
            empty += not whole
        assert empty < len(SORTS) * 3, "nearly every search tried finds something"

    def test_the_order_asked_for_changes_nothing_but_the_order(self) -> None:
        for filters in FILTERS:
            near = {"near": NEAR, "radius": 20.0}
            found = [
                {one.id for one in search.find(MapQuery(sort=sort, **near, **filters), now=NOW, size=1000).entries}  # type: ignore[arg-type]
                for sort in ("", "kana", "fresh")
            ]
            assert found[0] == found[1] == found[2]

    @settings(max_examples=120, deadline=None)
    @given(
        st.sampled_from(SORTS[:3]),
        st.sampled_from(FILTERS),
        st.sampled_from(["names", "rank", "kana", "fresh", "near"]),
        st.integers(-(2**31), 2**31 - 1),
        st.sampled_from([0, 1, 40, MAX_ID]),
        st.text("あかサ漢a '%\\\u3000", max_size=5),
    )
    def test_a_made_up_cursor_shows_a_part_of_the_list(
        self, sort: str, filters: dict[str, object], phase: str, number: int, pk: int, text: str
    ) -> None:
        keys = {"names": (number & 1, number, pk), "kana": (text, pk)}
        cursor = Cursor(phase, keys.get(phase, (number, pk)))
        query = _query(sort, filters)
        address = query.with_changes(after=cursor).query_string()
        answer = self.client.get(f"/en/map/?{address}")
        assert answer.status_code == 200, address
        reading = read_query(QueryDict(address))
        whole = [one.id for one in search.find(query, now=NOW, size=1000).entries]
        part = [one.id for one in search.find(reading.query, now=NOW, size=1000).entries]
        assert len(part) == len(set(part)) and set(part) <= set(whole)
        if reading.notices:
            assert part == whole and {one.field for one in reading.notices} == {"after"}


@pytest.mark.parametrize("letter", ["四", "よ", "a", "あ あ", "ﾖ"])
def test_one_letter_takes_no_cursor_of_whole_words(client: Client, now: datetime, letter: str) -> None:
    factories.make_place("四谷教室", now=now, kana="ヨツヤキョウシツ")
    forged = urlencode({"q": letter, "after": str(Cursor("names", (1, 5, 5)))})
    answer = client.get(f"/en/map/?{forged}")
    assert answer.status_code == 200 and "here is the first page" in answer.content.decode()
    assert client.get(f"/map/points?{forged}").status_code == 400


@pytest.mark.parametrize("sort", SORTS)
def test_equal_keys_are_told_apart_by_number(now: datetime, sort: str) -> None:
    same = {"kana": "ドウメイ", "confirmed": now.date()}
    numbers = [factories.make_place("同名教室", now=now, **same).pk for _ in range(9)]
    query = _query(sort, {})
    assert [pk for page in _pages(query, 2) for pk in page] == numbers


@pytest.mark.parametrize("sort", ["", "kana", "fresh", "near"])
def test_a_place_that_appears_or_goes_while_one_reads_moves_no_other(now: datetime, sort: str) -> None:
    make_many(60, seed=5)
    query = _query(sort, {})
    before = [one.id for one in search.find(query, now=now, size=1000).entries]
    pages = _pages(query, 3)
    seen = next(pages)
    gone = before[5]
    Place.objects.filter(pk=gone).update(status="closed")
    fresh = factories.make_place("あたらしい教室", now=now, confirmed=now.date() - timedelta(days=400)).pk
    index_place(fresh, now=now)
    for page in pages:
        seen += page
    counted = Counter(seen)
    assert max(counted.values()) == 1
    assert set(before) - {gone} == set(seen) - {fresh}


@pytest.mark.parametrize("view", ["list", "map"])
def test_another_page_keeps_the_view_and_another_order_begins_anew(client: Client, now: datetime, view: str) -> None:
    for number in range(25):
        factories.make_place(f"教室{number:02}", now=now)
    first = client.get(f"/en/map/?view={view}&q=教室").content.decode()
    following = first.partition(' rel="next"')[0].rpartition('href="')[2].rstrip('"').replace("&amp;", "&")
    assert ("view=map" in following) == (view == "map") and "after=" in following
    second = client.get(following).content.decode()
    orders = second.partition('class="orders"')[2].partition("</p>")[0]
    assert "sort=kana" in orders and "after=" not in orders
    assert 'rel="first"' in second and "This is the last page" in second
