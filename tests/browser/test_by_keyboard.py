"""The same search with the keyboard alone; wherever the focus goes it can be seen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.finding import listed
from tests.browser.keys import tab_to
from tests.browser.reader import Reader


def test_from_the_skip_link_to_the_first_result(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page = reader.open("")
    tab_to(page, "a.skip")
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "#search-words")
    page.keyboard.type("Wakaba easy")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    places = reader.portal.facts.places
    assert listed(page) == {places["class"], places["shut"]}
    tab_to(page, "details.filters > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#filter-open")
    page.keyboard.press("Space")
    tab_to(page, ".filters__foot button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert listed(page) == {places["class"]}
    tab_to(page, "#place-list h3 a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Wakaba easy Japanese class")
    assert reader.faults == []


def test_the_map_opens_a_place_by_keyboard(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page = reader.open("map/?q=Wakaba+easy&open=1&view=map")
    expect(page.locator(".map-marker--place")).to_have_count(1)
    tab_to(page, ".map-marker--place")
    page.keyboard.press("Enter")
    expect(page.locator(".map-popup__name")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Wakaba easy Japanese class")


def test_the_desk_is_reached_and_saved_by_keyboard(
    read: Callable[..., Reader], signed_in: Callable[[str], dict[str, object]]
) -> None:
    reader = read(language="en", storage_state=signed_in("manager"))
    place = reader.portal.facts.places["looked_at"]
    page = reader.open(f"npo/places/{place}/edit/contact/")
    tab_to(page, "#id_phone")
    tab_to(page, "main .actions button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[role=status], .notice--ok").first).to_be_visible()
    assert reader.faults == []
