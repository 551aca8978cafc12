"""An organisation's manager corrects an entry, with and without script; nobody's words are lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editing import WEDNESDAY, add_hours, add_language, save, saved, section
from tests.browser.reader import PHONE, Reader

SECOND_MS = 1000
State = Callable[[str], Any]


@pytest.mark.parametrize(("key", "script"), [("by_script", True), ("without_script", False)])
def test_everybody_sees_a_correction_within_a_second(read: Callable[..., Reader], key: str, script: bool) -> None:
    reader = read(language="en", viewport=PHONE, script=script)
    place = reader.portal.facts.places[key]
    public = read(language="en")
    before = public.open(f"places/{place}/").locator("main").inner_text()
    assert "03-0000-5555" not in before and "Tiếng Việt" not in before

    reader.sign_in(reader.portal.facts.accounts["manager"])
    page = reader.open("npo/")
    page.locator("main table a", has_text=f"Desk {key}").first.click()
    page.locator("a[href$='/edit/contact/']").click()
    page.locator("#id_phone").fill("０３ー００００ー５５５５")
    save(page)
    saved(page)
    page.locator("a[href$='/edit/hours/']").click()
    add_hours(page, WEDNESDAY, "18時", "20:30", "2,4")
    save(page)
    saved(page)
    page.locator("a[href$='/edit/languages/']").click()
    add_language(page, "vi", WEDNESDAY, "13:00", "17:00")
    save(page)
    saved(page)

    public.page.wait_for_timeout(SECOND_MS)
    public.page.reload()
    expect(public.page.locator("a[href='tel:0300005555']")).to_be_visible()
    expect(public.page.locator("table.week")).to_contain_text(re.compile(r"2nd.{1,5}4th Wed: 18:00–20:30"))
    expect(public.page.locator(".voices-list")).to_contain_text("Tiếng Việt")
    expect(public.page.locator(".voices-list")).to_contain_text("13:00–17:00")
    assert reader.faults + public.faults == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_mistake_loses_nothing_and_is_explained(read: Callable[..., Reader], signed_in: State, script: bool) -> None:
    reader = read(language="en", script=script, storage_state=signed_in("manager"))
    place = reader.portal.facts.places["mistaken"]
    page = section(reader, place, "hours")
    add_hours(page, WEDNESDAY, "18:00", "17:00", "2,4")
    differs = page.locator("[name$='-first']").first, page.locator("[name$='-note']").first
    differs[0].fill("2027-08-01")
    differs[1].fill("Summer festival")
    save(page)
    expect(page.locator("[role=alert]").first).to_be_visible()
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_count(1)
    expect(wrong).to_have_value("17:00")
    row = page.locator(f"[data-day='{WEDNESDAY}'] [data-row]", has=wrong)
    expect(row.locator("[name$='-opens']")).to_have_value("18:00")
    expect(row.locator("[name$='-weeks']")).to_have_value("2,4")
    expect(differs[0]).to_have_value("2027-08-01")
    expect(differs[1]).to_have_value("Summer festival")
    row.locator("[name$='-closes']").fill("19:00")
    page.locator("button[name=look]").click()
    expect(page.locator("[data-preview]")).to_contain_text("18:00–19:00")
    expect(page.locator("[data-preview]")).to_contain_text("Summer festival")
    assert reader.faults == []


def test_the_week_is_read_back_while_one_types(read: Callable[..., Reader], signed_in: State) -> None:
    reader = read(language="en", storage_state=signed_in("manager"))
    page = section(reader, reader.portal.facts.places["looked_at"], "hours")
    expect(page.locator("[data-preview]")).to_contain_text("9:00–17:00")
    add_hours(page, WEDNESDAY, "18:00", "19:15", "2,4")
    expect(page.locator("[data-preview]")).to_contain_text("18:00–19:15")
    page.locator("[data-copy-monday]").click()
    expect(page.locator("[data-preview]")).not_to_contain_text("18:00–19:15")
    assert reader.faults == []


def test_monday_is_copied_with_all_its_rows(read: Callable[..., Reader], signed_in: State) -> None:
    reader = read(language="en", storage_state=signed_in("manager"))
    page = section(reader, reader.portal.facts.places["looked_at"], "hours")
    page.locator("[data-day='0'] button[name=more]").click()
    add_hours(page, 0, "18:00", "19:00", "1,3")
    add_hours(page, 0, "20:00", "21:00")
    page.locator("[data-copy-monday]").click()
    expect(page.locator("[data-preview]")).to_contain_text(re.compile(r"Mon–Fri: 9:00–17:00, 20:00–21:00"))
    expect(page.locator("[data-preview]")).to_contain_text(re.compile(r"1st.{1,5}3rd Mon–Fri: 18:00–19:00"))
    names = page.locator("[data-row] input[name$='-opens']").evaluate_all("found => found.map(one => one.name)")
    assert len(names) == len(set(names)) == int(page.locator("[name='hours-TOTAL_FORMS']").input_value())
    labels = page.locator("[data-row] label").evaluate_all("found => found.filter(one => !one.control).length")
    assert (labels, reader.faults) == (0, [])


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_enter_in_a_time_saves(read: Callable[..., Reader], signed_in: State, script: bool) -> None:
    reader = read(language="en", script=script, storage_state=signed_in("manager"))
    page = section(reader, reader.portal.facts.places["saved_by_enter"], "hours")
    with page.expect_navigation():
        page.locator("[data-day='0'] [name$='-closes']").first.press("Enter")
    saved(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_more_row_keeps_what_was_typed(read: Callable[..., Reader], signed_in: State, script: bool) -> None:
    reader = read(language="en", script=script, storage_state=signed_in("manager"))
    page = section(reader, reader.portal.facts.places["looked_at"], "hours")
    rows = page.locator(f"[data-day='{WEDNESDAY}'] [data-row]")
    number = rows.count()
    add_hours(page, WEDNESDAY, "18:00", "19:00", "2,4")
    page.locator(f"[data-day='{WEDNESDAY}'] button[name=more]").click()
    expect(rows).to_have_count(number + 1)
    assert {row.locator("[name$='-opens']").input_value() for row in rows.all()} == {"9:00", "18:00", ""}


def test_the_second_of_two_editors_is_told_and_loses_nothing(read: Callable[..., Reader], signed_in: State) -> None:
    first = read(language="en", storage_state=signed_in("manager"))
    second = read(language="en", storage_state=signed_in("second"), script=False)
    place = first.portal.facts.places["opened_twice"]
    pages = [section(reader, place, "contact") for reader in (first, second)]
    _write(pages[0], "03-0000-6666", "first@example.org")
    saved(pages[0])
    _write(pages[1], "03-0000-7777", "second@example.org")
    notice = pages[1].locator(".notice--warn[role=alert]")
    expect(notice).to_contain_text("03-0000-6666")
    expect(notice).to_contain_text("03-0000-7777")
    expect(pages[1].locator("#id_phone")).to_have_value("03-0000-7777")
    expect(pages[1].locator("#id_email")).to_have_value("second@example.org")
    assert "03-0000-6666" in first.open(f"places/{place}/").locator("main").inner_text()
    save(pages[1])
    saved(pages[1])
    first.page.wait_for_timeout(SECOND_MS)
    assert "03-0000-7777" in first.open(f"places/{place}/").locator("main").inner_text()
    assert first.faults + second.faults == []


def _write(page: Page, phone: str, email: str) -> None:
    page.locator("#id_phone").fill(phone)
    page.locator("#id_email").fill(email)
    save(page)
