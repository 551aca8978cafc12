"""What stands around every page: the languages with this very page in each, the furigana switch, the ward."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from portal.shared.context import page
from portal.shared.languages import INTERFACE_LANGUAGES
from portal.shared.models import Ward

CODES = [one.code for one in INTERFACE_LANGUAGES]


def around(path: str, language: str, furigana: bool | None = None) -> dict[str, Any]:
    request = RequestFactory().get(path)
    if furigana is not None:
        request.furigana = furigana  # type: ignore[attr-defined]
    with translation.override(language):
        return page(request)


@pytest.mark.parametrize("language", CODES)
def test_this_page_in_each_language(language: str) -> None:
    links = around(f"/{language}/map/?q=%E6%95%99%E5%AE%A4&type=a", language)["language_links"]
    assert [link["code"] for link in links] == CODES
    assert [link["url"] for link in links] == [f"/{code}/map/?q=%E6%95%99%E5%AE%A4&type=a" for code in CODES]
    assert [link["code"] for link in links if link["current"]] == [language]


def test_a_page_without_a_language_leads_home_and_back() -> None:
    links = around("/open-data/?format=x", "en")["language_links"]
    assert [link["url"] for link in links] == [f"/{code}/" for code in CODES]
    for link in links:
        choose = urlsplit(link["choose_url"])
        assert choose.path == f"/{link['code']}/language/"
        assert parse_qs(choose.query) == {"next": ["/open-data/?format=x"]}


def test_the_choice_leads_to_this_page_in_the_language_chosen() -> None:
    for link in around("/ja/map/?q=a&b=1#c", "ja")["language_links"]:
        assert parse_qs(urlsplit(link["choose_url"]).query) == {"next": [f"/{link['code']}/map/?q=a&b=1"]}


@pytest.mark.parametrize("path", ["/ja//evil.example/", "//evil.example/", "/ja/https://evil.example/"])
def test_no_address_leads_to_another_host(path: str) -> None:
    for link in around(path, "ja")["language_links"]:
        assert link["url"].startswith(f"/{link['code']}/") and not urlsplit(link["url"]).netloc


@pytest.mark.parametrize(("furigana", "word"), [(True, "off"), (False, "on"), (None, "on")])
def test_the_switch_turns_furigana_the_other_way_and_comes_back(furigana: bool | None, word: str) -> None:
    found = around("/ja-simple/map/?q=x", "ja-simple", furigana)["furigana"]
    assert found["on"] is bool(furigana)
    parts = urlsplit(found["url"])
    assert parts.path == "/ja-simple/furigana/"
    assert parse_qs(parts.query) == {"show": [word], "next": ["/ja-simple/map/?q=x"]}


@pytest.mark.django_db
def test_the_ward_is_asked_for_only_when_it_is_named(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        found = around("/en/", "en")
    with django_assert_num_queries(1):
        assert str(found["ward"].name_en) == "Tsunagu City" and found["ward"].phone == ""


def test_a_ward_that_was_read_already_is_not_read_again() -> None:
    request = RequestFactory().get("/en/")
    request.ward = Ward(name_en="Minato City")  # type: ignore[attr-defined]
    assert page(request)["ward"].name_en == "Minato City"


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_the_links_of_a_real_page_work_without_script(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/map/?q=a")
    for link in answer.context["language_links"]:
        assert client.get(link["url"]).status_code == 200
        chosen = client.get(link["choose_url"])
        assert chosen["Location"] == link["url"] and chosen.cookies["language"].value == link["code"]
    switched = client.get(answer.context["furigana"]["url"])
    assert switched["Location"] == f"/{language}/map/?q=a" and switched.cookies["furigana"].value in ("on", "off")
