"""What is found, in which order, page by page; filters against a search in plain Python."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organizations.places.choices import Fact, Hazard
from organizations.places.models import Place
from organizations.resource_map import ranked, search
from organizations.resource_map.query import MapQuery
from organizations.resource_map.reading import read_query
from organizations.vocabulary import Audience
from portal.shared.geo import metres_between
from tests import factories
from tests.conftest import NOW
from tests.organizations.resource_map.chance import (
    AUDIENCES,
    DAYS,
    FACTS,
    FIELDS,
    FILTERS,
    HAZARDS,
    LANGUAGES,
    TIMES,
    TYPES,
    fits,
    make_many,
    subset,
)


def _ids(query: MapQuery, now: datetime = NOW, size: int = 1000) -> list[int]:
    return [one.id for one in search.find(query, now=now, size=size).entries]


def _all_pages(query: MapQuery, now: datetime, size: int) -> list[int]:
    found: list[int] = []
    for _ in range(200):
        page = search.find(query, now=now, size=size)
        found += [one.id for one in page.entries]
        if not page.more:
            return found
        text = query.with_changes(after=page.entries[-1].cursor).query_string()
        reading = read_query(QueryDict(text))
        assert not reading.notices
        query = replace(reading.query)
    raise AssertionError("the pages do not end")


class FiltersAgainstPlainPython(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.places = make_many(120)

    @settings(max_examples=200, deadline=None)
    @given(FILTERS, st.integers(0, 6 * 24))
    def test_any_combination(self, query: MapQuery, hours: int) -> None:
        now = NOW + timedelta(hours=hours)
        if query.today:
            now = NOW
        expected = {one.pk for one in self.places if fits(one, query, now)}
        found = _ids(query, now)
        assert len(found) == len(set(found))
        assert set(found) == expected
        assert search.count(query, now=now) == (len(expected), False)

    def test_each_alone_finds_some_but_not_all(self) -> None:
        published = sum(one.status == "published" for one in self.places)
        alone: list[MapQuery] = [MapQuery(type=(one,)) for one in TYPES]
        alone += [MapQuery(lang=one) for one in LANGUAGES] + [MapQuery(lang=one, today=True) for one in LANGUAGES]
        alone += [MapQuery(facts=(one,)) for one in FACTS] + [MapQuery(hazard=(one,)) for one in HAZARDS]
        alone += [MapQuery(audience=(one,)) for one in AUDIENCES] + [MapQuery(field=(one,)) for one in FIELDS]
        alone += [MapQuery(day=(one,)) for one in DAYS] + [MapQuery(time=(one,)) for one in TIMES]
        alone += [MapQuery(day=("sat", "sun"), time=("evening",)), MapQuery(day=("wed",), time=("morning",))]
        alone += [MapQuery(open=True), MapQuery(area="1310410004"), MapQuery(near=(35.685, 139.725), radius=1.0)]
        for query in alone:
            expected = {one.pk for one in self.places if fits(one, query, NOW)}
            assert set(_ids(query)) == expected and 0 < len(expected) < published, query

    @settings(max_examples=60, deadline=None)
    @given(
        st.builds(
            MapQuery,
            q=st.sampled_from(["", "教室", "日本語", "図", "四谷日本語教室1", "こども 食堂", "クラス"]),
            sort=st.sampled_from(["", "kana", "fresh"]),
            near=st.sampled_from([None, (35.69, 139.73)]),
            radius=st.just(20.0),
            type=subset(TYPES),
        ),
        st.integers(1, 23),
    )
    def test_pages_cover_everything_once_and_in_order(self, query: MapQuery, size: int) -> None:
        assert _all_pages(query, NOW, size) == _ids(query)

    def test_orders(self) -> None:
        rows = {one.pk: one for one in self.places}
        orders: list[tuple[MapQuery, Callable[[Place], tuple[object, ...]]]] = [
            (MapQuery(), lambda one: (-one.rank, one.pk)),
            (MapQuery(sort="kana"), lambda one: (one.sort_key.encode(), one.pk)),
            (MapQuery(sort="fresh"), lambda one: (-one.confirmed.toordinal() if one.confirmed else 0, one.pk)),
        ]
        for query, key in orders:
            found = _ids(query)
            assert found == sorted(found, key=lambda pk: key(rows[pk])) and len(found) > 60

    def test_near_before_far(self) -> None:
        near = (35.69, 139.73)
        entries = search.find(MapQuery(near=near, radius=20.0), now=NOW, size=500).entries
        distances = [one.metres for one in entries]
        assert distances == sorted(distances) and len(set(distances)) > 2
        rows = {one.pk: one for one in self.places}
        for one in entries:
            place = rows[one.id]
            exact = metres_between(*near, place.public_latitude, place.public_longitude)
            assert abs(exact - one.metres) <= 1


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "四谷にほんご教室",
            ["にほんご", "ニホンゴ", "ﾆﾎﾝｺﾞ", "四谷", "教室", "四谷 教室", "四谷にほんご教室", "本", "ほん"],
        ),
        ("ハローワーク新宿", ["はろーわーく", "ハロ-ワ-ク", "ハローワーク", "ﾊﾛｰﾜｰｸ", "新宿"]),
        ("Tokyo Help Desk", ["tokyo", "TOKYO", "Ｔｏｋｙｏ", "help desk", "desk help", "helpdesk", "HELP-DESK"]),
        ("渡邊會館", ["渡辺会館", "渡邉会館", "渡辺", "會館", "会館"]),
        ("髙島屋前交流室", ["高島屋", "髙島屋"]),
        ("Lớp tiếng Việt", ["tieng viet", "Tiếng Việt", "lop"]),
        ("第２集会所", ["第2集会所", "第２", "第2"]),
        ("市ヶ谷ひろば", ["市ケ谷", "市ヶ谷", "市け谷"]),
        ("100%こども_食堂", ["100%", "食堂", "子ども食堂 100%"][:2]),
    ],
)
def test_words_are_found_however_they_are_written(now: datetime, name: str, words: list[str]) -> None:
    place = factories.make_place(name, now=now)
    factories.make_place("べつの場所", now=now, type_slug="aed")
    for word in words:
        if len(word) > 1:
            assert place.pk in _ids(MapQuery(q=word)), word


@pytest.mark.parametrize("word", ["ん教", "教室四谷", "zz", "谷日本四", "100%", "日本人", "四谷 料理"])
def test_words_that_are_not_there_find_nothing(now: datetime, word: str) -> None:
    factories.make_place("四谷日本語教室", now=now)
    assert _ids(MapQuery(q=word)) == []


def test_a_percent_sign_is_no_wildcard(now: datetime) -> None:
    factories.make_place("四谷日本語教室", now=now)
    assert _ids(MapQuery(q="四%室")) == [] and _ids(MapQuery(q="四_日")) == []


def test_one_letter_finds_beginnings_of_names(now: datetime) -> None:
    yotsuya = factories.make_place("四谷教室", now=now, kana="ヨツヤキョウシツ", name_en="Yotsuya class")
    factories.make_place("図書館", now=now, kana="トショカン", summary_ja="四谷のよい図書館")
    for letter in ("四", "よ", "ヨ", "y", "Ｙ"):
        assert _ids(MapQuery(q=letter)) == [yotsuya.pk], letter
    assert _ids(MapQuery(q="谷")) == []
    assert search.count(MapQuery(q="四"), now=now) == (1, False)


def test_letters_apart_are_one_word(now: datetime) -> None:
    place = factories.make_place("日本語教室", now=now)
    assert _ids(MapQuery(q="日 本")) == [place.pk]


def test_exact_name_then_name_then_text(now: datetime) -> None:
    mention = factories.make_place(
        "相談室", now=now, summary_ja="日本語教室の隣", name_en="Desk", facts=["free"], confirmed=now.date()
    )
    part = factories.make_place("四谷日本語教室", now=now, type_slug="library", facts=["free"], confirmed=now.date())
    exact = factories.make_place("日本語教室", now=now, type_slug="library")
    assert mention.rank > exact.rank and part.rank > exact.rank
    assert _ids(MapQuery(q="日本語教室")) == [exact.pk, part.pk, mention.pk]
    assert _all_pages(MapQuery(q="日本語教室"), now, 1) == [exact.pk, part.pk, mention.pk]


def test_more_name_matches_than_the_cap_are_all_reached(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "NAME_CAP", 5)
    for number in range(12):
        factories.make_place(f"日本語教室{number}", now=now, confirmed=now.date() - timedelta(days=31 * (number % 3)))
    found = _all_pages(MapQuery(q="日本語教室"), now, 4)
    assert len(found) == len(set(found)) == 12


def test_the_count_stops_at_its_cap(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNT_CAP", 3)
    for number in range(5):
        factories.make_place(f"教室{number}", now=now)
    assert search.count(MapQuery(), now=now) == (3, True)
    assert search.count(MapQuery(q="教室"), now=now) == (5, False)


def test_a_search_is_counted_up_to_a_lower_cap(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "NARROW_CAP", 3)
    for number in range(5):
        factories.make_place(f"教室{number}", now=now)
    assert search.count(MapQuery(q="教室"), now=now) == (3, True)
    assert search.count(MapQuery(q="教室3"), now=now) == (1, False)
    assert search.count(MapQuery(), now=now) == (5, False)


@pytest.mark.parametrize(("fitting", "expected"), [(99, (99, False)), (100, (100, True)), (105, (100, True))])
def test_words_of_very_many_places_are_counted_among_the_best(
    now: datetime, monkeypatch: pytest.MonkeyPatch, fitting: int, expected: tuple[int, bool]
) -> None:
    monkeypatch.setattr(search, "common_rows", lambda column, pairs: search.SAMPLED_ABOVE + 1.0)
    one = factories.make_place("教室", now=now)
    copies = [copy(one) for _ in range(fitting - 1)]
    for place in copies:
        place.pk, place.uid = None, uuid4()
    Place.objects.bulk_create(copies)
    factories.make_place("図書館", now=now, type_slug="library")
    assert search.count(MapQuery(q="教室"), now=now) == expected


@pytest.mark.parametrize("status", ["draft", "suspended", "closed"])
def test_only_published_places_are_found(now: datetime, status: str) -> None:
    factories.make_place("四谷日本語教室", now=now, status=status, languages=[{"language": "vi"}])
    for query in (MapQuery(), MapQuery(q="日本語"), MapQuery(q="四"), MapQuery(lang="vi"), MapQuery(sort="kana")):
        assert _ids(query) == [] and search.count(query, now=now) == (0, False)


def test_a_hidden_address_is_found_by_no_place_or_distance(now: datetime) -> None:
    hidden = factories.make_place("女性の家", now=now, address_visibility="never", building="ひみつ荘")
    assert _ids(MapQuery()) == [hidden.pk]
    exact = (hidden.latitude, hidden.longitude)
    for query in (
        MapQuery(near=exact, radius=20.0),
        MapQuery(near=exact, radius=20.0, sort="kana"),
        MapQuery(area="131041"),
        MapQuery(area="1310410004001"),
        MapQuery(q="若葉"),
        MapQuery(q="ひみつ荘"),
        MapQuery(q="1-2"),
    ):
        assert _ids(query) == [], query


def test_a_town_only_address_lies_at_the_towns_centre(now: datetime) -> None:
    place = factories.make_place(
        "日本語の会", now=now, address_visibility="town", building="ひみつ荘", latitude=35.6990, longitude=139.7390
    )
    assert _ids(MapQuery(area="1310410004001")) == [place.pk]
    assert _ids(MapQuery(near=(35.6990, 139.7390), radius=0.5)) == []
    centre = (place.public_latitude, place.public_longitude)
    found = search.find(MapQuery(near=centre, radius=0.5), now=now, size=5).entries
    assert [(one.id, one.metres) for one in found] == [(place.pk, 0)]
    assert _ids(MapQuery(q="ひみつ荘")) == []


ANY_AUDIENCE, ANY_FACT, ANY_HAZARD = Audience.values, Fact.values, Hazard.values


def test_every_word_of_the_closed_lists_can_be_asked(now: datetime) -> None:
    place = factories.make_place(now=now, audiences=ANY_AUDIENCE, facts=ANY_FACT, hazards=ANY_HAZARD)
    asked = [MapQuery(audience=(one,)) for one in ANY_AUDIENCE] + [MapQuery(facts=(one,)) for one in ANY_FACT]
    asked += [MapQuery(hazard=(one,)) for one in ANY_HAZARD]
    assert all(_ids(query) == [place.pk] for query in asked)


@pytest.mark.parametrize("share", [0.0, 0.5])
@pytest.mark.parametrize("longest", [3, 4000])
def test_the_plan_never_changes_what_is_found(
    now: datetime, monkeypatch: pytest.MonkeyPatch, share: float, longest: int
) -> None:
    monkeypatch.setattr(search, "common_share", lambda column, pairs: share)
    monkeypatch.setattr(search, "places_known", lambda: 1e9)
    monkeypatch.setattr(search, "NAME_CAP", 4)
    monkeypatch.setattr(ranked, "LONGEST_WALK", longest)
    monkeypatch.setattr(ranked, "WALKS", 0)
    places = make_many(40, seed=3)
    for query in (MapQuery(q="教室"), MapQuery(q="日本語 教室"), MapQuery(q="こども"), MapQuery(q="図書館2")):
        found = _all_pages(query, now, 3)
        words = search.search_words(query.q)
        fitting = {
            one.pk for one in places if one.status == "published" and all(word in one.search_text for word in words)
        }
        assert len(found) == len(set(found)) and set(found) == fitting, query
        named = [
            pk
            for pk in sorted(fitting, key=lambda pk: _rank_of(places, pk))
            if all(word in _name_of(places, pk) for word in words)
        ]
        exact = [pk for pk in named if f"\n{''.join(words)}\n" in _name_of(places, pk)]
        first = (exact + [pk for pk in named[:4] if pk not in exact])[:4]
        rest = [pk for pk in sorted(fitting, key=lambda pk: _rank_of(places, pk)) if pk not in first]
        assert found == first + rest, query


def _rank_of(places: list[Place], pk: int) -> tuple[int, int]:
    return next((-one.rank, one.pk) for one in places if one.pk == pk)


def _name_of(places: list[Place], pk: int) -> str:
    return next(one.name_key for one in places if one.pk == pk)
