"""Whole lists, kept packed while the content stays as it is, so that a crowd of readers makes one file.

Only unfiltered lists are kept: filtered ones are small, and too many to keep.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from django.http import HttpResponse

from portal.shared.page_cache import LONGEST_SECONDS, fetch_page, keep_page

MOST_BYTES = 8 * 1024 * 1024
_GZIP = 31
_FAST = 1


def packed_file(key: str) -> bytes | None:
    """The kept file, gzip-packed, if it is as new as the content."""
    kept = fetch_page(key)
    return None if kept is None else kept.content


def unpacked(packed: bytes) -> Iterator[bytes]:
    """A packed file in plain pieces, for readers who take no gzip."""
    opener = zlib.decompressobj(_GZIP)
    for start in range(0, len(packed), 16 * 1024):
        yield opener.decompress(packed[start : start + 16 * 1024])
    yield opener.flush()


def pack(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Packed on the way out, without keeping anything."""
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _GZIP)
    for block in blocks:
        piece = packer.compress(block)
        if piece:
            yield piece
    yield packer.flush()


def pack_and_keep(blocks: Iterable[bytes], key: str, version: int) -> Iterator[tuple[bytes, bytes]]:
    """Plain and packed piece by piece; kept at the end under the version unless larger than MOST_BYTES."""
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _GZIP)
    pieces: list[bytes] = []
    size = 0
    for block in blocks:
        piece = packer.compress(block)
        size += len(piece)
        if size <= MOST_BYTES:
            pieces.append(piece)
        else:
            pieces.clear()
        yield block, piece
    piece = packer.flush()
    yield b"", piece
    if size + len(piece) <= MOST_BYTES:
        _keep(key, b"".join([*pieces, piece]), version)


def _keep(key: str, packed: bytes, version: int) -> None:
    response = HttpResponse(packed, "application/gzip")
    response.keep_seconds = LONGEST_SECONDS  # type: ignore[attr-defined]
    keep_page(key, response, version)
