"""The form of filters: what it offers, what it remembers, and that sending it back asks the same again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation
from django.utils.http import urlencode
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from organizations.places.choices import DayPart, Fact, Hazard, OpenDay
from organizations.resource_map import filters
from organizations.resource_map.place_types import TypeName, read_types
from organizations.resource_map.query import DEFAULT_RADIUS_KM, MapQuery
from organizations.resource_map.reading import read_query
from organizations.towns import table as towns
from organizations.vocabulary import Audience, Field
from portal.shared.languages import SERVICE_LANGUAGES
from portal.shared.ruby import has_ruby, strip_ruby
from tests import factories

HOME = "131041"
TYPES = [
    TypeName(1, "library", "library", "Library", in_disaster=False),
    TypeName(2, "aed", "aed", "A&E <d>", in_disaster=True),
]


class Form(HTMLParser):
    """What a browser sends when the form is submitted as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.select = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = "finder" in (found.get("class") or "")
        elif not self.inside:
            return
        elif tag == "select":
            self.select = found["name"] or ""
            self.sent.append((self.select, ""))
        elif tag == "option" and "selected" in found:
            self.sent[-1] = (self.select, found["value"] or "")
        elif tag == "input" and (found.get("type") != "checkbox" or "checked" in found):
            self.sent.append((found["name"] or "", found.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def _sent_back(html: str) -> str:
    form = Form()
    form.feed(html)
    return urlencode(form.sent)


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=4).map(lambda found: tuple(sorted(found)))


def _whole(query: MapQuery) -> MapQuery:
    """Without what needs another part of the search."""
    if not query.near:
        query = query.with_changes(radius=DEFAULT_RADIUS_KM)
    return query.with_changes(today=query.today and bool(query.lang))


QUERIES = st.builds(
    MapQuery,
    q=st.sampled_from(["", "日本語", "<b>&\"'", "{漢字|かんじ}", "100%"]),
    type=_some(["library", "aed", "japanese-class"]),
    field=_some(list(Field.values)),
    lang=st.sampled_from(["", *(one.code for one in SERVICE_LANGUAGES if one.code != "ja-simple")]),
    today=st.booleans(),
    area=st.sampled_from(["", HOME, "1310410004", "1310410004001", "222127", "1312370025"]),
    near=st.sampled_from([None, (35.69, 139.7), (35.68523, 139.72471)]),
    radius=st.sampled_from([0.1, 0.5, 1.3, 2.0, 3.7, 20.0]),
    audience=_some(list(Audience.values)),
    open=st.booleans(),
    day=st.sets(st.sampled_from(OpenDay.values)).map(
        lambda found: tuple(one for one in OpenDay.values if one in found)
    ),
    time=st.sampled_from([(), ("morning",), ("afternoon", "evening")]),
    facts=_some(list(Fact.values)),
    hazard=_some(list(Hazard.values)),
    sort=st.sampled_from(["", "kana", "fresh"]),
    view=st.sampled_from(["list", "map"]),
).map(_whole)


class TheFormSentBack(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        factories.place_type()

    @settings(max_examples=80, deadline=None)
    @given(QUERIES, st.sampled_from(["ja", "ja-simple", "en"]))
    def test_it_asks_the_same_again(self, query: MapQuery, language: str) -> None:
        html = self.client.get(f"/{language}/map/?{query.query_string()}").content.decode()
        again = read_query(QueryDict(_sent_back(html)), municipality_code=HOME)
        assert not again.notices
        assert again.query == query

    @settings(max_examples=40, deadline=None)
    @given(QUERIES)
    def test_each_chip_takes_one_filter_away_and_all_of_them_everything(self, query: MapQuery) -> None:
        types = read_types("en")
        found = filters.active_filters(query, types, "en")
        given_values = [pair for pair in query.as_params() if pair[0] not in ("sort", "view", "radius")]
        assert len(found) == len(given_values)
        for one, (name, value) in zip(found, sorted(given_values, key=_chip_order), strict=True):
            rest = dict.fromkeys(read_query(QueryDict(one.url.partition("?")[2])).query.as_params())
            dropped = dict.fromkeys(query.as_params()).keys() - rest.keys() - {("radius", f"{query.radius:g}")}
            expected = {(name, value), ("today", "1")} if name == "lang" and query.today else {(name, value)}
            assert dropped == expected, one


CHIP_ORDER = (
    "q",
    "lang",
    "today",
    "open",
    "area",
    "near",
    "day",
    "time",
    "type",
    "field",
    "audience",
    "facts",
    "hazard",
)


def _chip_order(pair: tuple[str, str]) -> int:
    return CHIP_ORDER.index(pair[0])


@pytest.mark.parametrize(
    ("code", "language", "label", "lang"),
    [
        ("1310410004", "ja", "若葉", ""),
        ("1310410004", "ja-simple", "{若葉|わかば}", ""),
        ("1310410004", "en", "Wakaba 若葉", ""),
        ("1310410004", "vi", "Wakaba 若葉", ""),
        ("1310410004", "zh-hans", "若葉", "ja"),
        ("1310410004001", "ja", "若葉一丁目", ""),
        ("1310410004001", "ja-simple", "{若葉|わかば}1{丁目|ちょうめ}", ""),
        ("1310410004001", "en", "Wakaba 1-chome", ""),
        ("1310410004001", "zh-hant", "若葉一丁目", "ja"),
        ("1310410002000", "en", "Waseda Minamicho", ""),
        ("1312370025", "en", "Nishimizue 西瑞江", ""),
        ("131041", "ja", "新宿区", ""),
        ("131041", "en", "新宿区", "ja"),
        ("222127", "en", "222127", ""),
        ("9999999999", "ja", "9999999999", ""),
    ],
)
def test_an_area_in_the_reader_s_letters(code: str, language: str, label: str, lang: str) -> None:
    assert filters.area_label(code, language) == (label, lang)


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "zh-hans", "ko"])
@pytest.mark.parametrize("code", ["131041", "131237", "999999"])
def test_each_town_is_offered_once_with_words_that_need_no_furigana(code: str, language: str) -> None:
    found = filters.area_options(code, language)
    assert {one.value for one in found} == {one.code10 for one in towns.towns_of(code)}
    assert len({one.value for one in found}) == len(found)
    for one in found:
        assert one.label and not has_ruby(one.label) and "chome" not in one.label
        latin = re.search(r"[A-Za-z]", one.label) is not None
        assert (one.lang == "ja") == (not language.startswith("ja") and not latin)
        if language == "ja-simple":
            assert re.fullmatch(r".+（[ぁ-ゖー]+）", one.label), one


