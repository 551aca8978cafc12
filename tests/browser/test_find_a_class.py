"""A resident finds a Japanese class on a telephone: in three languages, as list, map and file, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.finding import listed, narrow, rows_of_csv, search
from tests.browser.reader import PHONE, Reader

LANGUAGES = ("ja", "ja-simple", "en")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_by_word_type_town_and_open_hours(read: Callable[..., Reader], language: str, script: bool) -> None:
    reader = read(language=language, viewport=PHONE, script=script)
    places = reader.portal.facts.places
    page = search(reader)
    assert {places["class"], places["shut"], places["elsewhere"]} <= listed(page)
    narrow(page)
    assert listed(page) == {places["class"]}
    expect(page.locator("details.filters > summary .count")).to_have_text("4")
    rows = rows_of_csv(reader)
    assert len(rows) == 1 and "若葉やさしい日本語教室" in rows[0].values()
    page.locator("#place-list h3 a").click()
    _read_about_it(page, language)
    assert reader.faults == []


def _read_about_it(page: Page, language: str) -> None:
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("a[href='tel:0300003333']")).to_be_visible()
    expect(page.locator(".place__state .badge")).to_have_class(re.compile("badge--open"))
    assert page.locator("h3[lang=en]").inner_text() == "English"
    official = page.locator("main [lang=ja]", has_text="若葉やさしい日本語教室")
    assert (official.count() > 0) == (language != "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_map(read: Callable[..., Reader], language: str) -> None:
    reader = read(language=language, viewport=PHONE)
    page = search(reader)
    narrow(page)
    page.locator(".tabs a[href*='view=map']").click()
    marker = page.locator(".map-marker--place")
    expect(marker).to_have_count(1)
    marker.click()
    link = page.locator(".map-popup__name")
    expect(link).to_be_visible()
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # the map makes room for the popup first
    with page.expect_navigation(url=f"**/{language}/places/{reader.portal.facts.places['class']}/"):
        link.click()
    assert reader.faults == []


def test_the_map_counts_what_is_near_and_opens_by_clicks(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page = reader.open("map/?view=map")
    before = page.locator(".map-marker")
    expect(before.first).to_be_visible()
    with page.expect_response(re.compile("/map/points")):
        page.locator(".map-marker--cluster").first.click()
    expect(page.locator(".map-bar__area")).to_be_visible()
    assert reader.faults == []


def test_without_script_the_map_says_where_the_places_are(read: Callable[..., Reader]) -> None:
    reader = read(language="en", viewport=PHONE, script=False)
    page = reader.open("map/?view=map")
    expect(page.locator(".map__rest")).to_be_visible()
    assert len(listed(page)) == 20


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_furigana_stand_over_kanji_until_switched_off(read: Callable[..., Reader], script: bool) -> None:
    reader = read(language="ja-simple", viewport=PHONE, script=script)
    page = search(reader)
    address = page.url
    readings = page.locator("#place-list ruby rt", has_text="にほんご")
    expect(readings.first).to_be_visible()
    page.locator("a.furigana").click()
    expect(page.locator("ruby")).to_have_count(0)
    assert page.url == address
    expect(page.locator("#place-list h3 a", has_text="日本語").first).to_be_visible()
    page.locator("a.furigana").click()
    expect(readings.first).to_be_visible()


def test_the_language_switch_keeps_the_search(read: Callable[..., Reader]) -> None:
    reader = read(language="ja", viewport=PHONE)
    page = search(reader)
    narrow(page)
    found = listed(page)
    page.locator(".langs a[hreflang=en]").first.click()
    page.wait_for_url("**/en/map/**")
    assert listed(page) == found
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_an_empty_result_shows_ways_on_that_lead_to_places(read: Callable[..., Reader]) -> None:
    reader = read(language="en", viewport=PHONE)
    page = reader.open("map/?q=easy+Japanese&lang=ko")
    assert listed(page) == set()
    page.locator(".empty ul a").first.click()
    expect(page.locator("#place-list .card").first).to_be_visible()


def test_on_a_desk_the_list_and_the_map_stand_side_by_side(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page = reader.open("map/")
    panel = page.locator(".finding__map")
    expect(panel).to_be_visible()
    where, beside = panel.bounding_box(), page.locator(".finding__list").bounding_box()
    assert where is not None and beside is not None
    assert where["x"] >= beside["x"] + beside["width"]
