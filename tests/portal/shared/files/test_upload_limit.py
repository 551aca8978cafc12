"""A file on its way in: stopped at the limit, told why, and never in memory."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.test import Client, RequestFactory

from portal.shared.files.upload_limit import FORM_BYTES, HANG_UP_FACTOR, LimitedUploadHandler

LIMIT = 100_000
NEW_FILE = ("file", "list.csv", "text/csv", None, None, None)


class Endless(io.RawIOBase):
    """A body that goes on and counts what was read of it."""

    def __init__(self, head: bytes) -> None:
        self.rest, self.given = head, 0

    def read(self, size: int = -1) -> bytes:
        piece, self.rest = (self.rest + b"x" * size)[:size], self.rest[size:]
        self.given += len(piece)
        return piece


@pytest.mark.django_db
@pytest.mark.parametrize("announced", [2_000_000, 900_000_000])
def test_where_no_file_is_expected_none_is_kept(monkeypatch: pytest.MonkeyPatch, announced: int) -> None:
    """Anybody's POST to the sign-in, its seal missing: read past when small, hung up on when large, never written."""

    def kept(*_: Any, **__: Any) -> None:
        raise AssertionError("a file was written down")

    for one in (InMemoryUploadedFile, TemporaryUploadedFile):
        monkeypatch.setattr(one, "__init__", kept)
    body = Endless(b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n')
    extra: dict[str, Any] = {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(announced),
        "HTTP_COOKIE": "csrftoken=" + "a" * 32,
    }
    reader = Client(enforce_csrf_checks=True)
    answer = reader.generic("POST", "/en/accounts/login/", b"", "multipart/form-data; boundary=b", **extra)
    assert answer.status_code == 403
    assert body.given <= 2_100_000, "hung up on instead of being read to its end"


def handler(announced: int) -> LimitedUploadHandler:
    found = LimitedUploadHandler(RequestFactory().post("/"), LIMIT)
    found.handle_raw_input(io.BytesIO(), {}, announced, "x")
    return found


def test_a_file_within_the_limit_is_written_to_disk() -> None:
    taken = handler(LIMIT)
    taken.new_file(*NEW_FILE)
    for start in range(0, LIMIT, 25_000):
        assert taken.receive_data_chunk(b"x" * 25_000, start) is None
    file = taken.file_complete(LIMIT)
    assert isinstance(file, TemporaryUploadedFile)
    assert (file.size, file.read(3), taken.refusal) == (LIMIT, b"xxx", "")
    file.close()


def test_the_byte_above_the_limit_ends_it_although_less_was_announced() -> None:
    taken = handler(10)
    taken.new_file(*NEW_FILE)
    taken.receive_data_chunk(b"x" * LIMIT, 0)
    with pytest.raises(SkipFile):
        taken.receive_data_chunk(b"x", LIMIT)
    assert taken.refusal == "too_large"


@pytest.mark.parametrize(
    ("announced", "ends"),
    [
        (LIMIT + FORM_BYTES, None),
        (LIMIT + FORM_BYTES + 1, SkipFile),
        (HANG_UP_FACTOR * LIMIT + FORM_BYTES, SkipFile),
        (HANG_UP_FACTOR * LIMIT + FORM_BYTES + 1, StopUpload),
    ],
    ids=["just fits", "read past, to answer", "still read past", "hung up on"],
)
def test_what_is_announced_decides_before_a_byte_is_written(announced: int, ends: type[Exception] | None) -> None:
    taken = handler(announced)
    if ends is None:
        taken.new_file(*NEW_FILE)
        assert taken.refusal == ""
        taken.file.close()
        return
    with pytest.raises(ends) as refused:
        taken.new_file(*NEW_FILE)
    assert taken.refusal == "too_large"
    assert getattr(refused.value, "connection_reset", True)


@pytest.mark.parametrize("step", ["new_file", "receive_data_chunk"])
def test_a_full_disk_is_a_reason_of_its_own(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    taken = handler(100)
    if step == "receive_data_chunk":
        taken.new_file(*NEW_FILE)
    monkeypatch.setattr(TemporaryFileUploadHandler, step, full)
    with pytest.raises(SkipFile):
        if step == "new_file":
            taken.new_file(*NEW_FILE)
        else:
            taken.receive_data_chunk(b"x", 0)
    assert taken.refusal == "disk"
