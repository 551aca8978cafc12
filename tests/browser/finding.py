"""The steps of somebody who looks for a class: by word, type, town and open now."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Page

from tests.browser.reader import Reader

WORDS = {"ja": "やさしい日本語", "ja-simple": "やさしい", "en": "easy Japanese"}
TOWN = "1310410004"


def search(reader: Reader) -> Page:
    """From the first page by word to the list."""
    page = reader.open("")
    page.locator("#search-words").fill(WORDS[reader.language])
    with page.expect_navigation():
        page.locator("form.search button").click()
    return page


def narrow(page: Page) -> None:
    """Japanese classes in one town that are open now."""
    page.locator("details.filters > summary").click()
    page.locator("label[for=filter-open]").click()
    kind = page.locator("input[name=type][value=japanese-class]").get_attribute("id")
    page.locator(f"label[for='{kind}']").click()
    town = page.locator(f"#filter-area option[value^='{TOWN}']").first.get_attribute("value")
    page.locator("#filter-area").select_option(town)
    with page.expect_navigation():
        page.locator(".filters__foot button").click()


def listed(page: Page) -> set[int]:
    """Places on the page, by number."""
    cards = page.locator("#place-list .card h3 a")
    return {int((cards.nth(number).get_attribute("href") or "").split("/")[3]) for number in range(cards.count())}


def rows_of_csv(reader: Reader) -> list[dict[str, str]]:
    """What the link to the CSV file brings."""
    link = reader.page.locator("a[href*='places.csv']").first.get_attribute("href")
    assert link is not None
    answer = reader.context.request.get(link)
    assert answer.status == 200 and "text/csv" in answer.headers["content-type"]
    return list(csv.DictReader(io.StringIO(answer.text().removeprefix("\ufeff"))))
