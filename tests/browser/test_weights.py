"""Pages are light: bars in kilobytes (1,000 bytes) on the wire, compressed, headers included.

`WEIGHTS=var/weights.json pytest tests/browser/test_weights.py` writes what was measured.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.reader import DESK, PHONE, Reader
from tests.browser.weighing import Weight, weigh

LANGUAGES = ("ja", "ja-simple", "en")
PAGES = (
    "", "map/", "map/?q=日本語&open=1", "places/{class}/", "places/{shelter}/", "places/{class}/card/",
    "organizations/", "organizations/{o-circle}/", "credits/", "accessibility/", "privacy/", "accounts/login/",
)  # fmt: skip
MAPS = ("map/?view=map",)
HTML_KB, PAGE_KB, SCRIPT_KB, AGAIN_KB = 20, 100, 30, 25
MAP_KB, MAP_SCRIPT_KB = 200, 80


@pytest.fixture(scope="module")
def measured() -> Iterator[dict[str, Any]]:
    """What was weighed, written to the file that WEIGHTS names."""
    found: dict[str, Any] = {}
    yield found
    if os.environ.get("WEIGHTS"):
        _add_to(Path(os.environ["WEIGHTS"]), found)


def _add_to(file: Path, found: dict[str, Any]) -> None:
    before = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**before, **found}, indent=1, ensure_ascii=False, sort_keys=True))


@pytest.mark.parametrize("path", [*PAGES, *MAPS])
def test_on_a_telephone(read: Callable[..., Reader], measured: dict[str, Any], path: str) -> None:
    _weigh_twice(read, path, measured, viewport=PHONE, is_map=path in MAPS)


@pytest.mark.parametrize("path", ["map/", *MAPS])
def test_list_and_map_on_a_desk(read: Callable[..., Reader], measured: dict[str, Any], path: str) -> None:
    _weigh_twice(read, path, measured, viewport=DESK, is_map=True)


def _weigh_twice(
    read: Callable[..., Reader], path: str, measured: dict[str, Any], *, viewport: ViewportSize, is_map: bool
) -> None:
    """In every language: a first visit, and a second one by the same browser."""
    # A route for tiles would switch the browser's cache off.
    readers = [read(language=language, viewport=viewport, tiles=False) for language in LANGUAGES]
    facts = readers[0].portal.facts
    address = path.format_map(facts.places | {f"o-{key}": number for key, number in facts.organizations.items()})
    found = {}
    for reader, first, second in zip(readers, weigh(readers, address), weigh(readers, address), strict=True):
        name = f"{reader.language} {path or 'home'} {'desk' if viewport == DESK else 'phone'}"
        measured[name] = {"first": asdict(first), "first_whole": first.whole, "second_whole": second.whole}
        found[name] = _too_heavy(first, second, is_map=is_map)
    assert {name: faults for name, faults in found.items() if faults} == {}


def _too_heavy(first: Weight, second: Weight, *, is_map: bool) -> list[str]:
    bars = {
        "html": (first.html, HTML_KB),
        "script": (first.script, MAP_SCRIPT_KB if is_map else SCRIPT_KB),
        "page": (first.whole, MAP_KB if is_map else PAGE_KB),
        "second visit": (second.whole, AGAIN_KB),
    }
    assert first.html > 0 and first.style > 0
    return [f"{name}: {size} kB, allowed {bar}" for name, (size, bar) in bars.items() if size > bar]
