"""Files are made one at a time, once for a crowd, and before the first byte is sent."""

import errno
import gzip
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from organizations.interchange import kept_files, open_data_views
from organizations.interchange.kept_files import BusyError, packed_file, unpacked
from tests.organizations.resource_map.spots import place_spots, scattered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    caches["pages"].clear()


@contextmanager
def somebody_elses_file() -> Iterator[None]:
    """The lock in the hands of another connection."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (kept_files.LOCK,))
        yield


def test_a_reader_is_told_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "LONGEST_WAIT_SECONDS", 0.1)
    place_spots(scattered(3))
    with somebody_elses_file():
        answer = client.get("/open-data/places.csv", HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 503
        assert answer["Retry-After"] == "5"
        assert "ask again" in answer.json()["errors"][0]["message"]
    assert client.get("/open-data/places.csv").status_code == 200


def test_a_kept_file_needs_no_turn(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "LONGEST_WAIT_SECONDS", 0.1)
    place_spots(scattered(3))
    first = b"".join(client.get("/open-data/places.csv").streaming_content)
    with somebody_elses_file():
        assert b"".join(client.get("/open-data/places.csv").streaming_content) == first
        assert client.get("/open-data/places.csv?facts=free").status_code == 503


def test_a_crowd_makes_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    place_spots(scattered(300), description_ja="説明" * 100)
    made: list[str] = []
    begin = threading.Barrier(4)
    answers: list[tuple[int, bytes]] = []
    real = open_data_views.blocks

    def counted(*args: Any, **more: Any) -> Iterator[bytes]:
        made.append("file")
        return real(*args, **more)

    monkeypatch.setattr(open_data_views, "blocks", counted)

    def read() -> None:
        begin.wait()
        answer = Client().get("/open-data/places.csv")
        answers.append((answer.status_code, b"".join(answer.streaming_content)))
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert len(answers) == 4
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    assert made == ["file"]


def test_a_file_that_breaks_leaves_no_lock_and_is_not_kept() -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        packed_file("a key", 1, broken, keep=True)
    with somebody_elses_file():
        pass
    assert gzip.decompress(b"".join(packed_file("a key", 1, lambda: [b"whole"], keep=True))) == b"whole"


def test_a_full_disk_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(tempfile.SpooledTemporaryFile[bytes]):
        def write(self, data: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_files, "SpooledTemporaryFile", Full)
    with pytest.raises(BusyError):
        packed_file("a key", 1, lambda: [b"whole"], keep=False)
    assert client.get("/open-data/places.json").status_code == 503


@pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
def test_packed_and_unpacked_again(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    packed = packed_file("a key", 1, lambda: [content[:10], content[10:]], keep=False)
    assert b"".join(unpacked(packed)) == content
