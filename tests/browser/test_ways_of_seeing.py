"""Letters of twice the size, forced colours, dark, reduced motion and print: nothing disappears, nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import axe_findings, sideways_findings
from tests.browser.reader import PHONE, Reader
from tests.browser.rows import ROWS, Row
from tests.browser.server import Portal

PATHS = ("", "map/", "places/{class}/", "style/", "accounts/login/")
LONGEST_MOTION_SECONDS = 0.05
MOVING = """(most) => [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  const times = `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
  return Math.max(...times) > most;
}).map((one) => one.outerHTML.slice(0, 100))"""
INVISIBLE_CONTROLS = """() => [...document.querySelectorAll("main button, main a.button, main input:not([type=hidden])")]
  .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}) && one.type !== "checkbox" && one.type !== "radio")
  .filter((one) => {
    const style = getComputedStyle(one);
    const box = one.closest(".search__box") ? getComputedStyle(one.closest(".search__box")) : style;
    return ![style, box].some((each) => each.borderTopStyle !== "none" && parseFloat(each.borderTopWidth) > 0)
      && style.textDecorationLine === "none";
  }).map((one) => one.outerHTML.slice(0, 100))"""


def _open(reader: Reader, path: str) -> Page:
    return reader.open(path.format_map(reader.portal.facts.places))


@pytest.fixture(scope="module")
def with_large_text(
    browser_with_large_text: Browser, portal: Portal, signed_in: Callable[[str], Any]
) -> Iterator[Callable[[Row], Reader]]:
    """Somebody of a row's role whose browser shows everything twice as large."""
    kept: dict[tuple[str, bool], Reader] = {}

    def reader(row: Row) -> Reader:
        key = row.who, row.has_tiles
        if key not in kept:
            state = signed_in(row.who) if row.who else None
            browser = browser_with_large_text
            kept[key] = Reader(browser, portal, language="ja-simple", tiles=row.has_tiles, storage_state=state)
        return kept[key]

    yield reader
    for one in kept.values():
        one.context.close()


@pytest.mark.parametrize("row", [row for row in ROWS if row.act is None], ids=str)
def test_letters_of_twice_the_size_fit(with_large_text: Callable[[Row], Reader], portal: Portal, row: Row) -> None:
    page = with_large_text(row).open(row.address(portal.facts), status=row.status)
    assert page.evaluate("() => getComputedStyle(document.body).fontSize") == "32px"
    assert sideways_findings(page) == []


@pytest.mark.parametrize("path", PATHS)
def test_forced_colours_leave_borders_and_words(read: Callable[..., Reader], path: str) -> None:
    reader = read(language="en", forced_colors="active", viewport=PHONE)
    page = _open(reader, path)
    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    assert page.evaluate(INVISIBLE_CONTROLS) == []
    assert axe_findings(page) == []


@pytest.mark.parametrize("path", PATHS)
def test_dark_is_readable(read: Callable[..., Reader], tmp_path: Path, path: str) -> None:
    reader = read(language="ja-simple", color_scheme="dark")
    page = _open(reader, path)
    page.screenshot(path=tmp_path / "dark.png", full_page=True)
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(light[:3]) < 100
    assert axe_findings(page) == []


@pytest.mark.parametrize("path", [*PATHS, "map/?view=map"])
def test_nothing_moves_for_who_asks(read: Callable[..., Reader], path: str) -> None:
    reader = read(language="en", reduced_motion="reduce")
    page = _open(reader, path)
    assert page.evaluate(MOVING, LONGEST_MOTION_SECONDS) == []
    assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") != "smooth"


@pytest.mark.parametrize("path", ["map/?view=print&q=Wakaba", "places/{class}/", "places/{class}/card/"])
def test_paper_shows_the_words_and_not_the_buttons(read: Callable[..., Reader], path: str) -> None:
    reader = read(language="en", viewport={"width": 794, "height": 1123})
    page = _open(reader, path)
    page.emulate_media(media="print")
    assert "Wakaba easy Japanese class" in page.locator("main").inner_text()
    expect(page.locator("nav.sitenav")).to_be_hidden()
    expect(page.locator("a.skip")).to_be_hidden()
    assert sideways_findings(page) == []


def test_what_is_for_paper_stands_on_paper_alone(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page = reader.open(f"places/{reader.portal.facts.places['class']}/")
    for_paper = page.locator(".print-only")
    assert for_paper.count() >= 2
    assert not any(one.is_visible() for one in for_paper.all())
    page.emulate_media(media="print")
    assert all(one.is_visible() for one in for_paper.all())
