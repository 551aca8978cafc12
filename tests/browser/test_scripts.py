"""The small scripts: the pin of an address, the copied Monday, dialogs and toasts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.reader import Reader

Manager = Callable[[str], Page]


@pytest.fixture
def manager(read: Callable[..., Reader], signed_in: Callable[[str], dict[str, object]]) -> Manager:
    """The manager at an editor of a place; nothing is saved here."""
    reader = read(language="en", storage_state=signed_in("manager"), reduced_motion="reduce")
    return lambda section: reader.open(f"npo/places/{reader.portal.facts.places['looked_at']}/edit/{section}/")


def _position(page: Page) -> tuple[float, float]:
    return float(page.locator("#id_latitude").input_value()), float(page.locator("#id_longitude").input_value())


@pytest.mark.parametrize(
    ("key", "north", "east"), [("ArrowUp", 1, 0), ("ArrowDown", -1, 0), ("ArrowRight", 0, 1), ("ArrowLeft", 0, -1)]
)
def test_keys_move_the_pin_and_the_fields(manager: Manager, key: str, north: int, east: int) -> None:
    page = manager("address")
    pin = page.locator(".map-marker--pin")
    expect(pin).to_have_attribute("aria-label", re.compile("arrow keys"))
    before = _position(page)
    pin.focus()
    page.keyboard.press(key)
    near = _position(page)
    page.keyboard.press(f"Shift+{key}")
    far = _position(page)
    for axis, way in ((0, north), (1, east)):
        step, leap = near[axis] - before[axis], far[axis] - near[axis]
        assert (step > 0) - (step < 0) == way and abs(leap - 5 * step) <= 1e-5
    expect(pin).to_be_focused()


def test_a_click_and_the_fields_move_the_pin(manager: Manager) -> None:
    page = manager("address")
    pin, panel = page.locator(".map-marker--pin"), page.locator(".map-panel")
    expect(pin).to_be_visible()
    before, start = _position(page), _middle(pin)
    panel.click(position={"x": 60, "y": 200})
    assert _position(page) != before and _middle(pin) != start
    page.locator("#id_latitude").fill(f"{before[0]:.6f}")
    page.locator("#id_longitude").fill(f"{before[1]:.6f}")
    moved = _middle(pin)
    for nonsense in ("", "abc", "99"):
        page.locator("#id_latitude").fill(nonsense)
        assert _middle(pin) == moved
    assert _inside(panel, pin)


def test_without_the_library_the_fields_remain(
    read: Callable[..., Reader], signed_in: Callable[[str], dict[str, object]]
) -> None:
    reader = read(language="en", storage_state=signed_in("manager"))
    reader.page.route(re.compile(r"leaflet"), lambda route: route.abort())
    page = reader.open(f"npo/places/{reader.portal.facts.places['looked_at']}/edit/address/")
    expect(page.locator(".map-panel")).to_be_hidden()
    expect(page.locator("#id_latitude")).to_be_editable()


def _middle(one: Locator) -> tuple[int, int]:
    box = one.bounding_box()
    assert box is not None
    return round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)


def _inside(outer: Locator, inner: Locator) -> bool:
    box, (x, y) = outer.bounding_box(), _middle(inner)
    assert box is not None
    return box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"]


def _times(page: Page, day: int) -> list[list[str]]:
    rows = page.locator(f"[data-day='{day}'] [data-row]")
    return [
        [field.input_value() for field in row.locator("input:not([type=hidden]), select").all()] for row in rows.all()
    ]


def test_monday_copied_is_monday_and_nothing_more(manager: Manager) -> None:
    page = manager("hours")
    page.locator("[data-day='1'] button[name=more]").click()
    page.wait_for_load_state()
    extra = page.locator("[data-day='1'] [data-row]").last.locator("input[data-clock]")
    extra.nth(0).fill("18:00")
    extra.nth(1).fill("20:00")
    monday = page.locator("[data-day='0'] [data-row]").first.locator("input[data-clock]")
    monday.nth(0).fill("8:15")
    weekend = _times(page, 5)
    page.locator("[data-copy-monday]").click()
    filled = [row for row in _times(page, 0) if any(row)]
    for day in (1, 2, 3, 4):
        assert [row for row in _times(page, day) if any(row)] == filled, day
    assert filled[0][0] == "8:15" and _times(page, 5) == weekend
    expect(page.locator("[data-preview]")).to_contain_text("8:15")


@pytest.fixture
def style(read: Callable[..., Reader]) -> Page:
    """The page of samples."""
    return read(language="en").open("style/")


def test_a_dialog_opens_closes_and_gives_the_focus_back(style: Page) -> None:
    trigger, dialog = style.locator("[data-dialog]"), style.locator("#sample-dialog")
    for leave in ("Escape", "Cancel"):
        trigger.focus()
        style.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        assert style.evaluate("() => document.querySelector('#sample-dialog').contains(document.activeElement)")
        if leave == "Escape":
            style.keyboard.press("Escape")
        else:
            dialog.get_by_role("button", name=leave).click()
        expect(dialog).to_be_hidden()
        expect(trigger).to_be_focused()


def test_a_tap_on_the_veil_closes_and_one_on_the_dialog_s_margin_does_not(style: Page) -> None:
    dialog = style.locator("#sample-dialog")
    style.locator("[data-dialog]").click()
    box = dialog.bounding_box()
    assert box is not None
    style.mouse.click(box["x"] + 6, box["y"] + 6)
    expect(dialog).to_be_visible()
    style.mouse.click(box["x"] - 20, box["y"] + 6)
    expect(dialog).to_be_hidden()


def test_a_toast_is_read_out_and_goes(style: Page) -> None:
    style.clock.install()
    region = style.locator("[data-toasts]")
    expect(region).to_have_attribute("role", "status")
    style.locator("[data-toast]").click()
    expect(region.locator(".toast")).to_have_text("Saved")
    style.clock.run_for(5_000)
    region.locator(".toast").hover()
    style.clock.run_for(10_000)
    expect(region.locator(".toast")).to_have_count(1)
    style.mouse.move(0, 0)
    style.clock.run_for(7_000)
    expect(region.locator(".toast")).to_have_count(0)


def _questions(page: Page) -> list[str]:
    """Kinds of the questions asked so far; each is answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def test_whoever_leaves_what_is_not_saved_is_asked(manager: Manager) -> None:
    page = manager("contact")
    asked = _questions(page)
    page.locator("#id_phone").press_sequentially("1")
    page.locator("main form.editor .actions a").click()
    page.wait_for_url("**/npo/places/*/")
    assert asked == ["beforeunload"]


