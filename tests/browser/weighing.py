"""What a page costs on the wire: bytes as the browser counted them, headers included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.browser.reader import Reader

KB = 1000


@dataclass(frozen=True)
class Weight:
    """Kilobytes of one visit; tiles and other hosts are not counted."""

    html: float
    script: float
    style: float
    data: float
    pictures: float

    @property
    def whole(self) -> float:
        return round(self.html + self.script + self.style + self.data + self.pictures, 1)


KINDS = {"Document": "html", "Script": "script", "Stylesheet": "style", "Image": "pictures", "Other": "pictures"}


def weigh(reader: Reader, path: str) -> Weight:
    """Visit the page in a new tab until it is quiet, scrolled to its end."""
    page = reader.new_page()
    session = reader.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.send("Network.enable")

    def begin(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(reader.portal.address):
            kinds[event["requestId"]] = KINDS.get(event.get("type", "Other"), "data")

    def finish(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.requestWillBeSent", begin)
    session.on("Network.loadingFinished", finish)
    page.goto(f"{reader.portal.address}/{reader.language}/{path}", wait_until="load")
    page.keyboard.press("End")
    page.wait_for_timeout(300)
    page.wait_for_load_state("networkidle")
    page.close()
    return _sum(kinds, sizes)


def _sum(kinds: dict[str, str], sizes: dict[str, float]) -> Weight:
    found = dict.fromkeys(("html", "script", "style", "data", "pictures"), 0.0)
    for number, kind in kinds.items():
        found[kind] += sizes.get(number, 0)
    return Weight(**{kind: round(size / KB, 1) for kind, size in found.items()})
