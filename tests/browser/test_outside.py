"""The portal asks nobody else: only the map's tiles come from outside, and with tiles off nothing does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.reader import TILE_HOST, Reader
from tests.browser.server import Portal

TILES = f"https://{TILE_HOST}/xyz/pale/{{z}}/{{x}}/{{y}}.png"
PATHS = ("", "map/?view=map", "places/{class}/", "organizations/{circle}/", "accounts/login/")


@pytest.fixture
def without_tiles(portal: Portal) -> Iterator[None]:
    """The ward's tile address is empty for the length of a test."""
    portal.tell_ward("tiles", "")
    yield
    portal.tell_ward("tiles", TILES)


def test_only_the_map_asks_the_tile_host(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    asked = {path: _hosts_asked(reader, path) for path in PATHS}
    assert asked.pop("map/?view=map") == {TILE_HOST}
    assert set().union(*asked.values()) <= {TILE_HOST}
    assert asked[""] == asked["accounts/login/"] == asked["organizations/{circle}/"] == set()
    assert reader.faults == []


@pytest.mark.usefixtures("without_tiles")
def test_without_tiles_the_map_shows_the_outline_and_asks_nobody(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    reader.page.wait_for_timeout(1000)  # pages may be kept for a second after a change
    assert {path: _hosts_asked(reader, path) for path in PATHS} == {path: set() for path in PATHS}
    page = reader.open("map/?view=map")
    expect(page.locator("path.map-outline")).to_be_visible()
    expect(page.locator(".map-marker").first).to_be_visible()
    assert reader.faults == []


def _hosts_asked(reader: Reader, path: str) -> set[str]:
    reader.outside.clear()
    facts = reader.portal.facts
    reader.open(path.format_map(facts.places | facts.organizations))
    reader.page.keyboard.press("End")
    reader.page.wait_for_load_state("networkidle")
    return {url.split("/")[2] for url in reader.outside}
