"""Machines are told by field what is wrong, in plain words of their language; the same search as the page's is read."""

from __future__ import annotations

import json

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.utils import translation

from organizations.resource_map.box_reading import UnreadableError
from organizations.resource_map.machine_reading import (
    RefusedError,
    read_language,
    read_search,
    refusal,
    refuse_unknown_types,
)
from organizations.resource_map.query import MapQuery
from organizations.resource_map.reading import Notice, read_query
from portal.shared.languages import LANGUAGES
from portal.shared.models import Ward
from tests import factories

pytestmark = pytest.mark.django_db


def _search(text: str) -> MapQuery:
    return read_search(RequestFactory().get("/map/points?" + text))


@pytest.mark.parametrize(
    "text",
    ["", "q=日本語&facts=free", "lang=vi&today=1&open=1", "near=35.69,139.7&radius=3", "area=1310410004", "sort=kana"],
)
def test_the_same_search_as_the_page(text: str) -> None:
    assert _search(text) == read_query(QueryDict(text), municipality_code="131041").query


def test_a_town_by_name_is_one_of_the_ward() -> None:
    Ward.objects.update_or_create(pk=1, defaults={"municipality_code": "131041"})
    assert _search("area=若葉").area == "1310410004"
    with pytest.raises(RefusedError):
        _search("area=西瑞江")
    Ward.objects.update(municipality_code="131237")
    assert _search("area=西瑞江").area == "1312370025"


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(RefusedError) as caught:
        _search("lang=klingon&near=1,1&facts=gold&facts=free")
    assert [one.field for one in caught.value.notices] == ["lang", "near", "facts"]
    assert str(caught.value) == "lang; near; facts"


def test_a_type_is_asked_of_the_table() -> None:
    factories.place_type()
    refuse_unknown_types(MapQuery())
    refuse_unknown_types(MapQuery(type=("library", "japanese-class")))
    with pytest.raises(RefusedError) as caught:
        refuse_unknown_types(MapQuery(type=("castle", "library")))
    assert caught.value.notices[0].message == "“castle” is not a type of place."


@pytest.mark.parametrize(
    ("wanted", "spoken", "language"),
    [
        ("", "", "ja"),
        ("", "vi", "vi"),
        ("", "th", "ja"),
        ("en", "vi", "en"),
        ("EN", "", "en"),
        ("zh-TW", "", "zh-hant"),
        ("ja_simple", "", "ja-simple"),
        (" ne ", "", "ne"),
        ("tl", "", "fil"),
    ],
)
def test_the_language_of_names(wanted: str, spoken: str, language: str) -> None:
    request = RequestFactory().get("/map/points", {"in": wanted})
    assert read_language(request, MapQuery(lang=spoken)) == language


@pytest.mark.parametrize("wanted", ["th", "klingon", "x" * 500, "../en", "\u202eja", "日本語"])
def test_a_language_without_names_is_refused(wanted: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_language(RequestFactory().get("/map/points", {"in": wanted}), MapQuery())
    assert caught.value.field == "in"
    assert all(one.code in caught.value.message for one in LANGUAGES) and len(caught.value.message) < 200


@pytest.mark.parametrize(
    "error", [UnreadableError("zoom", "{地図|ちず}が ない"), RefusedError([Notice("zoom", "{地図|ちず}が ない")])]
)
def test_a_refusal_shows_no_markup_of_furigana(error: UnreadableError | RefusedError) -> None:
    with translation.override("ja-simple"):
        answer = refusal(error)
    assert (answer.status_code, answer["Content-Language"]) == (400, "ja-simple")
    assert json.loads(answer.content) == {"errors": [{"field": "zoom", "message": "地図が ない"}]}


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("lang=xx", "lang"),
        ("type=a&type=b", "type"),
        ("near=1", "near"),
        ("radius=99", "radius"),
        ("sort=price", "sort"),
        ("view=globe", "view"),
        ("facts=x", "facts"),
        ("hazard=x", "hazard"),
        ("audience=x", "audience"),
        ("field=x", "field"),
        ("open=x", "open"),
        ("today=1", "today"),
        ("area=x", "area"),
        ("after=x", "after"),
        ("q=%EF%BC%81", "q"),
        ("zoom=x", "zoom"),
        ("bbox=x", "bbox"),
        ("in=x", "in"),
    ],
)
def test_each_refusal_is_a_sentence_in_the_language_asked_for(
    client: Client, language: str, query: str, field: str
) -> None:
    factories.place_type()
    answer = client.get(f"/map/points?{query}", headers={"accept-language": language})
    assert answer.status_code == 400 and answer["Content-Language"] == language
    (error,) = [one for one in answer.json()["errors"] if one["field"] == field][:1]
    end = "." if language == "en" else "。"
    assert field == "in" or error["message"].endswith(end), "only the list of codes ends without"
    assert "%(" not in error["message"] and "|" not in error["message"]
    if language != "en":
        assert any("ぁ" <= letter <= "ん" for letter in error["message"])


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("lang=xx", "Language spoken"),
        ("type=castle", "Kind of place"),
        ("area=atlantis", "Town"),
        ("open=perhaps", "Open now"),
        ("facts=gold", "Good to know"),
        ("sort=price", "Order"),
        ("view=globe", "List, map or paper"),
        ("lang=vi&lang=ne", "Language spoken"),
        ("near=35,139&near=36,139", "Near me"),
    ],
)
def test_a_reader_sees_the_name_of_the_field_as_the_form_has_it(client: Client, query: str, label: str) -> None:
    factories.place_type()
    html = client.get(f"/en/map/?{query}").content.decode()
    notices = html.partition("notice--warn")[2].partition("</ul>")[0]
    assert f"“{label}”" in notices
