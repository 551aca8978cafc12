"""The name a file came with, made harmless: shown to people and offered on download, never used as a path."""

from __future__ import annotations

import re

from portal.shared.clean_text import clean_line

LONGEST = 100
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r'[<>:"|?*%\\/;]')


def clean_name(name: str, endings: tuple[str, ...]) -> str:
    """Last part of the path, without marks that turn or hide letters, with an ending that fits the content.

    endings: those that fit; the first is put on when the name has none of them.
    """
    last = re.split(r"[\\/]", clean_line(_UNSTORABLE.sub("", name)))[-1]
    plain = clean_line(_SPECIAL.sub("_", last)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    given = f".{ending.lower()}"
    if not dot:
        stem = plain
    return (stem[:LONGEST].strip(". ") or "file") + (given if dot and given in endings else endings[0])
