"""What is asked of every page, whatever it shows: measured in the browser, answered as sentences."""

from __future__ import annotations

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TARGET_PX = 44

AXE_FILE = "axe.js"
"""Its name among the static files of the tests: the browser keeps it compiled, which sending it to each page is not."""

LOAD_AXE = f"""() => new Promise((loaded, failed) => {{
  const script = Object.assign(document.createElement("script"), {{ src: "/static/{AXE_FILE}", onerror: failed }});
  script.onload = () => {{ script.remove(); loaded(); }};
  document.head.append(script);
}})"""

REMEMBER_COLOURS = """() => {
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const known = new Map();
  prototype.parseString = function (words) {
    if (known.has(words)) return Object.assign(this, known.get(words));
    parseString.call(this, words);
    known.set(words, { r: this.r, g: this.g, b: this.b, alpha: this.alpha });
    return this;
  };
}"""
"""Of a page's elements each has its colours read several times, from the same few words: a third of axe's time."""

RUN_AXE = f"axe.run({json.dumps({'runOnly': {'type': 'tag', 'values': TAGS}, 'resultTypes': ['violations']})})"

SIDEWAYS = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > page.clientWidth + 1;
  });
  return [`${page.scrollWidth} px wide on ${page.clientWidth}: ` +
    wide.slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" … ")];
}"""

SMALL_TARGETS = """(least) => {
  const found = [];
  const controls = "button, input:not([type=hidden]), select, textarea, summary, nav a, a.button, a.chip, a.task, h3 a";
  for (const one of document.querySelectorAll(controls)) {
    const style = getComputedStyle(one);
    if (!one.checkVisibility({visibilityProperty: true}) || one.closest(".visually-hidden, .skip, .leaflet-container")) continue;
    let box = one.getBoundingClientRect();
    if (["checkbox", "radio"].includes(one.type) && one.labels.length) {
      const label = one.labels[0].getBoundingClientRect();
      const [top, bottom] = [Math.min(box.top, label.top), Math.max(box.bottom, label.bottom)];
      box = { width: Math.max(box.width, label.width), height: bottom - top };
    }
    if (!box.width || one.matches("h3 a, p a, dd a, li p a") && style.display === "inline") continue;
    if (box.height < least - 0.5 || box.width < 24) {
      found.push(`${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 110)}`);
    }
  }
  return found;
}"""

COVERED = """() => {
  const found = [];
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".visually-hidden, .skip, .leaflet-container");
  for (const one of document.querySelectorAll("main :is(button, summary, select, textarea, a.button, a.arrow), .sitenav a")) {
    if (one.disabled || !seen(one)) continue;
    one.scrollIntoView({ block: "center", behavior: "instant" });
    const [box] = one.getClientRects();
    const hit = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (hit && !one.contains(hit)) {
      found.push(`${one.outerHTML.slice(0, 110)} lies under ${hit.outerHTML.slice(0, 80)}`);
    }
  }
  scrollTo({ top: 0, behavior: "instant" });
  return found;
}"""

PICTURES = """async () => {
  const found = [];
  for (const image of document.images) {
    if (!image.hasAttribute("alt")) found.push(`no alt: ${image.outerHTML.slice(0, 100)}`);
    if (image.complete && image.currentSrc && !image.naturalWidth) found.push(`broken: ${image.currentSrc.slice(0, 100)}`);
  }
  for (const one of document.querySelectorAll("svg")) {
    const named = one.getAttribute("aria-label") || one.querySelector("title");
    if (one.closest(".leaflet-overlay-pane")) continue;
    const picture = one.closest("[role=img][aria-label]") || (one.getAttribute("role") === "img" && named);
    if (one.getAttribute("aria-hidden") !== "true" && !picture) {
      found.push(`neither hidden nor named: ${one.outerHTML.slice(0, 100)}`);
    }
  }
  const sheets = new Map();
  for (const use of document.querySelectorAll("svg use")) {
    const [file, id] = use.getAttribute("href").split("#");
    if (!sheets.has(file)) {
      const text = file ? await (await fetch(file)).text() : document.documentElement.outerHTML;
      sheets.set(file, new DOMParser().parseFromString(text, file ? "image/svg+xml" : "text/html"));
    }
    if (!id || !sheets.get(file).getElementById(id)) found.push(`no such icon: ${use.getAttribute("href")}`);
  }
  return found;
}"""

FRAME = """(language) => {
  const found = [];
  if (document.documentElement.lang !== language) found.push(`lang is "${document.documentElement.lang}"`);
  if (document.querySelectorAll("h1").length !== 1) found.push(`${document.querySelectorAll("h1").length} h1`);
  if (document.querySelectorAll("main").length !== 1) found.push("main is missing");
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) found.push(`ids twice: ${[...new Set(twice)]}`);
  if (!document.title.trim() || /[{}<|]{2}|<ruby/.test(document.title)) found.push(`title "${document.title}"`);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { parentElement, data } = words.currentNode;
    if (/\\{[^{}|]+\\|[^{}|]+\\}/.test(data) && !parentElement.closest("code, textarea, script, .field__hint")) {
      found.push(`ruby markup: ${data.trim().slice(0, 80)}`);
    }
  }
  for (const one of document.querySelectorAll("[lang]")) {
    if (!/^[a-z]{2,3}(-[A-Za-z]+)*$/.test(one.lang)) found.push(`lang="${one.lang}"`);
  }
  return found;
}"""


def axe_findings(page: Page) -> list[str]:
    """What axe finds against WCAG 2.0 to 2.2, A and AA: rule, element, reason."""
    if not page.evaluate("() => 'axe' in window"):
        served = page.url.startswith("http")
        page.evaluate(LOAD_AXE if served else AXE_SCRIPT)
        page.evaluate(REMEMBER_COLOURS)
    violations: list[dict[str, Any]] = page.evaluate(f"() => {RUN_AXE}.then(found => found.violations)")
    return [
        f"{one['id']}: {node['html'][:160]} ({(node.get('failureSummary') or '')[:200]})"
        for one in violations
        for node in one["nodes"][:5]
    ]


def frame_findings(page: Page, language: str) -> list[str]:
    """Language, headings, title, ids, pictures."""
    found: list[str] = page.evaluate(FRAME, language) + page.evaluate(PICTURES)
    return found


def sideways_findings(page: Page) -> list[str]:
    """What makes the page wider than its window."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def target_findings(page: Page) -> list[str]:
    """Controls that a thumb would miss; links inside a sentence may be as small as the sentence."""
    found: list[str] = page.evaluate(SMALL_TARGETS, TARGET_PX)
    return found


def covered_findings(page: Page) -> list[str]:
    """Controls whose middle belongs to something else, so that a tap does what that does."""
    found: list[str] = page.evaluate(COVERED)
    return found
