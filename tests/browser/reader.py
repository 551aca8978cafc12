"""Somebody at a browser, whose pages note whatever they should not do."""

from __future__ import annotations

import base64
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route, ViewportSize

from tests.browser.server import Portal

PHONE: ViewportSize = {"width": 390, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 900}
PATIENCE_MS = 20_000
ANSWERS_TO_FORMS = (409, 422)
TILE_HOST = "cyberjapandata.gsi.go.jp"
# One transparent point stands in for every tile: the tests never ask the tile host.
POINT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


class Reader:
    """A browser context with one page; `with Reader(…) as reader`."""

    def __init__(
        self, browser: Browser, portal: Portal, *, language: str = "ja", viewport: ViewportSize = DESK,
        script: bool = True, tiles: bool = True, **options: Any,
    ) -> None:  # fmt: skip
        self.portal, self.language, self.viewport = portal, language, viewport
        self.faults: list[str] = []
        self.outside: list[str] = []
        self.expected_status = 200
        self.context = browser.new_context(
            base_url=portal.address, viewport=viewport, java_script_enabled=script,
            extra_http_headers={"Accept-Language": language}, **options,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE_MS)
        if tiles:
            self.context.route(f"https://{TILE_HOST}/**", _answer_with_point)
        self.page = self._watched(self.context.new_page())

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.context.close()

    def start_afresh(self) -> None:
        """Forget what was noted; the window has its first size again."""
        self.faults.clear()
        self.outside.clear()
        self.page.set_viewport_size(self.viewport)

    def new_page(self) -> Page:
        """Another tab of the same person."""
        return self._watched(self.context.new_page())

    def open(self, path: str, *, status: int = 200) -> Page:
        """Go to a page of the reader's language, or to one without (/…); fails on another status than the expected."""
        self.expected_status = status
        response = self.page.goto(path if path.startswith("/") else f"/{self.language}/{path}")
        assert response is not None and response.status == status, f"{path}: {response and response.status}"
        return self.page

    def sign_in(self, email: str) -> None:
        """Through the forms, as people do, with a recovery code where a second step is asked."""
        self.say_password(email)
        if "/2fa/authenticate/" in self.page.url:
            self.page.locator("main input[name=code]").fill(self.portal.facts.codes[email].pop())
            with self.page.expect_navigation():
                self.page.locator("main form:has(input[name=code]) button").first.click()

    def say_password(self, email: str) -> None:
        """The first step alone."""
        self.open("accounts/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(self.portal.facts.password)
        with self.page.expect_navigation():
            self.page.locator("main form button").first.click()

    def _watched(self, page: Page) -> Page:
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        # Chromium repeats refused answers here; _note_response knows which were expected.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.portal.address:
            self.outside.append(request.url)

    def _note_response(self, response: Response) -> None:
        expected = (self.expected_status, *ANSWERS_TO_FORMS)
        if response.status >= 400 and response.status not in expected:
            self.faults.append(f"{response.status}: {response.url}")


def _answer_with_point(route: Route) -> None:
    route.fulfill(status=200, content_type="image/png", body=POINT)