def test_towns_stand_in_the_order_of_their_reading() -> None:
    readings = [one.label.partition("（")[2].rstrip("）") for one in filters.area_options(HOME, "ja-simple")]
    assert readings == sorted(readings) and len(readings) > 5


def test_languages_are_offered_in_themselves_and_plain_japanese_is_no_language_of_its_own() -> None:
    found = {one.value: one for one in filters.language_options()}
    assert found.keys() == {one.code for one in SERVICE_LANGUAGES} - {"ja-simple"}
    assert all(one.lang == by_code.html_lang for by_code in SERVICE_LANGUAGES if (one := found.get(by_code.code)))


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
@pytest.mark.parametrize(
    ("options", "choices"),
    [
        (filters.fact_options, Fact),
        (filters.audience_options, Audience),
        (filters.field_options, Field),
        (filters.hazard_options, Hazard),
        (filters.day_options, OpenDay),
        (filters.time_options, DayPart),
    ],
)
def test_each_closed_list_is_offered_whole_in_each_language(language: str, options: object, choices: object) -> None:
    with translation.override(language):
        found = options(language)  # type: ignore[operator]
        assert [one.value for one in found] == choices.values  # type: ignore[attr-defined]
        assert len({one.label for one in found}) == len(found)
    assert all(type(one.label) is not type(choices.choices[0][1]) for one in found), (
        "kept words are words, not promises"
    )  # type: ignore[attr-defined]
    if language == "ja-simple":
        assert not [one for one in found if re.search(r"[一-鿿]", re.sub(r"\{[^}]*\}", "", one.label))]


def test_words_of_officials_are_escaped_once() -> None:
    drawn = filters.panel(MapQuery(type=("aed",)), TYPES, "en", HOME).types
    assert 'value="aed" checked><label for="type-aed">A&amp;E &lt;d&gt;</label>' in drawn
    assert drawn.count("checked") == 1 and "&amp;amp;" not in drawn


def _selected(drawn: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r'<option value="([^"]*)"[^>]* selected>', drawn))


@pytest.mark.parametrize("radius", [0.1, 0.5, 1.3, 2.0, 19.9, 20.0])
def test_a_radius_of_its_own_is_offered_in_its_place(radius: float) -> None:
    drawn = filters.panel(MapQuery(near=(35.69, 139.7), radius=radius), TYPES, "en", HOME).radii
    assert list(_selected(drawn)) == [f"{radius:g}"]
    offered = [float(value) for value in re.findall(r'value="([^"]*)"', drawn)]
    assert offered == sorted(set(offered)) and set(filters.RADII) <= set(offered)


@pytest.mark.parametrize(
    ("area", "language", "lang"), [("222127", "en", ""), ("131121", "en", "ja"), ("1310410004001", "zh-hans", "ja")]
)
def test_an_area_that_the_list_lacks_is_added_and_says_its_language(area: str, language: str, lang: str) -> None:
    drawn = filters.panel(MapQuery(area=area), TYPES, language, HOME).areas
    assert list(_selected(drawn)) == [area]
    assert drawn.startswith(f'<option value="{area}"' + (f' lang="{lang}"' if lang else "") + " selected>")


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_a_chip_for_everything_at_once(language: str) -> None:
    query = MapQuery(
        q="茶", type=("library",), field=("17",), lang="ar", today=True, area="1310410004", near=(35.69, 139.7),
        radius=1.5, audience=("women",), open=True, day=("mon", "sat"), time=("evening",), facts=("free",), hazard=("flood",),
    )  # fmt: skip
    with translation.override(language):
        found = filters.active_filters(query, TYPES, language)
    assert len(found) == 14 and all(strip_ruby(str(one.label)) for one in found)
    spoken = next(one for one in found if one.lang == "ar")
    assert spoken.label == "العربية" and "today" not in spoken.url
    assert all(one.url.startswith(f"/{language}/map/?") for one in found)


pytestmark = pytest.mark.django_db


def test_a_type_that_is_gone_is_left_out_with_a_notice_and_no_chip(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    html = client.get("/en/map/?type=castle&facts=free").content.decode()
    assert "“castle” is not known as “Kind of place”" in html
    assert html.count('<li><a class="chip"') == 2, "the fact, and clear all"


def test_nothing_chosen_draws_no_chips(client: Client, now: datetime) -> None:
    factories.make_place(now=now)
    assert 'class="chips active"' not in client.get("/en/map/?sort=kana&view=map").content.decode()
