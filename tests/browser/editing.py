"""The steps of somebody who corrects a place: telephone, hours, languages."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import Reader

WEDNESDAY, HOLIDAY = 2, 7


def section(reader: Reader, place: int, name: str) -> Page:
    """Open one section of the place's editor."""
    return reader.open(f"npo/places/{place}/edit/{name}/")


def save(page: Page) -> None:
    """Press the first button of the form's last line."""
    with page.expect_navigation():
        page.locator("main form.editor .actions button").first.click()


def saved(page: Page) -> None:
    """The overview says that it is saved."""
    expect(page.locator(".notice--ok")).to_be_visible()


def empty_row(page: Page, day: int) -> Locator:
    """The free row of a weekday."""
    rows = page.locator(f"[data-day='{day}'] [data-row]")
    rows.first.wait_for(state="attached")  # the click that led here does not wait for the page
    free = [row for row in rows.all() if not row.locator("[name$='-opens']").input_value()]
    return free[0]


def add_hours(page: Page, day: int, opens: str, closes: str, weeks: str = "") -> None:
    """Fill the free row of a weekday; weeks such as "2,4"."""
    row = empty_row(page, day)
    row.locator("[name$='-opens']").fill(opens)
    row.locator("[name$='-closes']").fill(closes)
    if weeks:
        row.locator("[name$='-weeks']").select_option(weeks)


def add_language(page: Page, code: str, weekday: int, starts: str, ends: str) -> None:
    """Fill the free row at the end."""
    row = page.locator("fieldset", has=page.locator("[name$='-language']")).last
    row.locator("[name$='-language']").select_option(code)
    box = row.locator(f"[name$='-weekdays'][value='{weekday}']").get_attribute("id")
    row.locator(f"label[for='{box}']").click()
    row.locator("[name$='-starts']").fill(starts)
    row.locator("[name$='-ends']").fill(ends)
