"""The style that is written into a chart, for a picture cannot read the page's: the same tokens, light and dark."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

_BLOCK = re.compile(r":root\s*\{(?P<body>[^}]*)\}")
_TOKEN = re.compile(r"--(?P<name>[\w-]+):\s*(?P<value>[^;]+);")
_USED = re.compile(r"var\(--(?P<name>[\w-]+)\)")
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@cache
def stylesheet() -> str:
    """The same for every chart, so that one mark allows it."""
    found = finders.find("css/tokens.css")
    tokens = Path(str(found)).read_text(encoding="utf-8")
    bright, _, rest = tokens.partition("prefers-color-scheme: dark")
    light = _values(bright)
    css = _COMMENT.sub("", Path(__file__).with_name("chart.css").read_text(encoding="utf-8"))
    coloured = "".join(one for one in css.splitlines(keepends=True) if "--sans" not in one)
    dark = _filled(coloured, {**light, **_values(rest)})
    return f"{_filled(css, light)}@media (prefers-color-scheme: dark) {{\n{dark}}}"


def style_source() -> str:
    """What the response's policy names: this style and no other may stand in the picture."""
    digest = hashlib.sha256(stylesheet().encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _values(css: str) -> dict[str, str]:
    """The tokens of the first block."""
    block = _BLOCK.search(css)
    return {one["name"]: " ".join(one["value"].split()) for one in _TOKEN.finditer(block["body"] if block else "")}


def _filled(css: str, values: dict[str, str]) -> str:
    """Every token replaced by its value. KeyError for one that is not there."""
    while _USED.search(css):
        css = _USED.sub(lambda found: values[found["name"]], css)
    return css
