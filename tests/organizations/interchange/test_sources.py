"""Bytes of a file: never loaded whole, never further than the limit, always a reason."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from organizations.interchange.faults import UnusableFile
from organizations.interchange.geojson_tables import MOST_BYTES
from organizations.interchange.reading import read_places
from organizations.interchange.sources import (
    CHUNK_BYTES,
    HEAD_BYTES,
    SIGNATURES,
    open_source,
    recode_utf16,
    refuse_foreign,
)
from tests.organizations.interchange.files import csv_bytes, geojson_bytes, places_bytes, records

LIMIT = 1_000


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(UnusableFile) as refused:
        call(*arguments)
    assert refused.value.text()
    return refused.value.code


class Stream(io.RawIOBase):
    """Bytes that come once, as from a socket."""

    def __init__(self, content: bytes) -> None:
        self.rest = io.BytesIO(content)
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self.rest.read(min(len(buffer), 700))
        buffer[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


class Duck:
    """What some upload classes look like: seek without seekable."""

    def __init__(self, content: bytes) -> None:
        self.inner = io.BytesIO(content)
        self.read, self.seek, self.tell = self.inner.read, self.inner.seek, self.inner.tell


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT])
@pytest.mark.parametrize("make", [bytes, io.BytesIO, Stream, Duck, "path", "text path"])
def test_whatever_is_opened_is_read_from_its_start(tmp_path: Path, make: Any, size: int) -> None:
    content = os.urandom(size)
    if isinstance(make, str):
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        given: Any = path if make == "path" else str(path)
    else:
        given = make(content)
    source = open_source(given, LIMIT)
    assert source.read() == content
    source.seek(0)
    assert source.read() == content
    if source is not given:
        source.close()


@pytest.mark.parametrize("make", [bytes, io.BytesIO, Stream, Duck])
def test_one_byte_too_many(make: Any) -> None:
    given = make(b"x" * (LIMIT + 1))
    assert code_of(open_source, given, LIMIT) == "too_large"


def test_a_stream_is_not_read_past_the_limit() -> None:
    stream = Stream(b"x" * (50 * LIMIT))
    assert code_of(open_source, stream, LIMIT) == "too_large"
    assert stream.given <= LIMIT + 700


def test_the_size_and_the_limit_are_told() -> None:
    with pytest.raises(UnusableFile) as refused:
        open_source(b"x" * 12_345, LIMIT)
    assert "12,345" in refused.value.text() and "1,000" in refused.value.text()


@pytest.mark.parametrize("given", [io.StringIO("a"), "/no/such/file.csv", "a\0b", Path("/")])
def test_what_cannot_be_opened(given: Any) -> None:
    assert code_of(open_source, given, LIMIT) == "unreadable"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(UnusableFile) as refused:
        open_source(tmp_path / "a.csv", LIMIT)
    assert "Permission denied" in refused.value.text()


@pytest.mark.parametrize(("signature", "kind"), SIGNATURES)
def test_archives_pictures_and_documents_say_what_they_are(signature: bytes, kind: str) -> None:
    with pytest.raises(UnusableFile) as refused:
        refuse_foreign(io.BytesIO(signature + b"\0" * 50))
    assert (refused.value.code, refused.value.message_args["kind"]) == ("archive", kind)


def test_an_archive_is_never_unpacked() -> None:
    """A bomb of a few kilobytes stays a few kilobytes."""
    bomb = b"PK\x03\x04" + b"\0" * 4096
    assert code_of(read_places, bomb) == "archive"


@pytest.mark.parametrize(
    "head", [b"<html>", b"  \r\n<!DOCTYPE html>", b"\xef\xbb\xbf<?xml version='1.0'?>", b"\n\n<Error/>"]
)
def test_web_pages(head: bytes) -> None:
    assert code_of(refuse_foreign, io.BytesIO(head)) == "web_page"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\t  ", b"\xef\xbb\xbf \n"])
def test_nothing_at_all(content: bytes) -> None:
    assert code_of(refuse_foreign, io.BytesIO(content)) == "empty"


@pytest.mark.parametrize("content", [b"a", b" " * HEAD_BYTES + b"a", b"PKW,LKW\n", b"a<b"])
def test_what_may_be_a_list(content: bytes) -> None:
    source = io.BytesIO(content)
    source.seek(1)
    refuse_foreign(source)
    assert source.tell() == 0


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_becomes_the_same_text(order: str) -> None:
    text = "名称,住所\r\n中央館,𠮷野町\n" * 5_000
    mark = b"\xff\xfe" if order.endswith("le") else b"\xfe\xff"
    source = io.BytesIO(mark + text.encode(order))
    assert recode_utf16(source).read().decode() == text
    assert not source.closed


@pytest.mark.parametrize("tail", [b"\x41", b"\x00\xd8", b"\x00\xdc\x41\x00"])
def test_broken_utf_16_is_refused_by_its_line(tail: bytes) -> None:
    content = b"\xff\xfe" + ("名称,住所\n" * (CHUNK_BYTES // 4)).encode("utf-16-le") + tail
    with pytest.raises(UnusableFile) as refused:
        recode_utf16(io.BytesIO(content))
    assert refused.value.code == "undecodable" and (refused.value.line or 0) > 1


def test_a_full_disk_while_recoding_is_a_refusal_and_nothing_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Full(io.BytesIO):
        def __init__(self, **_: Any) -> None:
            super().__init__()
            made.append(self)

        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", Full)
    with pytest.raises(UnusableFile) as refused:
        read_places(places_bytes(encoding="utf-16"))
    assert refused.value.code == "unreadable" and "No space left" in refused.value.text()
    assert len(made) == 1


def test_a_refused_file_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    really = Path.open

    def remembers(self: Path, *arguments: Any, **options: Any) -> Any:
        handle = really(self, *arguments, **options)
        if self.parent == tmp_path and arguments == ("rb",):
            opened.append(handle)
        return handle

    page, table = tmp_path / "page.csv", tmp_path / "table.csv"
    page.write_bytes(b"<html>")
    table.write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr(Path, "open", remembers)
    assert code_of(read_places, page) == "web_page"
    assert code_of(read_places, table) == "unknown_layout"
    assert [handle.closed for handle in opened] == [True, True]


def test_the_fingerprint_is_of_the_bytes_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(places_bytes(3))
    with read_places(path) as reading:
        first = reading.sha256()
        path.unlink()
        path.write_bytes(places_bytes(1))
        assert reading.sha256() == first
        assert len(records(reading)) == 3
    with read_places(path) as other:
        assert other.sha256() != first
    assert read_places(places_bytes(3)).sha256() == first
    assert read_places(places_bytes(3, "utf-16")).sha256() != first, "as it came, not as it was recoded"


def test_large_json_is_refused_before_it_is_decoded() -> None:
    assert code_of(read_places, b'{"features":[' + b"\xff" * MOST_BYTES) == "json_too_large"


@pytest.mark.parametrize("title", ["[公共施設一覧]", "[1] 公共施設", "[令和8年度] 一覧"])
def test_a_title_in_brackets_is_no_json(title: str) -> None:
    reading = read_places(csv_bytes([], before=[[title]]))
    assert (reading.recognised.layout, reading.recognised.header_row) == ("public-facility-v1", 2)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_json_is_known_by_its_start(start: bytes) -> None:
    assert len(records(read_places(start + geojson_bytes()))) == 1
