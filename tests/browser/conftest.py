"""One Chromium and one portal for each test process.

Playwright's loop runs in this thread while the browser is there, and Django then refuses the database: no test
here asks it. Both are gone before the next suite's tests begin.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.reader import Reader
from tests.browser.rows import Row, fill
from tests.browser.server import Portal, running_portal

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


def _chromium() -> str | None:
    """Chromium's shell without windows draws the same pages for two thirds of the work."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that lies here needs the browser; without one it is skipped, but never where CI=true."""
    missing = _chromium() is None and os.environ.get("CI") != "true"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium is installed"))


@pytest.fixture(scope="package")
def portal(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with a small ward in it."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Chromium without a window; it reaches this machine alone. The tests' own database is made before it is there."""
    found = _chromium()
    assert found is not None, "CI=true asks for the browser tests, but no Chromium is installed"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def settled(
    browser: Browser, portal: Portal, signed_in: Callable[[str], Any]
) -> Iterator[Callable[[Row, str], Reader]]:
    """Somebody of a row's role and a language who stays for the whole suite: a new window costs more than a page.

    Answering for the tile host switches the browser's cache off, so whoever looks at maps is somebody else.
    """
    kept: dict[tuple[str, str, bool], Reader] = {}

    def reader(row: Row, language: str) -> Reader:
        key = row.who, language, row.has_tiles
        if key not in kept:
            state = signed_in(row.who) if row.who else None
            kept[key] = Reader(browser, portal, language=language, tiles=row.has_tiles, storage_state=state)
        kept[key].start_afresh()
        return kept[key]

    yield reader
    for one in kept.values():
        one.context.close()


@pytest.fixture(scope="package")
def browser_with_large_text(browser: Browser) -> Iterator[Browser]:
    """The reader's own setting: letters of twice the size, which media queries in em see too."""
    large = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
    chromium = browser.browser_type.launch(executable_path=_chromium(), args=[*ARGUMENTS, large])
    yield chromium
    chromium.close()


@pytest.fixture
def read(browser: Browser, portal: Portal) -> Iterator[Callable[..., Reader]]:
    """Let somebody sit down at a browser; all leave when the test ends."""
    readers: list[Reader] = []

    def start(**options: Any) -> Reader:
        readers.append(Reader(browser, portal, **options))
        return readers[-1]

    yield start
    for reader in readers:
        reader.context.close()


@pytest.fixture(scope="package")
def signed_in(browser: Browser, portal: Portal) -> Callable[[str], Any]:
    """The cookies of an account, by its role; each signs in once and says its password again, as sensitive pages ask."""
    kept: dict[str, Any] = {}

    def state(role: str) -> Any:
        if role not in kept:
            with Reader(browser, portal) as reader:
                reader.sign_in(portal.facts.accounts[role])
                reader.open("accounts/reauthenticate/")
                fill(password=portal.facts.password)(reader)
                kept[role] = reader.context.storage_state()
        return kept[role]

    return state
