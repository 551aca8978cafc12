"""Going through a page with the keyboard alone; wherever the focus goes it can be seen."""

from __future__ import annotations

from playwright.sync_api import Page

MOST_TABS = 150
FOCUS = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels[0];
  const shown = [one, label, one.nextElementSibling].filter(Boolean);
  const ringed = shown.some((each) => [null, "::after"].some((part) => {
    const style = getComputedStyle(each, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  }));
  const box = (shown.find((each) => each.getBoundingClientRect().width > 1) || one).getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { what: one.outerHTML.slice(0, 120), ringed, seen };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; each stop on the way must show it."""
    hidden = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if not (focus["ringed"] and focus["seen"]):
            hidden.append(focus)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            break
    else:
        raise AssertionError(f"{MOST_TABS} times Tab, and {selector} is not reached")
    assert hidden == []


def go(page: Page, selector: str) -> None:
    """To a link or button by Tab, and through it by Enter."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
