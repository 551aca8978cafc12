"""The promises of the look that can be read off its files: weight, contrast, no inline code, icons."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.pages.style_samples import COLOURS, ICONS

STATIC = Path(settings.BASE_DIR) / "portal" / "static"
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
TOKENS = (STATIC / "css" / "tokens.css").read_text()
FRAME = ("tokens", "base", "components", "print")
TEXT = ("ink", "ink-soft", "accent", "accent-strong", "info", "warn", "stop")
GROUNDS = ("paper", "surface", "sunken", "accent-wash", "info-wash", "warn-wash", "stop-wash")


def _scheme(dark: bool) -> dict[str, str]:
    light, _, night = TOKENS.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    if dark:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", night))
    return found


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(dark, ground):
    colours = _scheme(dark)
    weak = {text: _contrast(colours[text], colours[ground]) for text in TEXT}
    assert {text: ratio for text, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True])
def test_controls_and_button_words_are_visible(dark):
    colours = _scheme(dark)
    assert min(_contrast(colours["edge"], colours[g]) for g in ("paper", "surface", "sunken")) >= 3
    assert _contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert _contrast(colours["on-stop"], colours["stop"]) >= 4.5
    assert _contrast(colours["focus"], colours["focus-halo"]) >= 7


def test_styles_of_the_frame_weigh_at_most_14_kb():
    styles = b"".join((STATIC / "css" / f"{name}.css").read_bytes() for name in FRAME)
    assert len(gzip.compress(styles)) <= 14 * 1024


def test_colours_are_named_in_the_tokens_only():
    for name in ("base", "components"):
        style = (STATIC / "css" / f"{name}.css").read_text()
        assert re.findall(r":[^;{]*#[0-9a-fA-F]{3,8}\b", style) == [], name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_inline_code(path):
    source = re.sub(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}", "", path.read_text(), flags=re.DOTALL)
    assert re.findall(r"\sstyle\s*=", source) == []
    assert re.findall(r"\son[a-z]+\s*=", source) == []
    assert re.findall(r"<style\b", source) == []
    assert re.findall(r"<script\b(?![^>]*(?:src=|application/(?:ld\+)?json))[^>]*>", source) == []
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+\.(?:js|css|woff2?|png|svg)""", source) == []


def test_every_icon_named_is_drawn():
    sprite = (STATIC / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    types = (Path(settings.BASE_DIR) / "organizations" / "places" / "data" / "place_types.json").read_text()
    named = {entry["icon"] for entry in json.loads(types)}
    for path in TEMPLATES:
        named |= set(re.findall(r"<use href=\"[^#\"]*#([\w-]+)\"", path.read_text()))
    assert named - drawn == set()
    assert drawn == set(ICONS.split())
    assert "style=" not in sprite and "<script" not in sprite


def test_style_page_shows_only_colours_that_exist():
    assert set(COLOURS) <= set(_scheme(dark=False))
    styles = (STATIC / "css" / "components.css").read_text()
    assert all(f".swatch--{colour} " in styles for colour in COLOURS)


def _sources() -> str:
    root = Path(settings.BASE_DIR)
    code = [path for app in ("portal", "organizations") for path in (root / app).rglob("*.py")]
    return "".join(path.read_text() for path in [*TEMPLATES, *code, *STATIC.rglob("*.js")])


# Put together from a word and a value: badge--{{ state }}, notice--{{ kind }}, places--{{ view }}, map-marker--${size}.
MADE_OF_PARTS = ("badge--", "notice--", "places--", "map-marker--", "swatch--")


def test_every_class_of_the_sheets_is_used():
    sources, dead = _sources(), []
    for sheet in sorted((STATIC / "css").glob("*.css")):
        rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", sheet.read_text(), flags=re.DOTALL)
        for name in sorted(set(re.findall(r"\.([a-zA-Z][\w-]*)", rules))):
            if name.startswith(("leaflet", *MADE_OF_PARTS)):
                continue
            if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sources):
                dead.append(f"{sheet.name}: .{name}")
    assert dead == []


def test_every_token_is_used_and_every_value_used_is_a_token():
    sheets = "".join(path.read_text() for path in (STATIC / "css").glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", sheets))
    tokens = set(re.findall(r"(--[\w-]+):", TOKENS))
    assert tokens - used == set()
    assert used - set(re.findall(r"(--[\w-]+)\s*:", sheets)) == set()


def test_the_browser_s_own_bar_has_the_colour_of_the_top():
    base = (Path(settings.BASE_DIR) / "templates" / "base.html").read_text()
    bars = re.findall(r'name="theme-color" content="(#[0-9a-f]+)"', base)
    assert bars == [_scheme(dark=False)["sunken"], _scheme(dark=True)["sunken"]]


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_last_resort_pages_need_nothing_and_speak_two_languages(name):
    with translation.override(None):
        html = render_to_string(name)
    assert 'lang="ja' in html and 'lang="en"' in html
    kanji_outside_ruby = re.sub(r"<title>.*?</title>|<ruby>.*?</ruby>", "", html)
    assert re.findall(r"[\u4e00-\u9fff]", kanji_outside_ruby) == []
