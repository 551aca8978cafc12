"""Which encoding a file is in, proven over the whole file before a single row of it is used."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from organizations.interchange.faults import UnusableFile
from organizations.interchange.garbling import REPLACEMENT, garbled
from organizations.interchange.sources import CHUNK_BYTES, recode_utf16

LONGEST_LINE = 1024 * 1024
NAMES = {"utf-8": "UTF-8", "cp932": "CP932 (Shift_JIS)", "utf-16": "UTF-16"}
_SPELLINGS = {
    "utf-8-sig": "utf-8",
    "shift_jis": "cp932",
    "mskanji": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
}
_NOT_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_BREAKS = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Text:
    """A checked file: `lines()` can be called again and again; `encoding` is for display."""

    source: BinaryIO
    codec: str
    encoding: str

    def lines(self) -> Iterator[str]:
        """Physical lines with their ends, without the byte order mark."""
        self.source.seek(0)
        first = True
        while line := self.source.readline():
            try:
                text = line.decode(self.codec)
            except UnicodeDecodeError as error:
                raise UnusableFile("changed") from error
            text = text.removeprefix("\ufeff") if first else text
            first = False
            yield from (_BREAKS.findall(text) if "\r" in text.removesuffix("\r\n") else (text,))

    def whole(self) -> str:
        return "".join(self.lines())

    def ends_with_break(self) -> bool:
        self.source.seek(max(0, self.source.seek(0, os.SEEK_END) - 1))
        return self.source.read(1) in (b"\n", b"\r")


def read_text(source: BinaryIO, encoding: str | None, *, long_lines: bool = False) -> Text:
    """Find or confirm the encoding; refuse files that are damaged, mixed, garbled or wrongly declared.

    `long_lines` lets a whole file be one line, as JSON often is. Messages name the first line at fault.
    """
    stated = None if encoding is None else _known(encoding)
    mark = _byte_order_mark(source)
    if stated and mark and stated != mark:
        raise UnusableFile("other_encoding", found=NAMES[mark], encoding=NAMES[stated])
    if stated == "utf-16" and mark is None:
        raise UnusableFile("undecodable", line=1, encoding=NAMES["utf-16"])
    if mark == "utf-16":
        source = recode_utf16(source)
    _refuse_bytes(source, long_lines)
    codec = "utf-8" if mark else _codec(source, stated)
    if mark == "utf-8" and (line := _undecodable_line(source, "utf-8")):
        raise UnusableFile("undecodable", line=line, encoding=NAMES["utf-8"])
    text = Text(source, codec, mark or codec)
    _refuse_garbled(text)
    return text


def _known(encoding: str) -> str:
    name = encoding.strip().casefold().replace("_", "-")
    name = _SPELLINGS.get(name, name)
    try:
        name = codecs.lookup(name).name
    except (LookupError, ValueError):
        name = ""
    name = _SPELLINGS.get(name, name)
    if name not in NAMES:
        raise UnusableFile("unknown_encoding", encoding=encoding, known=", ".join(NAMES))
    return name


def _byte_order_mark(source: BinaryIO) -> str | None:
    source.seek(0)
    head = source.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and head != codecs.BOM_UTF32_LE:
        return "utf-16"
    return None


def _refuse_bytes(source: BinaryIO, long_lines: bool) -> None:
    source.seek(0)
    number = 1
    length = 0
    while chunk := source.readline(CHUNK_BYTES):
        if b"\0" in chunk:
            raise UnusableFile("nul_bytes", line=number)
        length += len(chunk)
        if length > LONGEST_LINE and not long_lines:
            raise UnusableFile("long_line", line=number, limit=f"{LONGEST_LINE:,}")
        if chunk.endswith(b"\n"):
            number, length = number + 1, 0


def _codec(source: BinaryIO, stated: str | None) -> str:
    if line := _cut_off(source):
        raise UnusableFile("truncated", line=line)
    broken = {codec: _undecodable_line(source, codec) for codec in ("utf-8", "cp932")}
    if stated == "cp932" and broken["utf-8"] == 0 and _undecodable_line(source, "ascii"):
        raise UnusableFile("other_encoding", found=NAMES["utf-8"], encoding=NAMES["cp932"])
    wanted = (stated,) if stated else ("utf-8", "cp932")
    for codec in wanted:
        if not broken[codec]:
            return codec
    if stated == "utf-8" and not broken["cp932"]:
        raise UnusableFile("other_encoding", found=NAMES["cp932"], encoding=NAMES["utf-8"])
    farthest = max(wanted, key=lambda codec: broken[codec])
    raise UnusableFile("undecodable", line=broken[farthest], encoding=NAMES[farthest])


def _undecodable_line(source: BinaryIO, codec: str) -> int:
    """Number of the first line that is not in this encoding, 0 if all are."""
    source.seek(0)
    for number, line in enumerate(iter(source.readline, b""), 1):
        try:
            text = line.decode(codec)
        except UnicodeDecodeError:
            return number
        if codec == "cp932" and _NOT_CP932.search(text):
            return number
    return 0


def _cut_off(source: BinaryIO) -> int:
    """Number of the last line if the file is UTF-8 that ends inside a character, else 0."""
    source.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    foreign, lines = False, 1
    try:
        while chunk := source.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            foreign = foreign or not text.isascii()
            lines += text.count("\n")
    except UnicodeDecodeError:
        return 0
    return lines if foreign and decoder.getstate()[0] else 0


def _refuse_garbled(text: Text) -> None:
    for number, line in enumerate(text.lines(), 1):
        if line.isascii() and "\x1b" not in line:
            continue
        if REPLACEMENT in line:
            raise UnusableFile("replacement_character", line=number, value=REPLACEMENT)
        if found := garbled(line):
            raise UnusableFile("mojibake", line=number, value=found)
