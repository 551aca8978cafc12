"""What is printed for the assembly: two pages of A4 for a policy, half a page for one indicator."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from kpis.catalogue.models import Policy
from tests.browser.reader import Reader

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
MM = 96 / 25.4
"""So many pixels of CSS."""
A4_INSIDE = {"width": round(182 * MM), "height": round(269 * MM)}
HALF = (148.5 - 13) * MM
"""Half a page below its upper margin."""
LONG = ("002-1-participation", "003-3-joint-handled")
"""Of a policy in which every indicator has a value, and with the longest words."""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_printed_fits_its_paper(
    read: Callable[..., Reader], signed_in: Callable[[str], Any], language: str
) -> None:
    reader = read(language=language, storage_state=signed_in("official"))
    for policy in Policy.values:
        page = reader.open(f"ward/kpis/reports/{policy}/")
        assert 1 <= len(PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True))) <= 2, policy
    page.emulate_media(media="print")
    for one in ("nav", ".no-print", "footer"):
        for found in page.locator(one).all():
            expect(found).to_be_hidden()
    page.set_viewport_size(A4_INSIDE)
    for code in LONG:
        box = reader.open(f"ward/kpis/{code}/card/").locator(".assembly--card").bounding_box()
        assert box is not None and 0 < box["y"] + box["height"] <= HALF, code


def test_without_script_the_browser_prints_and_there_is_no_button(
    read: Callable[..., Reader], signed_in: Callable[[str], Any]
) -> None:
    page = read(language="en", storage_state=signed_in("official"), script=False).open("ward/kpis/reports/multi-actor/")
    expect(page.get_by_text("Use your browser to print it.")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
