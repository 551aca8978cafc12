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


def weigh(readers: list[Reader], path: str) -> list[Weight]:
    """Each visits the page in a new tab until it is quiet, scrolled to its end; they wait together."""
    visits = [_Visit(reader, path) for reader in readers]
    return [visit.end() for visit in visits]


class _Visit:
    """A tab that counts what comes."""

    def __init__(self, reader: Reader, path: str) -> None:
        self.address = reader.portal.address
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, float] = {}
        self.page = reader.new_page()
        session = reader.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._begin)
        session.on("Network.loadingFinished", self._finish)
        self.page.goto(f"{self.address}/{reader.language}/{path}", wait_until="load")
        self.page.keyboard.press("End")

    def _begin(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(self.address):
            self.kinds[event["requestId"]] = KINDS.get(event.get("type", "Other"), "data")

    def _finish(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def end(self) -> Weight:
        self.page.wait_for_timeout(300)
        self.page.wait_for_load_state("networkidle")
        self.page.close()
        return _sum(self.kinds, self.sizes)


def _sum(kinds: dict[str, str], sizes: dict[str, float]) -> Weight:
    found = dict.fromkeys(("html", "script", "style", "data", "pictures"), 0.0)
    for number, kind in kinds.items():
        found[kind] += sizes.get(number, 0)
    return Weight(**{kind: round(size / KB, 1) for kind, size in found.items()})
