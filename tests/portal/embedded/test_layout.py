"""Where the servers lie and under which addresses they are reached, in every spelling."""

from __future__ import annotations

import os
import ssl
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st
from kombu import Connection

from portal.embedded import EmbeddedError, layout
from portal.embedded.layout import Addresses


def test_long_paths_get_short_sockets(tmp_path: Path) -> None:
    long = tmp_path / ("住" * 30)
    directory = layout.socket_directory(long)
    assert len(os.fsencode(directory)) <= layout.LONGEST_SOCKET_DIRECTORY
    assert directory == layout.socket_directory(long)
    assert directory != layout.socket_directory(tmp_path / ("所" * 30))


def test_the_socket_directory_is_closed_to_others_even_when_it_was_open(tmp_path: Path) -> None:
    (tmp_path / "var/run").mkdir(parents=True, mode=0o755)
    made = layout.make_socket_directory(tmp_path)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert layout.make_socket_directory(tmp_path) == made


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "var").mkdir()
    (tmp_path / "var/run").symlink_to(elsewhere)
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        layout.make_socket_directory(tmp_path)


def test_the_environment_comes_before_the_embedded_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/x")
    monkeypatch.setenv("REDIS_URL", "")
    found = layout.addresses(tmp_path)
    assert found.database_url == "postgres://db/x"
    assert found.redis_url.startswith("unix://") and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("redis_url", "cache_url", "broker_url"),
    [
        (
            "unix:///srv/portal/redis.sock?db=2",
            "unix:///srv/portal/redis.sock?db=2",
            "redis+socket:///srv/portal/redis.sock?virtual_host=3",
        ),
        (
            "unix:///srv/portal/redis.sock",
            "unix:///srv/portal/redis.sock?db=0",
            "redis+socket:///srv/portal/redis.sock?virtual_host=1",
        ),
        (
            "redis+socket:///srv/r.sock?virtual_host=4",
            "unix:///srv/r.sock?db=4",
            "redis+socket:///srv/r.sock?virtual_host=5",
        ),
        ("redis://:pass@cache:6379/0", "redis://:pass@cache:6379/0", "redis://:pass@cache:6379/1"),
        ("redis://cache:6379", "redis://cache:6379", "redis://cache:6379/1"),
        ("redis://cache/", "redis://cache/", "redis://cache/1"),
        ("redis://[::1]:6379/2", "redis://[::1]:6379/2", "redis://[::1]:6379/3"),
        ("rediss://cache/3", "rediss://cache/3", "rediss://cache/4?ssl_cert_reqs=required"),
        (
            "rediss://cache:6379/3?ssl_cert_reqs=none",
            "rediss://cache:6379/3?ssl_cert_reqs=none",
            "rediss://cache:6379/4?ssl_cert_reqs=none",
        ),
        ("redis://cache:6379?db=7", "redis://cache:6379?db=7", "redis://cache:6379/8"),
    ],
)
def test_the_queue_has_a_database_of_its_own(redis_url: str, cache_url: str, broker_url: str) -> None:
    found = Addresses("", redis_url)
    assert (found.cache_url, found.broker_url) == (cache_url, broker_url)


NUMBERS = st.integers(0, 14)
SOCKETS = st.builds("unix:///run/{}.sock?db={}".format, st.sampled_from(["redis", "a%20b", "%E4%BD%8F"]), NUMBERS)
QUEUE_SOCKETS = st.builds("redis+socket:///run/redis.sock?virtual_host={}".format, NUMBERS)
HOSTS = st.builds(
    "{}://{}{}/{}".format,
    st.sampled_from(["redis", "rediss"]),
    st.sampled_from(["", ":secret@", "user:se%40cret@"]),
    st.sampled_from(["cache", "cache:6380", "10.0.0.1:6379", "[::1]:6379"]),
    NUMBERS,
)


@given(st.one_of(SOCKETS, QUEUE_SOCKETS, HOSTS))
def test_cache_and_queue_mean_the_same_server_and_neighbouring_databases(redis_url: str) -> None:
    """What the two clients themselves read out of the addresses."""
    found = Addresses("", redis_url)
    cache = redis.ConnectionPool.from_url(found.cache_url).connection_kwargs
    queue = Connection(found.broker_url)
    parts = urlsplit(found.broker_url)
    if parts.scheme == "redis+socket":
        assert f"virtual_host={cache['db'] + 1}" in parts.query
        assert urlsplit(found.cache_url).path == parts.path
    else:
        assert int(queue.virtual_host or 0) == cache["db"] + 1
        assert (queue.hostname, queue.port or 6379) == (cache["host"], cache.get("port", 6379))
        assert queue.password == cache.get("password")
        proof = {"ssl_cert_reqs": ssl.CERT_REQUIRED} if redis_url.startswith("rediss") else False
        assert queue.ssl == proof


@pytest.mark.parametrize("redis_url", ["redis://cache/pages", "unix:///r.sock?db=x", "redis://cache/1/2"])
def test_a_database_that_is_no_number_is_a_value_error(redis_url: str) -> None:
    for name in ("cache_url", "broker_url"):
        if redis_url.startswith("redis:") and name == "cache_url":
            continue
        with pytest.raises(ValueError, match="invalid literal"):
            getattr(Addresses("", redis_url), name)
