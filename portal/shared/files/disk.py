"""The bytes: written whole or not at all, under names nobody can guess.

Layout: MEDIA_ROOT/files/ab/cd/<28 hex digits>, and MEDIA_ROOT/files/incoming/ for what is being written.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from portal.shared.durable import sync_folder

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Written:
    """A file on the disk that has no place yet."""

    temporary: Path
    size: int
    sha256: str


def folder() -> Path:
    """Where files live; a part of every backup."""
    return Path(settings.MEDIA_ROOT) / "files"


def place_of(path: str) -> Path:
    """Where the bytes of a row lie."""
    return folder() / path


def random_path() -> str:
    """128 random bits in two levels of folders."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token[2:4]}/{token[4:]}"


def write_down(pieces: Iterable[bytes]) -> Written:
    """Write to a temporary file and make sure that it is on the disk. OSError leaves nothing behind."""
    incoming = folder() / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    temporary = incoming / secrets.token_hex(16)
    try:
        with open(temporary, "xb", opener=_for_us_alone) as target:
            return Written(temporary, *_copy(pieces, target))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _copy(pieces: Iterable[bytes], target: BinaryIO) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    target.flush()
    os.fsync(target.fileno())
    return size, digest.hexdigest()


def put_in_place(written: Written, path: str) -> None:
    """Give the file its name; once this returns, name and bytes outlive a crash."""
    target = place_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.temporary.rename(target)
    for parent in (target.parent, target.parent.parent, folder()):
        sync_folder(parent)


def remove(path: str) -> None:
    """Take the bytes away; gone already is as good."""
    place_of(path).unlink(missing_ok=True)


def let_go(path: str, since: float) -> None:
    """Leave the bytes to the sweep, which counts from `since` (seconds of the epoch); gone already is as good."""
    with suppress(FileNotFoundError):
        os.utime(place_of(path), (since, since))


def folders() -> list[str]:
    """Names of the first level in order, the half-written ones' too."""
    found = folder()
    return sorted(one.name for one in found.iterdir() if one.is_dir()) if found.is_dir() else []


def old_files(name: str, before: float) -> Iterator[Path]:
    """Files below a folder of the first level, not touched since `before` (seconds of the epoch)."""
    for parent, _folders, names in os.walk(folder() / name):
        yield from (path for one in names if _is_older(path := Path(parent) / one, before))


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:  # given its place, or deleted, meanwhile
        return False
