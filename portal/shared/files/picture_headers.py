"""Size of a picture from its first bytes, before anything is unpacked (PNG: RFC 2083; JPEG: ITU T.81; WebP: RFC 9649)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from portal.shared.files.refusals import RefusedFileError

PIECE_BYTES = 64 * 1024
MOST_SCANS = 64
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class Header:
    """Pillow's word for the format, and what the file says of its size in pixels."""

    format: str
    width: int
    height: int


def picture_format(head: bytes) -> str:
    """ "JPEG", "PNG", "WEBP" or nothing, by the first twelve bytes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(_PNG):
        return "PNG"
    return "WEBP" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def read_header(file: BinaryIO, format: str, size: int) -> Header:
    """Raises RefusedFileError: damaged, cut off, moving. Reads little and keeps nothing."""
    readers = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp}
    try:
        width, height = readers[format](file, size)
    except (struct.error, IndexError) as error:
        raise RefusedFileError("damaged") from error
    if not width or not height:
        raise RefusedFileError("damaged")
    return Header(format, width, height)


def _jpeg(file: BinaryIO, size: int) -> tuple[int, int]:
    file.seek(2)
    while True:
        lead, marker = struct.unpack(">BB", file.read(2))
        while marker == 0xFF:  # markers may be filled up
            marker = file.read(1)[0]
        length = struct.unpack(">H", file.read(2))[0]
        if lead != 0xFF or length < 2:
            raise RefusedFileError("damaged")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            _bits, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        if marker == 0xDA or file.tell() + length > size:
            raise RefusedFileError("damaged")
        file.seek(length - 2, 1)


def check_scans(file: BinaryIO) -> None:
    """A JPEG of thousands of passes over the same pixels would keep a processor busy for minutes; one cut off has no end."""
    file.seek(0)
    scans, ended, last = 0, False, b""
    while piece := file.read(PIECE_BYTES):
        joined = last + piece
        scans += joined.count(b"\xff\xda")
        ended = ended or b"\xff\xd9" in joined
        last = piece[-1:]
    if scans > MOST_SCANS or not ended:
        raise RefusedFileError("damaged")


def _webp(file: BinaryIO, size: int) -> tuple[int, int]:
    file.seek(0)
    head = file.read(30)
    if struct.unpack("<I", head[4:8])[0] + 8 > size:
        raise RefusedFileError("damaged")
    chunk = head[12:16]
    if chunk == b"VP8X":
        if head[20] & 0x02:
            raise RefusedFileError("moving")
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if chunk == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if chunk == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    raise RefusedFileError("damaged")


def _png(file: BinaryIO, size: int) -> tuple[int, int]:
    file.seek(8)
    length, name, width, height = struct.unpack(">I4sII", file.read(16))
    if name != b"IHDR" or length != 13:
        raise RefusedFileError("damaged")
    return width, height


def plain_png(file: BinaryIO, target: BinaryIO, size: int) -> None:
    """Copy the chunks that make the picture; texts, profiles and whatever follows the end stay behind.

    Raises RefusedFileError when it moves, is cut off, or holds fewer pixels than it says.
    """
    file.seek(8)
    target.write(_PNG)
    wanted, unpacker, found = 0, zlib.decompressobj(), 0
    while True:
        head = file.read(8)
        length, name = struct.unpack(">I4s", head) if len(head) == 8 else (size, b"")
        if file.tell() + length + 4 > size:
            raise RefusedFileError("damaged")
        if name == b"acTL":
            raise RefusedFileError("moving")
        if name not in _PNG_KEPT:
            file.seek(length + 4, 1)
            continue
        body = file.read(length + 4)
        target.write(head + body)
        if name == b"IHDR":
            wanted = _bytes_of_pixels(body)
        elif name == b"IDAT":
            found += _unpacked(unpacker, body[:-4], wanted - found)
        elif name == b"IEND":
            break
    if found < wanted:
        raise RefusedFileError("damaged")


def _bytes_of_pixels(header: bytes) -> int:
    """At least so much must the pixels unpack to: rows, each with its filter byte."""
    width, height, bits, colours = struct.unpack(">IIBB", header[:10])
    if colours not in _CHANNELS or bits not in (1, 2, 4, 8, 16):
        raise RefusedFileError("damaged")
    return int(height) * (width * bits * _CHANNELS[colours] // 8)


def _unpacked(unpacker: zlib._Decompress, packed: bytes, most: int) -> int:
    """Count what comes out, in small pieces, and stop when it is enough."""
    found = 0
    while packed and found < most and not unpacker.eof:
        try:
            found += len(unpacker.decompress(packed, PIECE_BYTES))
        except zlib.error as error:
            raise RefusedFileError("damaged") from error
        packed = unpacker.unconsumed_tail
    return found
