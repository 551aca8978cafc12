"""Every page in each of its languages: silence, width and targets at 320 px, axe once a language, taps in one.

The markup is one for all languages, so axe looks at the wide page in Japanese and at the narrow one in the others.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.browser import looking
from tests.browser.reader import TILE_HOST, Reader
from tests.browser.rows import NO_PAGES, ROWS, Row, covered_names, page_names, view_name
from tests.browser.server import Portal

LANGUAGES = ("ja", "ja-simple", "en")
NARROW = {"width": 320, "height": 640}


def test_every_page_has_a_row(portal: Portal) -> None:
    covered = covered_names(portal.facts)
    assert page_names() - covered - NO_PAGES.keys() == set(), "pages without a row in tests/browser/rows.py"
    assert NO_PAGES.keys() - page_names() == set()
    assert covered & NO_PAGES.keys() == set()


@pytest.mark.parametrize(
    ("row", "language"),
    [pytest.param(row, one, id=f"{row}-{one}") for row in ROWS for one in LANGUAGES if one in row.languages],
)
def test_nothing_is_found_on_the_page(
    read: Callable[..., Reader], settled: Callable[[Row, str], Reader], row: Row, language: str
) -> None:
    signs_in = row.act is not None and not row.who
    reader = read(language=language) if signs_in else settled(row, language)
    page = reader.open(row.address(reader.portal.facts), status=row.status)
    if row.act:
        row.act(reader)
    assert view_name(urlsplit(page.url).path) == row.name(reader.portal.facts), page.url
    found = [f"frame: {one}" for one in looking.frame_findings(page, language)]
    found += [f"1280: {one}" for one in looking.sideways_findings(page)]
    wide = language == LANGUAGES[0]
    found += [f"1280: {one}" for one in (looking.axe_findings(page) if wide else ())]
    page.set_viewport_size(NARROW)
    found += [f"320: {one}" for one in looking.sideways_findings(page) + ([] if wide else looking.axe_findings(page))]
    found += [f"target: {one}" for one in looking.target_findings(page)]
    found += [f"covered: {one}" for one in (looking.covered_findings(page) if wide else ())]
    found += reader.faults + [url for url in reader.outside if f"//{TILE_HOST}/" not in url]
    assert not found, "\n".join(["", *found])
