"""The backup's file: whole or refused, whatever happened to it; a full disk leaves nothing."""

from __future__ import annotations

import os
import random
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.operations.backup import archive
from portal.operations.backup.archive import BackupError, Manifest, MediaFile, Table


def write(target: Path, *, media: str = "a/写真.png") -> None:
    """A small backup without a database."""
    noise = random.Random(7).randbytes(20_000)
    with archive.writing(target) as writer:
        manifest = Manifest("2026-11-18T10:30:00+09:00", "18", {"shared": ["0001_initial"]})
        _, digest = writer.add("tables/shared_ward.copy", [b"1\t", "つなぐ\n".encode()])
        manifest.tables.append(Table("shared_ward", ["id", "name_ja"], 1, digest))
        size, digest = writer.add(f"media/{media}", [noise[:500], noise[500:]])
        manifest.media.append(MediaFile(media, size, digest))
        archive.finish(writer, manifest)


@contextmanager
def full_disk(after: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def refused(file: Path, sentence: str) -> None:
    with pytest.raises(BackupError, match=sentence), archive.reading(file):
        pytest.fail("taken")


def test_what_was_written_is_read_and_nobody_else_may(tmp_path: Path) -> None:
    target = tmp_path / "portal.zip"
    write(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with archive.reading(target) as reader:
        assert b"".join(reader.chunks("tables/shared_ward.copy")).decode() == "1\tつなぐ\n"
        assert reader.manifest.media[0].size == 20_000
    assert os.listdir(tmp_path) == ["portal.zip"]


def test_a_missing_end_or_one_altered_byte_is_noticed_anywhere(tmp_path: Path) -> None:
    target = tmp_path / "portal.zip"
    write(target)
    whole = target.read_bytes()
    chance = random.Random(20261118)
    places = [0, 1, len(whole) - 1, len(whole) - 64, *(chance.randrange(len(whole)) for _ in range(60))]
    for place in places:
        altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        for broken in (whole[:place], altered, whole[:place] + whole[place + 1 :]):
            target.write_bytes(broken)
            refused(target, "Nothing was changed")
    target.write_bytes(whole + b"\n")
    refused(target, "Nothing was changed")


@pytest.mark.parametrize("path", ["../outside", "/etc/outside", "a/../../outside", "a\\b"])
def test_no_file_leads_out_of_its_folder(tmp_path: Path, path: str) -> None:
    write(tmp_path / "portal.zip", media=path)
    refused(tmp_path / "portal.zip", "outside the media folder")


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"{}" * 1000])
def test_any_other_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    refused(tmp_path / "file", "no whole backup")


def test_a_format_of_the_future_asks_for_a_newer_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "portal.zip")
    monkeypatch.setattr(archive, "FORMAT", 0)
    refused(tmp_path / "portal.zip", "Install a newer one")


def test_a_full_disk_keeps_the_earlier_backup_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "portal.zip"
    target.write_bytes(b"yesterday's")
    for limit in (0, 1000, 15_000, 20_100):
        with full_disk(limit), pytest.raises(OSError, match="too large"):
            write(target)
        assert target.read_bytes() == b"yesterday's"
        assert os.listdir(tmp_path) == ["portal.zip"]
