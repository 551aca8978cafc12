"""Encodings are proven over the whole file; what is damaged, foreign or garbled is refused with its line."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from organizations.interchange.faults import UnusableFile
from organizations.interchange.reading import Reading, read_places
from tests.organizations.interchange.files import LIBRARY, csv_bytes, places_bytes, records


def refusal(file: Any, **options: Any) -> UnusableFile:
    with pytest.raises(UnusableFile) as refused:
        read_places(file, **options)
    assert refused.value.text()
    return refused.value


@pytest.mark.parametrize(
    ("written", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp932", "cp932"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("stated", [False, True])
def test_encodings_are_recognised_and_read_alike(written: str, told: str, stated: bool) -> None:
    reading = read_places(places_bytes(encoding=written), encoding=told if stated else None)
    assert reading.recognised.encoding == told
    assert records(reading) == records(read_places(places_bytes()))


def test_utf_16_of_the_other_byte_order_is_read_too() -> None:
    data = b"\xfe\xff" + places_bytes().decode().encode("utf-16-be")
    assert len(records(read_places(data))) == 4


@pytest.mark.parametrize("name", ["Shift_JIS", "sjis", "MS932", "windows-31j", "UTF8", "utf_8_sig", "UTF-16"])
def test_other_names_of_the_encodings_are_understood(name: str) -> None:
    encoding = {"U": "utf-8", "u": "utf-8"}.get(name[0], "cp932")
    encoding = "utf-16" if "16" in name else encoding
    assert len(records(read_places(places_bytes(encoding=encoding), encoding=name))) == 4


@pytest.mark.parametrize("name", ["latin-1", "euc-jp", "", "no-such", "\0", "rot13", "あ"])
def test_encodings_that_are_not_supported(name: str) -> None:
    assert refusal(places_bytes(), encoding=name).code == "unknown_encoding"


@pytest.mark.parametrize(
    ("written", "stated", "code"),
    [
        ("utf-8", "cp932", "other_encoding"),
        ("utf-8-sig", "cp932", "other_encoding"),
        ("cp932", "utf-8", "other_encoding"),
        ("utf-16", "utf-8", "other_encoding"),
        ("utf-8", "utf-16", "undecodable"),
    ],
)
def test_a_wrongly_stated_encoding_is_refused_whole(written: str, stated: str, code: str) -> None:
    assert refusal(places_bytes(encoding=written), encoding=stated).code == code


def test_a_file_in_two_encodings_names_the_line() -> None:
    mixed = places_bytes(2) + places_bytes(2, "cp932").split(b"\r\n", 1)[1]
    fault = refusal(mixed)
    assert fault.code in ("undecodable", "mojibake")
    assert fault.line is not None and fault.line > 1


@pytest.mark.parametrize("encoding", ["euc-jp", "iso2022_jp", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "gb18030"])
def test_other_encodings_are_refused_whole(encoding: str) -> None:
    assert refusal(places_bytes(encoding=encoding))


@pytest.mark.parametrize(("written", "read"), [("utf-8", "cp932"), ("utf-8", "latin-1"), ("cp932", "latin-1")])
def test_a_garbled_value_in_a_sound_file_is_refused_with_its_line(written: str, read: str) -> None:
    garbled = "外国人相談のコミュニティセンター".encode(written).decode(read, "ignore")
    fault = refusal(csv_bytes([LIBRARY, {**LIBRARY, "NO": "8", "名称": garbled}]))
    assert (fault.code, fault.line) == ("mojibake", 4)


def test_the_mark_of_lost_characters_is_refused_with_its_line() -> None:
    fault = refusal(csv_bytes([{**LIBRARY, "名称": "中央\ufffd書館", "説明": ""}]))
    assert (fault.code, fault.line) == ("replacement_character", 2)


def test_nul_bytes_are_refused_with_their_line() -> None:
    fault = refusal(places_bytes().replace("第2".encode(), b"\0"))
    assert fault.code == "nul_bytes"
    assert fault.line == 4


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t\r\n"])
def test_empty_files(data: bytes) -> None:
    assert refusal(data).code in ("empty", "unknown_layout")


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"PK\x03\x04", "archive"),
        (b"%PDF-1.7", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (b"\x89PNG\r\n", "archive"),
        (b"<!DOCTYPE html><html>", "web_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Error>", "web_page"),
    ],
)
def test_files_of_another_kind_say_what_they_are(start: bytes, code: str) -> None:
    assert refusal(start + b"x" * 100).code == code


def test_a_file_above_the_limit_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as handle:
        handle.write(places_bytes())
        os.truncate(handle.fileno(), 200 * 1024 * 1024)
    assert refusal(huge).code == "too_large"
    with huge.open("rb") as handle:
        assert refusal(handle).code == "too_large"
        assert not handle.closed


def test_a_stream_without_an_end_is_read_no_further_than_the_limit() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            buffer[:] = b"x" * len(buffer)
            self.given += len(buffer)
            return len(buffer)

    stream = Endless()
    assert refusal(stream, max_bytes=100_000).code == "too_large"
    assert stream.given <= 2 * 1024 * 1024


def test_the_limit_is_a_setting() -> None:
    data = places_bytes()
    assert read_places(data, max_bytes=len(data))
    assert refusal(data, max_bytes=len(data) - 1).code == "too_large"


@pytest.mark.parametrize("name", ["missing.csv", ".", "a\0b"])
def test_what_cannot_be_opened_says_so(tmp_path: Path, name: str) -> None:
    assert refusal(str(tmp_path / name) if name != "." else tmp_path).code == "unreadable"


def test_a_text_stream_is_refused() -> None:
    assert refusal(io.StringIO("名称,住所")).code == "unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_uploaded_files_are_read_and_stay_open(encoding: str) -> None:
    data = places_bytes(encoding=encoding)
    on_disk = TemporaryUploadedFile("a.csv", "text/csv", len(data), None)
    on_disk.write(data)
    for upload in (SimpleUploadedFile("a.csv", data), on_disk):
        with read_places(upload) as reading:
            assert len(records(reading)) == 4
        assert not upload.closed


def test_a_pipe_is_read() -> None:
    reader, writer = os.pipe()
    os.write(writer, places_bytes())
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        assert len(records(read_places(stream))) == 4


def test_a_path_is_closed_with_its_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(places_bytes())
    reading: Reading[Any] = read_places(path)
    reading.close()
    with pytest.raises(ValueError, match="closed"):
        list(reading)
