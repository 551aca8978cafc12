"""An official reads why a number is behind and opens what was counted; a survey is entered, approved, published, downloaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from portal.shared.japan import JAPAN
from tests.browser.keys import go
from tests.browser.reader import PHONE, Reader

COUNTED, SURVEY = "002-3-listings", "000-3-foreign-participation"
ANSWERS = "回答,人数\nはい,120\nいいえ,880\n"
FILE: FilePayload = {"name": "answers.csv", "mimeType": "text/csv", "buffer": ANSWERS.encode()}


def _last_month() -> tuple[date, date]:
    last = datetime.now(JAPAN).date().replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _press(page: Page, button: Locator) -> None:
    with page.expect_navigation():
        button.click()


def _fill(page: Page, **values: object) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(str(value))


def _tile_link() -> str:
    return f"a[href$='/ward/kpis/{COUNTED}/']"


def _records_link() -> str:
    first, last = _last_month()
    return f"a[href$='?first={first}&last={last}']"


def _as_many_as_the_value(page: Page, value: str) -> None:
    """The value in words, as the page before said it, and so many rows."""
    number = int(value.split()[0])
    assert number > 0
    expect(page.locator("h1 .count")).to_have_text(str(number))
    expect(page.locator("main .lead")).to_contain_text(value)
    expect(page.locator("main tbody tr")).to_have_count(number)


def test_why_a_number_is_behind_and_its_records_in_two_clicks(read: Callable[..., Reader]) -> None:
    official = read(language="en")
    official.sign_in(official.portal.facts.accounts["enters"])
    page = official.open("ward/kpis/")
    _press(page, page.locator("main a[href*='policy=multi-actor']").first)
    tile = page.locator(".card", has=page.locator(_tile_link()))
    value = tile.locator("b.numbers").inner_text()
    expect(tile.locator(".badge").first).to_have_text("As proposed: Far behind")
    expect(tile).to_contain_text("the target is 200 items")
    _press(page, tile.locator("h4 a"))
    month = page.locator("section[aria-labelledby=months] tr").filter(has=page.locator(_records_link()))
    expect(month).to_contain_text(value)
    _press(page, page.locator(_records_link()).first)
    _as_many_as_the_value(page, value)
    assert official.faults == []


def test_the_same_way_by_keyboard_alone(read: Callable[..., Reader], signed_in: Callable[[str], Any]) -> None:
    official = read(language="en", storage_state=signed_in("official"))
    page = official.open("ward/kpis/?policy=multi-actor")
    card = page.locator(".card", has=page.locator(_tile_link()))
    value = card.locator("b.numbers").inner_text()
    go(page, _tile_link())
    go(page, _records_link())
    _as_many_as_the_value(page, value)
    assert official.faults == []


def test_a_survey_is_entered_approved_published_and_downloaded(read: Callable[..., Reader]) -> None:
    official, colleague = read(language="en"), read(language="en")
    facts = official.portal.facts
    resident, journalist = read(language="ja-simple", viewport=PHONE), read(language="en")
    for reader in (resident, journalist):
        reader.open(f"kpis/{SURVEY}/")
        expect(reader.page.locator("section[aria-labelledby=months]")).to_have_count(0)
    official.sign_in(facts.accounts["enters"])
    _enter_last_month(official)
    colleague.sign_in(facts.accounts["approves"])
    page = colleague.open("ward/kpis/entries/")
    _press(
        page, page.locator("section[aria-labelledby=waiting] tr", has_text="Foreign residents taking part").locator("a")
    )
    for words in ("12 %", "120 of 1000", "意識調査報告書", "Survey"):
        expect(page.locator("main")).to_contain_text(words)
    assert _saved(page, page.locator("main a", has_text=FILE["name"])) == ANSWERS
    _press(page, page.get_by_role("button", name="Approve"))
    expect(page.locator(".notice--ok").first).to_contain_text("approved")
    for reader in (resident, journalist):
        reader.open(f"kpis/{SURVEY}/")
        expect(reader.page.locator("section[aria-labelledby=months] tbody tr")).to_contain_text("12")
    expect(resident.page.locator("section[aria-labelledby=months] rt").first).to_be_visible()
    expect(journalist.page.locator("section[aria-labelledby=months]")).to_contain_text("From a survey")
    assert _downloaded(journalist)["value"] == "12"
    page = resident.open("kpis/")
    tile = page.locator(".card", has=page.locator(f"a[href$='/kpis/{SURVEY}/']"))
    expect(tile.locator("b.numbers")).to_contain_text("12")
    assert official.faults + colleague.faults + resident.faults + journalist.faults == []


def _enter_last_month(official: Reader) -> None:
    first, last = _last_month()
    page = official.open(f"ward/kpis/{SURVEY}/")
    _press(page, page.locator("main a", has_text="Enter a value"))
    _fill(page, first=first, last=last, value=12, numerator=120, denominator=1000, sample=1000)
    page.locator("main label", has_text="Survey").first.click()
    _press(page, page.get_by_role("button", name="Hand in"))
    expect(page.locator("main ul.errors").first).to_contain_text("required")
    _fill(page, document="多文化共生意識調査報告書 第3章", method="住民基本台帳から無作為に選んだ三千人への郵送調査")
    page.locator("[name=file]").set_input_files(FILE)
    _press(page, page.get_by_role("button", name="Hand in"))
    expect(page.locator(".notice--ok").first).to_contain_text("waits for a colleague")


def _saved(page: Page, link: Locator) -> str:
    with page.expect_download() as saved:
        link.click()
    return Path(saved.value.path()).read_text(encoding="utf-8-sig")


def _downloaded(journalist: Reader) -> dict[str, str]:
    text = _saved(journalist.page, journalist.page.get_by_role("link", name="All values (CSV)"))
    days = tuple(map(str, _last_month()))
    found = [row for row in csv.DictReader(io.StringIO(text)) if (row["first"], row["last"]) == days]
    (row,) = (row for row in found if row["code"] == SURVEY)
    return row


def test_the_paper_for_the_assembly_and_the_answer_card(
    read: Callable[..., Reader], signed_in: Callable[[str], Any]
) -> None:
    official = read(language="en", storage_state=signed_in("official"))
    page = official.open("ward/kpis/?policy=multi-actor")
    value = page.locator(".card", has=page.locator(_tile_link())).locator("b.numbers").inner_text()
    _press(page, page.locator("main a[href*='/ward/kpis/reports/multi-actor/']").first)
    line = page.locator(".assembly tr").filter(has=page.locator(_tile_link()))
    expect(line.locator("td b")).to_have_text(value.split()[0])
    page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(line).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.emulate_media(media="screen")
    _press(page, line.locator(_tile_link()))
    _press(page, page.locator(f"main a[href*='/{COUNTED}/card/']"))
    expect(page.locator(".assembly__answer")).to_contain_text(value)
    assert official.faults == []
