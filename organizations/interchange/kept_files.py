"""Files made once, packed, before the first byte is sent: one at a time in the whole portal, kept while nothing changes.

Made first and sent afterwards, so that a slow reader holds no statement open, a fault is an answer and not a
torn file, and a crowd that asks for lists never takes more than one core from the pages. Only unfiltered lists
are kept: filtered ones are small, and too many to keep.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from psycopg.errors import LockNotAvailable

from portal.shared.page_cache import LONGEST_SECONDS, fetch_page, keep_page

logger = logging.getLogger(__name__)
MOST_KEPT_BYTES = 8 * 1024 * 1024
PIECE_BYTES = 64 * 1024
LONGEST_WAIT_SECONDS = 3.0
LOCK = 0x66696C65  # "file"
_GZIP = 31
_FAST = 1


class BusyError(RuntimeError):
    """The file cannot be made just now: others' files take longer than a reader should wait, or the disk is full."""


def packed_file(key: str, version: int, make: Callable[[], Iterable[bytes]], *, keep: bool) -> Iterator[bytes]:
    """The file's gzip bytes in pieces: kept, or made now. Raises BusyError.

    key: equal for equal bytes; version: the content's, read before anything else; make: the file's plain blocks.
    """
    kept = fetch_page(key) if keep else None
    if kept is not None:
        return iter([kept.content])
    with transaction.atomic():
        _take_turn()
        # Somebody may have made it while this reader waited.
        kept = fetch_page(key) if keep else None
        if kept is not None:
            return iter([kept.content])
        spool = _pack(make())
        if keep and spool.tell() <= MOST_KEPT_BYTES:
            _keep(key, spool, version)
    return _pieces(spool)


def unpacked(packed: Iterable[bytes]) -> Iterator[bytes]:
    """The plain file, for readers who take no gzip."""
    opener = zlib.decompressobj(_GZIP)
    for piece in packed:
        for start in range(0, len(piece), PIECE_BYTES):
            yield opener.decompress(piece[start : start + PIECE_BYTES])
    yield opener.flush()


def _take_turn() -> None:
    """Wait in line for the lock, which ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {int(LONGEST_WAIT_SECONDS * 1000)}")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise BusyError from error
            raise


def _pack(blocks: Iterable[bytes]) -> IO[bytes]:
    """Written to the end; in memory as long as it could be kept, on disk beyond."""
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _GZIP)
    spool: IO[bytes] = SpooledTemporaryFile(max_size=MOST_KEPT_BYTES)  # noqa: SIM115 - closed by its last reader
    try:
        for block in blocks:
            spool.write(packer.compress(block))
        spool.write(packer.flush())
    except OSError as error:
        spool.close()
        logger.error("no room for a file: %s", type(error).__name__)
        raise BusyError from error
    return spool


def _pieces(spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        spool.seek(0)
        while piece := spool.read(PIECE_BYTES):
            yield piece


def _keep(key: str, spool: IO[bytes], version: int) -> None:
    spool.seek(0)
    response = HttpResponse(spool.read(), "application/gzip")
    response.keep_seconds = LONGEST_SECONDS  # type: ignore[attr-defined]
    keep_page(key, response, version)