def test_nobody_is_asked_who_changed_nothing_or_sends_the_form(manager: Manager) -> None:
    page = manager("contact")
    asked = _questions(page)
    page.locator("#id_phone").click()
    page.locator("main form.editor .actions a").click()
    page.wait_for_url("**/npo/places/*/")
    page = manager("hours")
    page.locator("[data-day='1'] input[data-clock]").first.press_sequentially("9")
    with page.expect_navigation():
        page.locator("[data-day='1'] button[name=more]").click()
    assert asked == []
    page.locator("main form.editor .actions a").click()
    page.wait_for_url("**/npo/places/*/")
    assert asked == ["beforeunload"], "what one more row brought back still is not saved"


def test_the_week_folds_when_nobody_knows_the_hours(manager: Manager) -> None:
    page = manager("hours")
    monday, rests = page.locator("[data-day='0']"), page.locator("[data-fold-rests]")
    expect(monday).to_be_visible()
    page.locator(
        "label:has([name='hours_known'][value='unknown']), [name='hours_known'][value='unknown']"
    ).first.click()
    expect(monday).to_be_hidden()
    expect(rests).to_be_visible()
    page.locator("label:has([name='hours_known'][value='hours']), [name='hours_known'][value='hours']").first.click()
    expect(monday).to_be_visible()
    expect(rests).to_be_hidden()
